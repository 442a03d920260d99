"""What does not look right in a document: numbered checks with their source, each finding as a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from pia_tui import datafile
from pia_tui.assessment import Assessment, Node
from pia_tui.forms import format_value
from pia_tui.forms.wareki import parse_date
from pia_tui.rules.changes.annex import in_old_row
from pia_tui.rules.completeness import unanswered
from pia_tui.rules.contradictions import contradictions
from pia_tui.rules.facts import Facts
from pia_tui.rules.findings import Finding
from pia_tui.rules.form_answers import bands_seen, judgement_of
from pia_tui.rules.threshold import judge


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check: how grave its findings are, the sentence, and what it rests on."""

    level: Literal["error", "warning", "hint"]
    text: str
    source: str


class OldName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name that has changed, and since when. Before the words of `except_before` it belongs to a title and stays."""

    old: str
    new: str
    since: str
    except_before: tuple[str, ...] = ()

    def stands_in(self, text: str) -> bool:
        """Whether the text uses the old name where the new one should stand."""
        return any(not after.startswith(self.except_before) for after in text.split(self.old)[1:])


class HowToAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to do about an unanswered item, by the kind of value it takes; `digits` for a number kept as text."""

    text: str
    digits: str
    choice: str
    multi: str
    date: str
    count: str
    figure: str


class Serials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The day serials of a spreadsheet that are taken for lost dates."""

    lowest: int
    highest: int


class Checks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file of the checks."""

    checks: dict[str, Check]
    how_to_answer: HowToAnswer
    old_names: tuple[OldName, ...]
    post_endings: tuple[str, ...]
    excess_length: int
    day_serials: Serials


@cache
def checks() -> Checks:
    """The checks that come with the program."""
    return datafile.load(Path(__file__).parent / "data" / "checks.yaml", Checks)


def check(document: Assessment, today: date, facts: Facts | None = None) -> list[Finding]:
    """All findings of a document, in the form's order; those on しきい値判断 come last.

    `facts` are those of the judgement that the document was made from, where it is known.
    """
    nodes = list(document.walk())
    order = {node.path: position for position, node in enumerate(nodes)}
    missing = {node.key for node in unanswered(document, nodes)}
    found = [*_not_printed(document, nodes)]
    for node in nodes:
        if not node.applies or in_old_row(document, node.key):
            continue
        if node.key in missing and not node.is_list and not node.item.option_text:
            found.append(_finding("unanswered", node.path, label=_label(document, node), how=_how(node)))
        found += _marks(document, node)
        found += _empty_brackets(document, node)
        found += _counts(document, node)
        found += _texts(document, node, today)
    found.sort(key=lambda finding: order.get(finding.path, len(order)))
    return [*found, *_threshold(document, facts, today)]


def _finding(rule: str, path: str, **values: object) -> Finding:
    known = checks().checks[rule]
    return Finding(rule, known.level, path, known.text.format(**values))


def _label(document: Assessment, node: Node) -> str:
    """The item's name; one that says little alone (その必要性) is given with its heading."""
    place = document.form.places[node.item.id]
    label = (node.label if node.number else node.item.input_label) or node.item.label
    if node.item.number or not place.parents or node.number:
        return label
    return f"{place.parents[-1].label.replace('{n}', '')} の {label}"


def _how(node: Node) -> str:
    kind = "digits" if node.item.digits_only else str(node.value_kind)
    return str(getattr(checks().how_to_answer, kind))


def _not_printed(document: Assessment, nodes: list[Node]) -> Iterator[Finding]:
    """One finding for each place, with all under it, that is switched off and yet holds an answer."""
    head: Node | None = None
    told = False
    for node in nodes:
        if node.applies:
            head = None
            continue
        if head is None or node.depth <= head.depth:
            head, told = node, False
        if told or node.is_list or document.value(node) in (None, False):
            continue
        told = True
        when = head.item.when
        if when is not None:
            other = document.node(document.beside(head.key, when.item))
            answer = format_value(document.value(other)) or "空欄"
            yield _finding(
                "not_printed",
                head.path,
                label=_label(document, head),
                other_path=other.path,
                other=other.item.label,
                value=answer,
            )


