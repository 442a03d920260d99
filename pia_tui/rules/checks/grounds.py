"""Legal grounds: rows that there are, once, in one run, of today's law, and fit for what they are cited for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pia_tui.assessment import Node
from pia_tui.law.amendments import stale
from pia_tui.law.bodies import bodies, find_body, names_in
from pia_tui.law.citations import ANNEX_TABLE, SHARING_TABLE, Meant, in_context, read
from pia_tui.law.folding import fold
from pia_tui.law.grounds import find, numbers_of
from pia_tui.law.numbers import Number, NumberSpan, listed, written
from pia_tui.law.tables import annex, sharing, terms
from pia_tui.rules.checks.context import Context, Rule, finding
from pia_tui.rules.checks.data import checks
from pia_tui.rules.findings import Finding


def stale_law(context: Context) -> Iterator[Finding]:
    """Articles, tables and names that a change of the law made old, and of which that is sure."""
    yield from _stale(context, "old_name", sure=True)


def perhaps_stale(context: Context) -> Iterator[Finding]:
    """The same where it depends on what is meant."""
    yield from _stale(context, "old_name_perhaps", sure=False)


def _stale(context: Context, rule: str, *, sure: bool) -> Iterator[Finding]:
    for node, text in context.texts:
        told: set[str] = set()
        for one in stale(text, context.today, _heading(context, node)):
            if one.sure != sure or one.amendment.id in told:
                continue
            told.add(one.amendment.id)
            yield finding(
                rule,
                node.path,
                label=context.label(node),
                old=" ".join(one.old.split()),
                new=one.new or "",
                since=_wareki(one.amendment.since),
                question=one.question,
                title=one.amendment.title,
            )


def _wareki(day: object) -> str:
    from datetime import date

    from pia_tui.forms.wareki import to_wareki

    assert isinstance(day, date)
    return to_wareki(day)


def _heading(context: Context, node: Node) -> str:
    place = context.document.form.places[node.item.id]
    return " ".join((place.section.title, *(item.label for item in place.parents), node.item.label))


def row_unknown(context: Context) -> Iterator[Finding]:
    """項 that today's tables do not have."""
    for node, one in _cited(context):
        table = sharing().numbers if one.table == SHARING_TABLE else annex().numbers
        gone = [number for number in _named(one) if not _may_be(number, table, one.table)]
        if gone:
            origin = sharing().origin if one.table == SHARING_TABLE else annex().origin
            yield finding(
                "row_unknown",
                node.path,
                label=context.label(node),
                rows=written(gone),
                table=origin.title,
                date=origin.date,
            )


def _may_be(number: Number, table: tuple[Number, ...], kind: str) -> bool:
    """Whether a 項 can exist. Of the 別表 only the rows with an article are known: inside it, silence is right."""
    if number in table:
        return True
    return kind == ANNEX_TABLE and number <= table[-1]


def row_twice(context: Context) -> Iterator[Finding]:
    """項 that stand twice in one list."""
    for node, one in _cited(context, any_table=True):
        numbers = [entry for entry in one.found.citation.rows if isinstance(entry, Number)]
        twice = sorted({number for number in numbers if numbers.count(number) > 1})
        if twice:
            yield finding("row_twice", node.path, label=context.label(node), rows=written(twice))


def rows_unsorted(context: Context) -> Iterator[Finding]:
    """A long list that is out of its order: a 項 may have been lost or misread there."""
    for node, one in _cited(context, any_table=True):
        numbers = [entry for entry in one.found.citation.rows if isinstance(entry, Number)]
        falls = [after for before, after in pairwise(numbers) if after < before]
        if len(numbers) >= _LONG and 0 < len(falls) <= _FEW:
            yield finding("rows_unsorted", node.path, label=context.label(node), rows=written(falls))


def rows_incomplete(context: Context) -> Iterator[Finding]:
    """A list that says which information of which provider it lists, and lacks or has others than the table."""
    for node, one, wanted in _said_lists(context):
        named = set(_named(one))
        missing = sorted(wanted - named)
        extra = sorted(number for number in named - wanted if number in sharing().numbers)
        if missing:
            yield finding("rows_missing", node.path, label=context.label(node), rows=written(missing))
        if extra:
            yield finding("rows_unfit", node.path, label=context.label(node), rows=written(extra))


