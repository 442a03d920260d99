"""Several documents in one file: each begins with a cover, where number and name stand under a form's title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pia_tui.forms import form_ids, load_form
from pia_tui.ingest.text.folding import Folded, fold

_PAIR, _TITLE, _APART = 30, 300, 400
"""Letters: number and name stand so near each other on a cover, a title so far before them, no two covers so near."""
_NAME = 40
"""So many letters of a name are shown."""
_BEFORE = re.compile(r"^[0-9０-９\s:：|*]+")
_TAG = re.compile(r"<[^<>\n]*>")


@dataclass(frozen=True, slots=True)
class Cover:
    """Where a document begins in a text, and its name: the beginning of it, and the form if that is told."""

    start: int
    name: str


@cache
def _covers() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """(folded title, name, folded labels that stand under it) of the forms."""
    found: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    for form in map(load_form, form_ids()):
        items = [form.item(form.roles.get(role, "")) for role in ("number", "document_name")]
        found[fold(form.title)] = fold(form.title), form.short_title, tuple(fold(item.label) for item in items if item)
    return tuple(found.values())


def covers_in(text: str) -> list[Cover]:
    """The covers of a text, each at the beginning of its line; one or none where it is a single document."""
    pairs = {labels for _, _, labels in _covers()}
    if all(text.count(label) < 2 for labels in pairs for label in labels):
        return []
    folded = Folded(text)
    found: list[tuple[int, int]] = []
    for labels in pairs:
        between = rf"[^\n]{{0,{_PAIR}}}?"
        found += [match.span() for match in re.finditer(between.join(map(re.escape, labels)), folded.text)]
    covers: list[Cover] = []
    last = -_APART
    for start, end in sorted(found):
        if start - last < _APART:
            continue
        last = start
        titles = [(folded.text.rfind(title, max(0, start - _TITLE), start), name) for title, name, _ in _covers()]
        title, form = max(titles)
        rest = _TAG.sub("\n", text[folded.at[end] :][: 4 * _TITLE]).lstrip(
            "0123456789０１２３４５６７８９ \t\n\u3000:：|*"
        )
        name = re.split(r"[\n\t]", rest)[0].strip()[:_NAME]
        begin = title if title >= 0 else start
        covers.append(Cover(text.rfind("\n", 0, folded.at[begin]) + 1, f"{name}（{form}）" if title >= 0 else name))
    return covers


def only(text: str, covers: list[Cover], number: int) -> str:
    """The text of one document (from 1), line ends kept for the others, so that lines keep their numbers."""
    start = covers[number - 1].start if number > 1 else 0
    end = covers[number].start if number < len(covers) else len(text)
    return "\n" * text.count("\n", 0, start) + text[start:end]
