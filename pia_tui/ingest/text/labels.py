"""The labels of a form as they may be printed: with and without number, ※, brackets, and in the known misreadings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pia_tui.forms import Form, Item, Section, load_form
from pia_tui.ingest.text.aliases import aliases
from pia_tui.ingest.text.folding import fold

FULL, ALIAS, BARE, SHORT = 0, 1, 2, 3
"""How a spelling stands to the label: the whole of it, a known misreading, without its number, without its bracket."""

_NUMBER_ENDS = ".,:"
_SIGNS = re.compile("[,。・「」『』【】]")
_BRACKET_AT_END = re.compile(r"(?<=.)(?:\([^()]*\)|【[^【】]*】)$")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to print the label of an item or section. `block` is the number of a repeated block (委託事項3)."""

    target: str
    form: int
    block: int = 0
    furniture: bool = False


@dataclass(frozen=True)
class Labels:
    """All spellings of a form's labels by folded text; `lengths` are those to try for a first pair of letters."""

    spellings: dict[str, tuple[Spelling, ...]]
    lengths: dict[str, tuple[int, ...]]
    order: dict[str, int]
    """Sections and items by their place in the form."""
    numbered: frozenset[str]
    """The folded texts that begin with a number (１．, ①, リスク１, Ⅱ)."""
    cover: frozenset[str]
    """The items of the cover."""


def _numbers(number: str) -> list[str]:
    """The ways to print a number: １． 1、; ① (1) 1) 1.; リスク１： リスク1; （別添１） 別添1."""
    folded = fold(number)
    core = folded.strip(_NUMBER_ENDS + "()")
    ways = [folded, core, *(core + end for end in _NUMBER_ENDS)]
    if core.isnumeric() and not core.isdecimal():
        digits = unicodedata.normalize("NFKC", core)
        ways += [f"({digits})", f"{digits})", f"{digits}.", digits]
    return list(dict.fromkeys(ways))


def label_parts(item: Item | Section) -> tuple[str, str]:
    """Number and rest of a label, folded: `①` and `部署`, `ii` and `特定個人情報ファイルの概要`."""
    if isinstance(item, Section):
        match = re.match(r"^(（別添[０-９0-9]+）|（別紙）|[Ⅰ-Ⅻ])[\s　]*", item.title)
        number = match[1] if match else ""
        return fold(number), fold(item.title[len(match[0]) if match else 0 :])
    label = fold(item.label)
    return fold(item.number), label.removeprefix(fold(item.number))


def without_signs(text: str) -> str:
    """A folded text without the signs for which some readers give blanks."""
    return _SIGNS.sub("", text)


def _texts(item: Item | Section) -> Iterator[tuple[str, int]]:
    """The folded spellings of one label, {n} still in it."""
    number, rest = label_parts(item)
    rests = [(rest, FULL)]
    for alias in aliases().labels:
        canonical = fold(alias.canonical)
        if canonical in rest and (canonical == rest or len(canonical) > 6):
            rests += [(rest.replace(canonical, fold(seen)), ALIAS) for seen in alias.seen]
    if not number and rest[:1] == "(" and rest[-1:] == ")":
        rests.append((rest[1:-1], SHORT))
    for text, _ in list(rests):
        short = _BRACKET_AT_END.sub("", text)
        if short != text and len(short) >= 3:
            rests.append((short, SHORT))
    rests += [(bare, form) for text, form in rests if (bare := without_signs(text)) not in (text, "")]
    for text, form in rests:
        if isinstance(item, Section) and item.star_text and form == FULL:
            star = fold(item.star_text)
            for spelled in dict.fromkeys((star, without_signs(unicodedata.normalize("NFKC", star)))):
                yield number + text + spelled, FULL
        if number:
            for spelled in _numbers(number):
                yield spelled + text, form
        if text and (not number or len(text) > 1):
            yield text, max(form, BARE) if number else form


def _add(found: dict[str, dict[Spelling, None]], text: str, spelling: Spelling) -> None:
    if text:
        found.setdefault(text, {})[spelling] = None


@cache
def labels_of(form_id: str) -> Labels:
    """The labels of a form version; a block's heading without its number is one that stands alone.

    Raises UnknownForm.
    """
    form = load_form(form_id)
    found: dict[str, dict[Spelling, None]] = {}
    order: dict[str, int] = {}
    numbered: set[str] = set()
    for entry in _entries(form):
        order[entry.id] = len(order)
        if isinstance(entry, Item) and (entry.option_text or _nameless(entry)):
            continue
        number, _ = label_parts(entry)
        for line in () if isinstance(entry, Section) else entry.fixed_lines:
            for spelled in (fold(line), without_signs(fold(line))):
                _add(found, spelled, Spelling(entry.id, FULL, furniture=True))
        for text, kind in _texts(entry):
            for printed, block in _blocks(entry, text):
                _add(found, printed, Spelling(entry.id, BARE if block < 0 else kind, max(block, 0)))
                if number and kind != BARE and printed[0] != label_parts(entry)[1][:1]:
                    numbered.add(printed)
        if isinstance(entry, Item) and entry.repeat:
            for heading in entry.repeat.slot_headings:
                if fold(heading) not in found:
                    _add(found, fold(heading), Spelling(entry.id, FULL, furniture=True))
                    numbered.add(fold(heading))
    spellings = {text: tuple(each) for text, each in found.items()}
    lengths: dict[str, set[int]] = {}
    for text in spellings:
        lengths.setdefault(text[:2], set()).add(len(text))
    return Labels(
        spellings,
        {start: tuple(sorted(each, reverse=True)) for start, each in lengths.items()},
        order,
        frozenset(numbered),
        frozenset(item.id for section in form.sections if section.kind == "cover" for item in section.items),
    )


def _entries(form: Form) -> Iterator[Item | Section]:
    def inside(items: tuple[Item, ...]) -> Iterator[Item]:
        for item in items:
            yield item
            yield from inside(item.items)

    for section in form.sections:
        yield section
        yield from inside(section.items)


def _nameless(item: Item) -> bool:
    """Labels that are no words of their own (（　　）件) or stand behind their mark ([○] 委託しない)."""
    return item.kind in ("count", "flag") or item.own_value == "flag" or len(re.sub(r"[\W_]", "", item.label)) < 2


def _blocks(entry: Item | Section, text: str) -> Iterator[tuple[str, int]]:
    if isinstance(entry, Section) or "{n}" not in text:
        yield text, 0
        return
    if entry.repeat:
        yield text.replace("{n}", ""), -1
    most = (entry.repeat.max if entry.repeat else None) or 20
    for number in range(1, most + 1):
        yield text.replace("{n}", str(number)), number
