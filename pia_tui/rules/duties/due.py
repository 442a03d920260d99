"""Every deadline of every 評価書: pure, from what is known of them, the accidents of the body, and the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

import msgspec

from pia_tui.forms.periods import parse_period
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.deadlines import DutyId, deadlines
from pia_tui.rules.duties.evidence import StartingDay, ended_on, labelled_end, last_assessed, last_published
from pia_tui.rules.duties.model import STATES, Accident, Due, Held, Input, PublicationDay, StateId, Task
from pia_tui.rules.publication import publication_rules
from pia_tui.rules.threshold_data import rules
from pia_tui.rules.threshold_table import People


def dues(tasks: Iterable[Task], accidents: Iterable[Accident], today: date) -> list[Due]:
    """What is to be done, most pressing first; the same thing for several 評価書 of one 事務 is one line."""
    happened = tuple(accidents)
    found: list[Due] = []
    for task in tasks:
        held = [each for each in task.documents if not each.reference]
        for document in held:
            found += _of_document(document, happened, today)
        found += _level_up(task, today)
    found += [due for accident in happened for due in _of_accident(accident, today)]
    return sorted(_merged(found), key=_order)


def clock_behind(now: datetime, last_written: str) -> str:
    """The sentence to say where the clock stands before the newest thing that was saved; "" where it does not."""
    if not last_written:
        return ""
    last = datetime.fromisoformat(last_written)
    # Clocks are set right by seconds every day; a minute is no reason to be told.
    if now + timedelta(minutes=1) >= last:
        return ""
    shown = [f"{to_wareki(each.astimezone().date())} {each.astimezone():%H:%M}" for each in (now, last)]
    return deadlines().texts["clock"].format(now=shown[0], last=shown[1])


def days_text(due: Due) -> str:
    """How long is left, or how long ago it was: あと12日, 3日過ぎた, 速やかに."""
    texts = deadlines().texts
    if due.on is None:
        return texts["at_once"]
    if not due.days:
        return texts["left_today"]
    return texts["left" if due.days > 0 else "passed"].format(days=f"{abs(due.days):,}")


def levels_text(due: Due) -> str:
    """Which 評価書 of the 事務 it is about: 基礎, 基礎・重点; "" where it is about the 事務 or the body."""
    known = {level.id: level.short.rpartition("＋")[2] for level in rules().levels}
    return "・".join(known[each] for each in due.levels if each in known)


def _of_document(everything: Held, accidents: tuple[Accident, ...], today: date) -> Iterator[Due]:
    held = _until(everything, today)
    for record in everything.publications:
        if record.on > today:
            yield _ahead(everything, held, record, today)
    published = last_published(held)
    if published is None:
        yield from _hearing(held, None, today)
        return
    ended = ended_on(everything)
    if ended is not None:
        yield from _ended(held, ended, today)
        return
    yield from _review(held, published, today)
    yield from _renew(held, published, today)
    yield from _hearing(held, published, today)
    for accident in accidents:
        yield from _correct(held, published, accident, today)


def _until(held: Held, today: date) -> Held:
    """What is known of a 評価書 that has come about: a publication dated ahead has not begun to count."""
    cover = held.cover if held.cover is not None and held.cover <= today else None
    known = tuple(each for each in held.publications if each.on <= today)
    return msgspec.structs.replace(held, publications=known, cover=cover)


def _ahead(held: Held, known: Held, record: PublicationDay, today: date) -> Due:
    """A record with a day that has not come: told, for nobody can have published that day."""
    duty = deadlines().duties["record_ahead"]
    text = duty.text if last_published(known) is not None else duty.short
    message = text.format(kind=record.kind, due=_day(record.on))
    due = _due("record_ahead", held, None, record.on, message, (Input(record.kind, _day(record.on)),), today)
    return msgspec.structs.replace(due, state="check")


def _review(held: Held, published: StartingDay, today: date) -> Iterator[Due]:
    """The yearly review, from the last publication or review recorded (14条1項)."""
    duty = deadlines().review
    done = [each.on for each in held.records if each.duty == "review" and each.on <= today]
    reviewed = max(done, default=None)
    start = published
    if reviewed is not None and reviewed >= published.on:
        start = StartingDay(reviewed, duty.record, "record")
    yield _dated("review", held, start, today)


def _renew(held: Held, published: StartingDay, today: date) -> Iterator[Due]:
    """The next 再実施, five years after the 公表 of the last 実施 or 再実施 (15条)."""
    start = last_assessed(held)
    if start is None or start.on > today:
        return
    due = _dated("renew", held, start, today)
    if start.evidence == "annex":
        period = deadlines().duties["renew"].period
        assert period is not None
        # Even from the newest publication the years have passed: then there is no doubt that they have.
        sure = period.end(published.on) < today
        if due.state in ("overdue", "soon") and not sure:
            due = msgspec.structs.replace(due, state="check")
    yield due


def _hearing(held: Held, published: StartingDay | None, today: date) -> Iterator[Due]:
    """A hearing under way or ahead: its last day, and whether it is long enough (7条)."""
    duty = deadlines().duties["hearing"]
    period = parse_period(held.hearing) if held.hearing else None
    if period is None or period.first is None or period.last is None or period.reversed or period.last < today:
        return
    if published is not None and published.on >= period.first:
        return
    assert duty.period is not None
    message = duty.text.format(**{"from": _day(period.first), "due": _day(period.last), "days": period.days})
    earliest = duty.period.end(period.first)
    if period.last < earliest and not held.hearing_reason:
        message += duty.short.format(earliest=_day(earliest))
    inputs = (Input(deadlines().labels["hearing"], held.hearing),)
    yield _due("hearing", held, period.last, period.first, message, inputs, today)


def _correct(held: Held, published: StartingDay, accident: Accident, today: date) -> Iterator[Due]:
    """The 修正 that an accident of the body asks of every 評価書, until one was published after it (14条1項)."""
    duty = deadlines().duties["incident_correct"]
    window = deadlines().duties["incident_over"].period
    kind = deadlines().incident_kind(accident.kind)
    if kind is None or not kind.judged or window is None or window.end(accident.since) < today:
        return
    if published.on >= accident.known_on or accident.known_on > today:
        return
    message = duty.text.format(**{"from": _day(accident.known_on), "incident": accident.what})
    inputs = (Input(kind.label, accident.what), Input(deadlines().labels["known"], _day(accident.known_on)))
    yield _due("incident_correct", held, None, accident.known_on, message, inputs, today)


def _ended(held: Held, ended: date, today: date) -> Iterator[Due]:
    """What is left to do for a 事務 that has ended: notice, label, and three years of publication (16条)."""
    data = deadlines()
    start = {"from": _day(ended)}
    inputs = (Input(deadlines().labels["ended"], _day(ended)),)
    if ended <= today:
        if not any(each.duty == "end_notice" for each in held.records):
            text = data.duties["end_notice"].text.format(**start)
            yield _due("end_notice", held, None, ended, text, inputs, today)
        if labelled_end(held.name) is None:
            label = publication_rules().end_label.format(date=_day(ended))
            text = data.duties["end_label"].text.format(label=label)
            yield _due("end_label", held, None, ended, text, inputs, today)
    keep = data.duties["end_keep"]
    assert keep.period is not None
    last = keep.period.end(ended)
    if last >= today:
        yield _due("end_keep", held, last, ended, keep.text.format(due=_day(last), **start), inputs, today)


def _level_up(task: Task, today: date) -> Iterator[Due]:
    """A judgement that asks for a heavier 評価書 than any published or kept here (6条2項, 7条2項)."""
    table = rules()
    own = [each for each in task.documents if not each.reference and not each.archived]
    judged = next(iter(task.judgements), None)
    known = [level.id for level in table.levels]
    if judged is None or judged.level not in known or not own or all(ended_on(each) for each in own):
        return
    published = [each for each in own if last_published(each)]
    if not published:
        return  # a first 実施: nothing has been published that could be too light
    heaviest = max(table.rank(each.level) for each in published if each.level in known)
    if table.rank(judged.level) <= heaviest or judged.on > today:
        return
    duty = deadlines().duties["level_up"]
    text = duty.text.format(
        **{"from": _day(judged.on)},
        result=table.results["kiso"][table.level(judged.level).id],
        needed=table.level(judged.level).name,
    )
    inputs = (
        Input(table.definitions.subjects.term, _people(judged.subjects)),
        Input(table.definitions.handlers.term, _people(judged.handlers)),
        Input(table.definitions.incident.term, table.incident_answer(judged.incident)),
        Input(deadlines().labels["judged"], _day(judged.on)),
    )
    yield _due("level_up", own[0], None, judged.on, text, inputs, today, ids=tuple(each.id for each in own))


def _of_accident(accident: Accident, today: date) -> Iterator[Due]:
    """The windows of an accident: the report, the year of しきい値判断, the three years of Ⅲ7."""
    data = deadlines()
    kind = data.incident_kind(accident.kind)
    if kind is None or accident.known_on > today:
        return
    later = data.labels["occurred" if accident.occurred_on > accident.known_on else "known"]
    inputs = (
        Input(kind.label, accident.what),
        Input(deadlines().labels["occurred"], _day(accident.occurred_on)),
        Input(deadlines().labels["known"], _day(accident.known_on)),
    )
    words = {"incident": accident.what, "what": later, "answer": rules().incident_answer(True)}
    wanted: list[DutyId] = ["incident_report", "incident_over", "incident_form"] if kind.judged else ["incident_form"]
    for duty_id in wanted:
        duty = data.duties[duty_id]
        period = duty.malicious_period if accident.malicious and duty.malicious_period else duty.period
        assert period is not None
        start = accident.known_on if duty_id == "incident_report" else accident.since
        end = period.end(start)
        if end + timedelta(days=duty.shown_after_days) < today:
            continue
        text = duty.text.format(**{"from": _day(start), "due": _day(end), "days": period.days, **words})
        yield _due(duty_id, None, end, start, text, inputs, today, title=accident.what)


def _dated(duty_id: DutyId, held: Held, start: StartingDay, today: date) -> Due:
    data = deadlines()
    duty = data.duties[duty_id]
    assert duty.period is not None
    end = duty.period.end(start.on)
    evidence = start.evidence if start.kind or start.evidence not in ("revision",) else "cover"
    what = getattr(data.evidence, evidence).format(kind=start.kind, record=start.kind)
    text = duty.text.format(**{"from": _day(start.on), "due": _day(end)}, what=what)
    doubt = ""
    if evidence in ("form", "annex") or (evidence == "cover" and not held.publications):
        newest = last_published(held)
        doubt = getattr(data.doubts, evidence).format(cover=_day(newest.on) if newest else "")
    return _due(duty_id, held, end, start.on, text, (Input(what, _day(start.on)),), today, doubt=doubt)


def _due(
    duty_id: DutyId,
    held: Held | None,
    on: date | None,
    since: date,
    message: str,
    inputs: tuple[Input, ...],
    today: date,
    *,
    doubt: str = "",
    title: str = "",
    ids: tuple[int, ...] = (),
) -> Due:
    duty = deadlines().duties[duty_id]
    days = ((on or since) - today).days
    return Due(
        duty=duty_id,
        name=duty.name,
        on=on,
        since=since,
        days=days,
        state=_state(on, days, duty.soon_days),
        documents=ids or ((held.id,) if held else ()),
        levels=(held.level,) if held and not ids else (),
        title=title or (held.task_name or held.name if held else ""),
        number=held.number if held else "",
        department=held.department if held else "",
        message=message,
        inputs=inputs,
        obligation=duty.obligation,
        article=duty.article,
        source=duty.source,
        confidence=duty.confidence,
        doubt=doubt,
    )


def _state(on: date | None, days: int, soon: int) -> StateId:
    if on is None:
        return "now"
    if days < 0:
        return "overdue"
    return "soon" if days <= soon else "later"


def _merged(found: list[Due]) -> Iterator[Due]:
    """One line for the same thing to do with several 評価書 of one 事務."""
    lines: dict[tuple[object, ...], Due] = {}
    for due in found:
        same = (due.duty, due.title, due.number, due.department, due.on, due.since, due.message, due.doubt)
        known = lines.get(same)
        if known is None:
            lines[same] = due
        else:
            ids = tuple(dict.fromkeys((*known.documents, *due.documents)))
            levels = tuple(dict.fromkeys((*known.levels, *due.levels)))
            lines[same] = msgspec.structs.replace(known, documents=ids, levels=levels)
    yield from lines.values()


def _order(due: Due) -> tuple[object, ...]:
    return STATES.index(due.state), due.on or due.since, due.number, due.documents, due.duty


def _people(count: People) -> str:
    return f"{count:,}人" if isinstance(count, int) else count


def _day(day: date) -> str:
    try:
        return to_wareki(day)
    except ValueError:
        return day.isoformat()