def _marks(document: Assessment, node: Node) -> Iterator[Finding]:
    item = node.item
    if item.excludes:
        others = [document.node(document.beside(node.key, other)) for other in item.excludes]
        marked = [other for other in others if document.value(other) is True]
        if document.value(node) is True:
            for other in marked:
                yield _finding("exclusive", node.path, label=item.label, other=other.item.label)
        elif not marked:
            heading = document.form.places[item.id].parents[-1].label
            yield _finding("none_marked", node.path, label=heading)
    if document.value(node) is True:
        for when in item.contradicts:
            other = document.node(document.beside(node.key, when.item))
            answer = document.value(other)
            if answer is not None and answer == when.equals:
                said = "○" if answer is True else str(answer)
                yield _finding(
                    "contradicts",
                    node.path,
                    label=item.label,
                    other_path=other.path,
                    other=other.item.label,
                    value=said,
                )


def _empty_brackets(document: Assessment, node: Node) -> Iterator[Finding]:
    """Marked options with a bracket to write in, and nothing in it; found at the bracket."""
    marked = document.value(node)
    if node.is_list or not isinstance(marked, tuple):
        return
    for number, option in enumerate(node.item.choices, start=1):
        if option.free_text and option.text in marked:
            bracket = document.node(f"{node.path}.{number}")
            if document.value(bracket) is None:
                yield _finding("empty_bracket", bracket.path, label=_label(document, node), option=option.text)


def _counts(document: Assessment, node: Node) -> Iterator[Finding]:
    compare = node.item.compare
    if compare is None:
        return
    head = document.node(document.beside(node.key, compare.blocks))
    repeat = head.item.repeat
    written = len(document.blocks(head.key))
    count = document.value(node)
    if repeat is None or not head.applies:
        return
    if isinstance(count, int) and count != written and written:
        yield _finding("count_differs", node.path, count=count, unit=repeat.unit, blocks=written)
    owner = document.node(node.path.rpartition(".")[0])
    answer = document.value(owner)
    when = node.item.when
    affirmed = answer is True or (isinstance(answer, str) and when is not None and answer == when.equals)
    if affirmed and not written:
        said = owner.item.label if answer is True else f"{owner.item.label}: {answer}"
        yield _finding("count_without_blocks", node.path, label=said, unit=repeat.unit)


def _texts(document: Assessment, node: Node, today: date) -> Iterator[Finding]:
    value = document.value(node)
    if node.is_list or not isinstance(value, str):
        return
    data = checks()
    label = _label(document, node)
    for name in data.old_names:
        # The new name is contained in the old one, so only the old one is looked for.
        if name.stands_in(value) and node.item.role != "change_before":
            yield _finding("old_name", node.path, label=label, old=name.old, new=name.new, since=name.since)
    if len(value) > data.excess_length:
        yield _finding("excess_text", node.path, label=label, count=f"{len(value):,}")
    if node.value_kind == "date":
        if re.fullmatch(r"\d{5}", value) and data.day_serials.lowest <= int(value) <= data.day_serials.highest:
            yield _finding("day_serial", node.path, label=label, value=value)
        day = parse_date(value)
        if day is not None and day > today:
            yield _finding("date_in_future", node.path, label=label, date=value)
    if node.item.role == "head_of_department" and not _is_post(value):
        yield _finding("person_name", node.path, label=label, value=value[:30])


def _is_post(value: str) -> bool:
    names = [name for name in re.split(r"[\s、，・／/]+", value.strip()) if name]
    return all(name.rstrip("）)").endswith(checks().post_endings) for name in names)


def _threshold(document: Assessment, facts: Facts | None, today: date) -> Iterator[Finding]:
    """Whether the written result follows from the 基礎 form's answers, and what the facts judged on contradict."""
    judged = judgement_of(document)
    item_id = document.form.roles.get("threshold_result")
    # Where the kinds of file decided, the numbers did not.
    exempt = facts is not None and bool(facts.exempt)
    if judged is not None and item_id is not None and not exempt:
        written = document.get(item_id)
        if isinstance(written, str) and written != judged.text:
            yield _finding("result_differs", item_id, value=written, text=judged.text)
    if facts is not None:
        level = judge(facts).level
        said = contradictions(
            _as_dated(document, facts),
            bands_seen(document),
            today=today,
            level=level,
            form_level=document.form.level,
        )
        # An empty day is found as an unanswered item of the form that asks for it.
        yield from (finding for finding in said if not finding.rule.endswith("_date_missing"))


def _as_dated(document: Assessment, facts: Facts) -> Facts:
    """The facts with the days of the counts that the form says; without any where the form does not ask for them."""

    def day(role: str, judged: date | None) -> date | None:
        if role not in document.form.roles:
            return None
        return parse_date(str(document.by_role(role) or "")) or judged

    return msgspec.structs.replace(
        facts,
        subjects_on=day("subjects_date", facts.subjects_on),
        handlers_on=day("handlers_date", facts.handlers_on),
    )
