"""Which 評価書 belong to one 事務: its 基礎 and its 重点 or 全項目, and copies of them brought from elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pia_tui.rules.duties.model import Held, Task
from pia_tui.rules.publication import publication_rules
from pia_tui.rules.threshold_data import rules


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """A text for comparing names and numbers: width, case and blanks apart."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=20_000)
def bare_name(name: str) -> str:
    """The name of the 事務 in a 評価書名: without the kind of 評価書 and the label of an ended one, folded."""
    before, _, after = publication_rules().end_label.partition("{date}")
    plain = folded(re.sub(rf"{re.escape(before)}.+?{re.escape(after.strip())}", "", name))
    for level in rules().levels:
        plain = plain.removesuffix(folded(f"{level.name}書"))
    return plain


def group(documents: Iterable[Held]) -> list[Task]:
    """The 事務 of some 評価書, by number, then by name.

    Those with the same identity belong together. One without is counted to the 事務 of the same body with the same
    name, else to one with the same 評価書番号 that has no 評価書 of its kind (a 基礎 to a 重点, never to a 基礎).
    """
    groups: list[list[Held]] = []
    by_id: dict[str, list[Held]] = {}
    loose: list[Held] = []
    for held in documents:
        if not held.task_id:
            loose.append(held)
        elif held.task_id in by_id:
            by_id[held.task_id].append(held)
        else:
            by_id[held.task_id] = [held]
            groups.append(by_id[held.task_id])
    by_name: dict[tuple[str, str], list[Held]] = {}
    for members in groups:
        for held in members:
            by_name.setdefault(_name(held), members)
    alone: list[list[Held]] = []
    for held in loose:
        known = by_name.get(_name(held)) if _name(held)[1] else None
        if known is not None:
            known.append(held)
            continue
        alone.append([held])
        if _name(held)[1]:
            by_name[_name(held)] = alone[-1]
    by_number: dict[str, list[list[Held]]] = {}
    for members in groups:
        by_number.setdefault(_only_number(members), []).append(members)
    for members in alone:
        number = _only_number(members)
        alike = by_number.setdefault(number, [])
        target = next((other for other in alike if number and _fit_together(members, other)), None)
        if target is None:
            groups.append(members)
            alike.append(members)
        else:
            target.extend(members)
    return sorted(map(_task, groups), key=lambda task: (_counted(task.number), task.number, task.name, task.id))


def duplicate_numbers(tasks: Iterable[Task]) -> dict[str, tuple[Task, ...]]:
    """評価書番号 that several 事務 of one body have, each with them."""
    found: dict[tuple[str, str], dict[str, Task]] = {}
    for task in tasks:
        for held in task.documents:
            number = folded(held.number)
            if number and not held.reference:
                found.setdefault((folded(held.body), number), {})[task.id] = task
    return {number: tuple(which.values()) for (_, number), which in found.items() if len(which) > 1}


def _name(held: Held) -> tuple[str, str]:
    return folded(held.body), bare_name(held.task_name or held.name)


def _only_number(members: list[Held]) -> str:
    """The one 評価書番号 of all of them; "" where they have several or one has none."""
    numbers = {folded(held.number) for held in members}
    return numbers.pop() if len(numbers) == 1 else ""


def _fit_together(one: list[Held], other: list[Held]) -> bool:
    """Whether a number that both have says that a 基礎 and a 重点 or 全項目 belong together."""
    together = [*one, *other]
    lowest = rules().levels[1].id
    if {held.level for held in one} & {held.level for held in other}:
        return False
    if len({held.level == lowest for held in together}) < 2:
        return False
    return len({folded(held.body) for held in together} - {""}) <= 1


def _task(members: list[Held]) -> Task:
    known = [level.id for level in rules().levels]
    order = sorted(members, key=lambda each: (known.index(each.level) if each.level in known else len(known), each.id))
    first = order[0]
    identity = next((each.task_id for each in order if each.task_id), "") or min(each.uuid for each in order)

    def text(name: str) -> str:
        return next((str(getattr(each, name)) for each in order if getattr(each, name)), "")

    return Task(identity, text("task_name") or first.name, text("number"), text("department"), tuple(order))


def _counted(number: str) -> tuple[bool, int]:
    """Numbers in the order of counting; a 事務 without one comes last."""
    digits = folded(number)
    return (not digits, int(digits)) if digits.isascii() and digits.isdigit() else (True, 0)
