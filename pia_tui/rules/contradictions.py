"""What does not fit together: the facts of しきい値判断, the bands on the form, the dates, the form chosen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.facts import Facts
from pia_tui.rules.findings import Finding
from pia_tui.rules.threshold_data import rules
from pia_tui.rules.threshold_table import LevelId, People, Rules, label_bounds, people_bounds


class Seen(msgspec.Struct, frozen=True):
    """A band that the form names.

    With `whole` it is 対象人数 ("subjects") or 取扱者数 ("handlers") itself; else it is a part of it: 本人の数 of a
    file, 使用者数, 委託先における取扱者数.
    """

    path: str
    label: str
    value: str
    about: Literal["subjects", "handlers"] = "handlers"
    whole: bool = False


def contradictions(
    facts: Facts,
    bands_seen: Iterable[Seen] = (),
    *,
    today: date,
    level: LevelId | None = None,
    form_level: LevelId | None = None,
) -> tuple[Finding, ...]:
    """The contradictions in the facts, and between them and what the form says elsewhere.

    `level` is the judgement's and `form_level` the form's that is being written; both or neither.
    """
    r = rules()
    found = [*_of_numbers(r, facts), *_of_dates(r, facts, today)]
    for seen in bands_seen:
        found += _of_band(r, facts, seen)
    if level and form_level and level not in r.results.get(form_level, {}):
        text = r.results["kiso"][level]
        found.append(_finding(r, "form_too_low", "", text=text, form=r.level(form_level).name))
    return tuple(found)


def _finding(r: Rules, rule: str, path: str, **values: object) -> Finding:
    known = r.finding(rule)
    return Finding(f"threshold.{rule}", known.level, path, known.text.format(**values))


def _of_numbers(r: Rules, facts: Facts) -> Iterable[Finding]:
    if facts.handlers == 0:
        yield _finding(r, "no_handlers", "")
    if facts.subjects == 0:
        yield _finding(r, "no_subjects", "")
    _, most = people_bounds(facts.subjects)
    if facts.subjects != 0 and most is not None and people_bounds(facts.handlers)[0] >= most:
        subjects, handlers = _said(r, facts.subjects), _said(r, facts.handlers)
        yield _finding(r, "swapped", "", handlers=handlers, subjects=subjects)


def _of_dates(r: Rules, facts: Facts, today: date) -> Iterable[Finding]:
    for name, on in (("subjects", facts.subjects_on), ("handlers", facts.handlers_on)):
        if on is None:
            yield _finding(r, f"{name}_date_missing", "")
        elif on > today:
            yield _finding(r, f"{name}_date_future", "", date=_written(on))
        elif months_between(on, today) >= r.stale_after_months:
            yield _finding(r, f"{name}_date_old", "", date=_written(on), months=r.stale_after_months)


def _of_band(r: Rules, facts: Facts, seen: Seen) -> Iterable[Finding]:
    """The whole stands in its band; a part cannot be larger than the whole, nor in a higher band of 取扱者数."""
    bounds = label_bounds(seen.value.partition("（")[0])  # 1,000人未満（任意実施）
    whole = facts.handlers if seen.about == "handlers" else facts.subjects
    if bounds is None:
        return
    least, beyond = people_bounds(whole)
    if seen.whole:
        if (beyond is not None and beyond <= bounds[0]) or (bounds[1] is not None and least >= bounds[1]):
            yield _finding(r, "band_differs", seen.path, label=seen.label, value=seen.value, count=_said(r, whole))
        return
    if beyond is None or bounds[0] < beyond:
        return
    values = {"label": seen.label, "value": seen.value, "handlers": _said(r, facts.handlers)}
    if seen.about == "subjects":
        yield _finding(r, "subjects_band_over", seen.path, **values, subjects=_said(r, facts.subjects))
    elif r.handlers_row(bounds[0]) > r.handlers_row(facts.handlers):
        band = r.handlers[r.handlers_row(facts.handlers)].label
        yield _finding(r, "handlers_band_high", seen.path, **values, handlers_band=band)
    else:
        yield _finding(r, "handlers_band_over", seen.path, **values)


def _said(r: Rules, people: People) -> str:
    return f"「{people}」" if isinstance(people, str) else r.say("people", count=f"{people:,}")


def months_between(earlier: date, later: date) -> int:
    """Whole months: 12 on the same day of the next year."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month - (later.day < earlier.day)


def _written(on: date) -> str:
    try:
        return to_wareki(on)
    except ValueError:
        return on.isoformat()
