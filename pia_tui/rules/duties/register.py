"""計画管理書: one line for each 事務, from what is known of its 評価書 and from its deadlines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from pia_tui import datafile
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.duties.evidence import ended_on, publications_of
from pia_tui.rules.duties.model import Due, Held, PublicationDay, Task
from pia_tui.rules.duties.tasks import duplicate_numbers
from pia_tui.rules.publication import publication_rules
from pia_tui.rules.threshold_data import rules


class RegisterWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of the register: the states of a 事務, and what is said of a number that several have."""

    published: str
    editing: str
    unpublished: str
    ended: str
    reference: str
    on_cover: str
    duplicate: str


class RegisterLine(msgspec.Struct, frozen=True):
    """A 事務 in the register. `judgement` is the text of the result, "" where none is known.

    `assessed` and `corrected` are the last 実施/再実施 and 修正, `published` the last publication of any kind; `due`
    is what comes next.
    """

    number: str
    task: str
    task_id: str
    documents: tuple[Held, ...]
    levels: str
    level: str
    judgement: str
    judged_on: date | None
    subjects: str
    handlers: str
    assessed: PublicationDay | None
    corrected: PublicationDay | None
    published: PublicationDay | None
    due: Due | None
    department: str
    state: str
    state_word: str


@cache
def register_words() -> RegisterWords:
    """The words that come with the program."""
    return datafile.load(Path(__file__).parents[1] / "data" / "register.yaml", RegisterWords)


def register_lines(tasks: Iterable[Task], dues: Sequence[Due], edited: Collection[int] = ()) -> list[RegisterLine]:
    """The lines, in the order of the tasks. `edited` are 評価書 with changes since they were published last."""
    next_of: dict[int, Due] = {}
    for due in dues:
        for number in due.documents:
            known = next_of.get(number)
            if known is None or (due.on or due.since) < (known.on or known.since):
                next_of[number] = due
    return [_line(task, next_of, edited) for task in tasks]


def number_problems(tasks: Iterable[Task]) -> list[str]:
    """A sentence for each 評価書番号 that several 事務 have."""
    return [
        register_words().duplicate.format(number=number, names="」「".join(task.name for task in which))
        for number, which in sorted(duplicate_numbers(tasks).items())
    ]


def _line(task: Task, next_of: dict[int, Due], edited: Collection[int]) -> RegisterLine:
    table, words = rules(), register_words()
    used = tuple(each for each in task.documents if not each.archived) or task.documents
    known = [level.id for level in table.levels]
    written = sorted({each.level for each in used if each.level in known}, key=table.rank)
    levels = "＋".join(table.level(each).short.rpartition("＋")[2] for each in written)
    judged = next(iter(task.judgements), None)
    level = judged.level if judged is not None and judged.level in known else ""
    if judged is not None and level:
        text = table.results["kiso"][table.level(level).id]
        subjects, handlers = _people(judged.subjects), _people(judged.handlers)
    else:
        text = next((each.threshold_result for each in used if each.threshold_result), "")
        subjects = next((each.subjects_band for each in used if each.subjects_band), "")
        handlers = next((each.handlers_band for each in used if each.handlers_band), "")
    state = _state(used, edited)
    due = min(
        (next_of[each.id] for each in used if each.id in next_of), key=lambda one: one.on or one.since, default=None
    )
    return RegisterLine(
        number=task.number,
        task=task.name,
        task_id=task.id,
        documents=used,
        levels=levels,
        level=level,
        judgement=text,
        judged_on=judged.on if judged is not None else None,
        subjects=subjects,
        handlers=handlers,
        assessed=_newest(used, restarts=True),
        corrected=_newest(used, restarts=False),
        published=_newest(used, restarts=None),
        due=due,
        department=task.department,
        state=state,
        state_word=str(getattr(words, state)),
    )


def _newest(documents: Sequence[Held], *, restarts: bool | None) -> PublicationDay | None:
    """The newest publication of a kind; of any where `restarts` is None."""
    kinds = {each.name: each for each in publication_rules().kinds}
    found = []
    for held in documents:
        for publication in publications_of(held):
            kind = kinds.get(publication.kind)
            if restarts is None or (kind is not None and not kind.ends and kind.restarts == restarts):
                found.append(publication)
    return max(found, key=lambda each: each.on, default=None)


def _state(documents: Sequence[Held], edited: Collection[int]) -> str:
    if all(each.reference for each in documents):
        return "reference"
    if all(ended_on(each) for each in documents):
        return "ended"
    if any(each.id in edited for each in documents):
        return "editing"
    return "published" if any(publications_of(each) for each in documents) else "unpublished"


def _people(count: int | str) -> str:
    return f"{count:,}人" if isinstance(count, int) else count


def published_text(publication: PublicationDay | None) -> str:
    """A publication as it is written in the register: its kind and day; a day that only the cover tells is marked."""
    if publication is None:
        return ""
    day = to_wareki(publication.on)
    return f"{publication.kind}　{day}" if publication.kind else register_words().on_cover.format(date=day)