def _said_lists(context: Context) -> Iterator[tuple[Node, Meant, set[Number]]]:
    """Lists of the 第2条の表 with the 項 that they should hold by their own words."""
    for node, text in context.texts:
        end = 0
        for one in in_context(read(text)):
            rows = one.found.span("の項")
            if rows is None:
                continue
            clause = fold(text[end : rows[0]]).text
            end = rows[1]
            provider = re.search(r"第[三3]欄（情報提供者）[がに]「([^」]+)」", clause)
            said = re.search(r"第[四4]欄（(?:利用)?特定個人情報）に「([^」]+)」", clause)
            if one.table != SHARING_TABLE or provider is None or said is None or said[1] not in terms():
                continue
            if "、" not in provider[1]:
                yield node, one, set(numbers_of(find([said[1]], "provide", provider[1])))


def rows_not_ours(context: Context) -> Iterator[Finding]:
    """項 cited for providing by which the body provides nothing, or for asking by which it asks nothing."""
    body = find_body(str(context.document.by_role("body") or ""))
    for node, text in context.texts:
        if node.item.grounds not in ("linkage", "provide") or not _known_body(body.name):
            continue
        for one in in_context(read(text)):
            if one.table != SHARING_TABLE or not one.found.citation.rows:
                continue
            side = _side(text, one.found.start, node.item.grounds)
            if side is None:
                continue
            unfit = [number for number in _named(one) if not _ours(number, body.name, side)]
            if unfit:
                words = "提供" if side == "provide" else "照会"
                yield finding(
                    "rows_not_ours",
                    node.path,
                    label=context.label(node),
                    rows=written(unfit),
                    body=body.name,
                    side=words,
                )


def _known_body(name: str) -> bool:
    """Whether the table speaks of the body by that name at all: of others nothing can be said."""
    body = find_body(name)
    return any(body.in_cell(row.provider) or body.in_cell(row.asker) for row in sharing().rows)


def _ours(number: Number, name: str, side: str) -> bool:
    body = find_body(name)
    rows = sharing().of(number)
    cells = [row.provider if side == "provide" else row.asker for row in rows]
    return not rows or any(body.capacity_in(cell) is not None or name[:2] in cell for cell in cells)


def _side(text: str, start: int, grounds: str) -> str | None:
    """Whether the rows at `start` are cited for asking or for providing; None where the text does not say."""
    if grounds == "provide":
        return "provide"
    before = fold(text[:start]).text
    ask = max(before.rfind("照会の根拠"), before.rfind("情報照会"), before.rfind("照会："))
    provide = max(before.rfind("提供の根拠"), before.rfind("情報提供の"), before.rfind("提供："))
    if ask < 0 and provide < 0:
        return None
    return "ask" if ask > provide else "provide"


def linkage_without_ground(context: Context) -> Iterator[Finding]:
    """情報連携 is done and the ground names no 番号法第19条, or it is not done and a ground is given."""
    done, ground = context.by_role("linkage"), context.by_role("linkage_grounds")
    if done is None or ground is None:
        return
    answer, text = context.document.value(done), context.document.value(ground)
    if not isinstance(text, str) or not isinstance(answer, str):
        return
    meant = list(in_context(read(text)))
    named = any(one.law == "bangou" and one.found.citation.number("条") == Number(19) for one in meant)
    named = named or any(one.table in (SHARING_TABLE, "beppyo2") for one in meant)
    if answer == checks().words.linked and not named:
        yield finding("linkage_without_ground", ground.path, label=context.label(ground), value=answer)
    if answer == checks().words.not_linked and named:
        yield finding("ground_without_linkage", ground.path, label=context.label(ground), value=answer)


def linkage_unconnected(context: Context) -> Iterator[Finding]:
    """情報連携 is done and Ⅲ says that nothing is connected, or the other way round."""
    done = context.by_role("linkage")
    if done is None:
        return
    answer = context.document.value(done)
    roles = context.document.form.roles
    marks = [node for node in context.nodes if node.item.id in (roles.get("no_inquiry"), roles.get("no_provision"))]
    by_part: dict[str, list[Node]] = {}
    for node in marks:
        by_part.setdefault(node.path.partition(".")[0], []).append(node)
    all_off = bool(by_part) and all(
        all(context.document.value(node) is True for node in nodes) for nodes in by_part.values()
    )
    words = checks().words
    if answer == words.linked and all_off:
        yield finding(
            "linkage_unconnected", marks[0].path, place=context.place(done), label=done.item.label, value=answer
        )
    if answer == words.not_linked and any(_connected(context, nodes) for nodes in by_part.values()):
        yield finding(
            "connected_unlinked", marks[0].path, place=context.place(done), label=done.item.label, value=answer
        )


