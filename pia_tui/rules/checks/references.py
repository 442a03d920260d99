"""Whether what a text points at is there: 同上, ２．③と同じ, 別紙1, the files named in Ⅰ3."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pia_tui.assessment import Node
from pia_tui.forms import FILE_LIST
from pia_tui.law.numbers import numeral
from pia_tui.rules.checks.context import Context, Rule, finding, squeezed
from pia_tui.rules.checks.data import checks
from pia_tui.rules.findings import Finding

_ANNEX = re.compile(r"別紙\s*(?:第)?\s*([0-9０-９]{1,2}|[一二三四五六七八九十]{1,2})?(?!様式)")


def same_as_nothing(context: Context) -> Iterator[Finding]:
    """「同上」 with nothing above it."""
    words = checks().words.same_as_above
    before: tuple[Node, str] | None = None
    for node, text in context.texts:
        plain = squeezed(text).rstrip("。")
        if plain in words and not _above(node, before):
            yield finding("same_as_nothing", node.path, label=context.label(node), text=text.strip())
        else:
            before = (node, text)


def _above(node: Node, before: tuple[Node, str] | None) -> bool:
    """Whether something stands above that the words may mean: the item before, or the same item of another block."""
    if before is not None and before[0].path.partition(".")[0] == node.path.partition(".")[0]:
        return True
    section, bracket, _ = node.path.partition("]")
    number = re.search(r"\[(\d+)$", section) if bracket else None
    return number is not None and int(number[1]) > 1


def annex_missing(context: Context) -> Iterator[Finding]:
    """別紙 that a text refers to and that are not there, each told once."""
    roles = context.document.form.roles
    if "annex" not in roles:
        return
    there = {_annex_number(str(context.document.value(node) or "")) for node in context.nodes
             if node.item.role in ("annex_number", "annex_title") and context.document.value(node)}  # fmt: skip
    told: set[str] = set()
    for node, text in context.texts:
        if context.document.form.places[node.item.id].section.kind == "annex":
            continue
        for match in _ANNEX.finditer(text):
            number = _annex_number(match[0])
            if number not in told and ((number and number not in there) or not there):
                told.add(number)
                yield finding("annex_missing", node.path, label=context.label(node), name=squeezed(match[0]))


def _annex_number(text: str) -> str:
    match = _ANNEX.search(text)
    digits = unicodedata.normalize("NFKC", (match[1] if match else text) or "").strip()
    value = numeral(digits)
    if value is not None:
        return str(value)
    found = re.search(r"\d+", digits)
    return found[0] if found else ""


def files_differ(context: Context) -> Iterator[Finding]:
    """Files that Ⅰ names and that have no Ⅱ, or the other way round."""
    document = context.document
    node = context.by_role("file_names")
    named = document.value(node) if node is not None else None
    if node is None or not isinstance(named, str):
        return
    count = document.count(FILE_LIST) if f"{FILE_LIST}[]" in document.state else 0
    names = [name for number in range(1, count + 1) if (name := document.file_name(number))]
    missing = [name for name in names if _bare(name) not in _bare(named)]
    listed = len(re.findall(r"[（(][0-9０-９]+[)）]", named))
    if missing:
        yield finding("files_differ", node.path, label=context.label(node), names="」「".join(missing))
    elif listed > 1 and count and listed != count:
        yield finding("files_count", node.path, label=context.label(node), listed=listed, count=count)


def file_name_differs(context: Context) -> Iterator[Finding]:
    """A section or a list of records that calls its file by another name than Ⅱ does."""
    for node in context.applying:
        value = context.document.value(node)
        if node.item.role != "file_name" or not node.item.same_as or not isinstance(value, str):
            continue
        master = context.document.value(context.sibling(node, node.item.same_as))
        if isinstance(master, str) and _bare(master) != _bare(value):
            yield finding("file_name_differs", node.path, label=context.label(node), name=value, master=master)


def _bare(name: str) -> str:
    return re.sub(r"[（(][0-9０-９]+[)）]", "", unicodedata.normalize("NFKC", squeezed(name)))


RULES: dict[str, Rule] = {
    "same_as_nothing": same_as_nothing,
    "annex_missing": annex_missing,
    "files_differ": files_differ,
    "file_name_differs": file_name_differs,
}
