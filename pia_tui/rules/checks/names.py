"""Names that belong elsewhere: another body, its systems, and a 評価書番号 that another document has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pia_tui.assessment import Node
from pia_tui.rules.checks.context import Context, Rule, finding, squeezed
from pia_tui.rules.checks.data import checks
from pia_tui.rules.findings import Finding

_TOWN = re.compile(r"[一-鿿々ヶケノ]{1,6}[市区町村]")
_PREFECTURE = re.compile(r"^[一-鿿]{2,3}[都道府県](?=[一-鿿ヶケノぁ-んァ-ヴー]+[市区町村])")
_HEAD = re.compile(r"(?:長|教育委員会|役所|役場|議会)$")


def foreign_name(context: Context) -> Iterator[Finding]:
    """A body that is neither this one nor one that the document deals with, left over from a copied text.

    Known are: the body of the cover, and whom the document names as 提供先 or 委託先. Found are the bodies of other
    documents of the store, and towns named as the owners of rules or offices (○○市個人情報保護条例).
    """
    own = _own_town(context)
    if not own:
        return
    dealt = "".join(str(context.document.value(node) or "") for node in _dealt_with(context))
    others = {_town(body) for body in context.others.bodies} - {own, ""}
    for node, text in context.texts:
        found = {name for name in others if name in squeezed(text)} | set(_owners(text, own))
        strangers = sorted(name for name in found if name not in dealt and name not in own and own not in name)
        if strangers and node not in _dealt_with(context):
            yield finding("foreign_name", node.path, label=context.label(node), names="」「".join(strangers), own=own)


def foreign_system(context: Context) -> Iterator[Finding]:
    """A system that only another body's documents have."""
    for node, text in context.texts:
        found = sorted(name for name in context.others.systems if name in text)
        if found:
            yield finding("foreign_system", node.path, label=context.label(node), names="」「".join(found[:3]))


def _own_town(context: Context) -> str:
    return _town(str(context.document.by_role("body") or ""))


def _town(body: str) -> str:
    """八潮市 for 八潮市長 and 八潮市教育委員会; "" where no town is named."""
    plain = squeezed(body)
    plain = _PREFECTURE.sub("", plain)
    match = _TOWN.match(plain)
    return match[0] if match else _HEAD.sub("", plain)


def _owners(text: str, own: str) -> Iterator[str]:
    """Towns named before a rule or an office of theirs."""
    words = checks().words
    contexts = "|".join(re.escape(word) for word in words.place_contexts)
    for match in re.finditer(rf"(?<![一-鿿々ヶケノ])([一-鿿々ヶケノ]{{1,8}}[市区町村])(?={contexts})", text):
        name = _PREFECTURE.sub("", match[1])
        if len(name) > 1 and not own.endswith(name) and not any(word in name for word in words.not_own_place):
            yield name


def _dealt_with(context: Context) -> list[Node]:
    """The items that name whom the document deals with: blocks by their own names (提供先, 移転先, 委託先 …)."""
    form = context.document.form
    return [
        node
        for node in context.applying
        if node.value_kind == "text"
        and (node.number or any(parent.repeat for parent in form.places[node.item.id].parents))
    ]


def duplicate_number(context: Context) -> Iterator[Finding]:
    """A 評価書番号 that the document of another 事務 has too."""
    node = context.by_role("number")
    value = context.document.value(node) if node is not None else None
    other = context.others.numbers.get(str(value).strip()) if value else None
    if node is not None and other:
        yield finding("duplicate_number", node.path, label=context.label(node), number=value, other=other)


RULES: dict[str, Rule] = {
    "foreign_name": foreign_name,
    "foreign_system": foreign_system,
    "duplicate_number": duplicate_number,
}