def _connected(context: Context, marks: list[Node]) -> bool:
    """Whether something is written about a connexion that no mark denies."""
    if any(context.document.value(node) is True for node in marks):
        return False
    parent = context.document.form.places[marks[0].item.id].parents[-1].id
    prefix = context.document.sibling(marks[0].key, parent) + "."
    return any(key.startswith(prefix) and value not in (False, ()) for key, value in context.document.state.items())


def recipient_unfit(context: Context) -> Iterator[Finding]:
    """A 提供先 whose ground names rows by which somebody else asks. Silent where the name says nothing of a body."""
    roles = context.document.form.roles
    for node, text in context.texts:
        if node.item.id != roles.get("recipient_grounds"):
            continue
        name = context.document.value(context.sibling(node, roles["recipient"]))
        rows = [
            number
            for one in in_context(read(text))
            if one.table == SHARING_TABLE
            for number in _named(one)
            if number in sharing().numbers
        ]
        if not isinstance(name, str) or not rows or not _names_a_body(name):
            continue
        unfit = [number for number in rows if not any(_is_meant(name, row.asker) for row in sharing().of(number))]
        if len(unfit) == len(rows):
            askers = "、".join(dict.fromkeys(sharing().of(number)[0].asker for number in unfit[:3]))
            yield finding(
                "recipient_unfit",
                node.path,
                label=context.label(node),
                name=name[:40],
                rows=written(unfit),
                asker=askers,
            )


def _names_a_body(name: str) -> bool:
    """Whether a 提供先 is named as one body or a few, and not 「第一欄に掲げる者」 or a 別紙."""
    plain = fold(name).text
    return bool(plain) and "別紙" not in plain and "欄" not in plain and "各項" not in plain


def _is_meant(name: str, asker: str) -> bool:
    """Whether a 提供先 may be the 照会者 of a row: by a name of it, or as a body that stands for it."""
    plain = fold(name).text
    names = [one.removesuffix("等") for one in names_in(asker)]
    known = any(one and (one in plain or plain in one) for one in names)
    return known or any(body.name in plain and body.capacity_in(asker) is not None for body in bodies())


def provided_by_network(context: Context) -> Iterator[Finding]:
    """A 提供先 by 番号法第19条第8号 that is not reached through 情報提供ネットワークシステム."""
    roles = context.document.form.roles
    for node, text in context.texts:
        if node.item.id != roles.get("recipient_grounds") or "recipient_methods" not in roles:
            continue
        meant = [one for one in in_context(read(text)) if one.law == "bangou"]
        methods = context.document.value(context.sibling(node, roles["recipient_methods"]))
        if not isinstance(methods, tuple) or not methods:
            continue
        eighth = any(
            one.found.citation.number("条") == Number(19) and one.found.citation.number("号") == Number(8)
            for one in meant
        )
        if eighth and checks().words.network not in methods:
            yield finding("provided_by_network", node.path, label=context.label(node), network=checks().words.network)


def _cited(context: Context, *, any_table: bool = False) -> Iterator[tuple[Node, Meant]]:
    """Each list of 項 of today's tables (or of any), with the item that it stands in."""
    for node, text in context.texts:
        for one in in_context(read(text)):
            if one.found.citation.rows and (any_table or one.table in (SHARING_TABLE, ANNEX_TABLE)):
                yield node, one


def _named(one: Meant) -> list[Number]:
    """The 項 that a list names; a range stands for what the table has between its ends, which there have to be."""
    known = sharing().numbers if one.table == SHARING_TABLE else annex().numbers
    ends = [
        end for entry in one.found.citation.rows if isinstance(entry, NumberSpan) for end in (entry.first, entry.last)
    ]
    return sorted({*listed(one.found.citation.rows, known), *ends})


_LONG = 8
_FEW = 2

RULES: dict[str, Rule] = {
    "old_name": stale_law,
    "old_name_perhaps": perhaps_stale,
    "row_unknown": row_unknown,
    "row_twice": row_twice,
    "rows_unsorted": rows_unsorted,
    "rows_missing": rows_incomplete,
    "rows_not_ours": rows_not_ours,
    "linkage_without_ground": linkage_without_ground,
    "linkage_unconnected": linkage_unconnected,
    "provided_by_network": provided_by_network,
    "recipient_unfit": recipient_unfit,
}
