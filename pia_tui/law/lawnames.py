"""The names of laws: which law a name means, and where the name before a citation begins."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from pia_tui import datafile
from pia_tui.law.folding import fold
from pia_tui.law.tables import annex


class Law(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A law with the names that officers give it; the first is the usual one."""

    id: str
    names: tuple[str, ...]


class LawNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file of names."""

    laws: tuple[Law, ...]
    titles: tuple[str, ...]
    endings: tuple[str, ...]
    not_after: dict[str, tuple[str, ...]]
    not_before: tuple[str, ...]


_CLAUSE = re.compile(
    r"^.*(?:に基づ[くき]|による|により|に規定する|に定める|において|ついて|かつ|[はがをでもや](?!の)|から|とは|という)"
)
_AND = re.compile(r"及び|並びに|又は|若しくは")
_RUN = re.compile(r"[一-鿿々〆ヶァ-ヴーぁ-ん・]{1,90}$")
_SAME = re.compile(r"(?:同|当該|本)(?:法律|法|令|施行令|条例|規則|命令|省令|条|表|号|項)(?:施行令|施行規則)?$|^法$")
NUMBERED = re.compile(
    r"(?:明治|大正|昭和|平成|令和)(?:[0-9]{1,2}|[元一二三四五六七八九十]{1,3})年(?:[^、。（）「」]{0,40}?)"
    r"第(?:[0-9〇]{1,4}|[〇一二三四五六七八九十百千]{1,9})号"
)
"""平成25年法律第27号, 令和6年デジタル庁・総務省令第9号 in folded text: how laws are numbered."""


@cache
def law_names() -> LawNames:
    """The names that come with the program. Raises BrokenData."""
    return datafile.load(Path(__file__).parent / "data" / "laws.yaml", LawNames)


@cache
def titles() -> tuple[str, ...]:
    """Titles that hold citations themselves, folded, the longest first."""
    return tuple(sorted((fold(title).text for title in law_names().titles), key=len, reverse=True))


@cache
def law_id(name: str) -> str:
    """The id of the law that a name means, "" where it is not one of ours."""
    plain = fold(name).text
    return next((law.id for law in law_names().laws if plain in [fold(one).text for one in law.names]), "")


@cache
def names_of(law: str) -> tuple[str, ...]:
    """What the law with this id is called."""
    return next((one.names for one in law_names().laws if one.id == law), ())


@cache
def _known() -> tuple[str, ...]:
    named = {fold(name).text for law in law_names().laws for name in law.names}
    return tuple(sorted({*named, *(row.law for row in annex().rows if row.law)}, key=len, reverse=True))


def name_before(text: str, end: int, floor: int = 0) -> int:
    """Where the name of a law that ends at `end` of a folded text begins; `end` itself where there is none.

    A bracket between the name and `end` (its number, its short name) belongs to it. Nothing before `floor` does.
    """
    stop = end
    while stop and text[stop - 1] == "）":
        opening = _opening(text, stop - 1)
        if opening is None:
            break
        stop = opening
    head = text[max(floor, stop - 100) : max(floor, stop)]
    for known in _known():
        if head.endswith(known):
            return stop - len(known)
    numbered = [match for match in NUMBERED.finditer(head) if match.end() == len(head)]
    if numbered:
        return stop - len(head) + numbered[-1].start()
    run = _RUN.search(head)
    if run is None or not run[0].endswith(law_names().endings):
        return end
    name = run[0]
    same = _SAME.search(name)
    if same:
        return stop - len(same[0])
    name = _last_name(_CLAUSE.sub("", name)).lstrip("のにとへ・")
    return stop - len(name) if name else end


def _last_name(text: str) -> str:
    """What is named last of several things; 「…の利用及び…の提供に関する条例」 is one name."""
    for match in reversed(list(_AND.finditer(text))):
        left = text[: match.start()]
        if not left or left.endswith((*law_names().endings, "条", "項", "号", "表", "欄")):
            return text[match.end() :]
    return text


def plain_name(text: str) -> str:
    """A name without the brackets after it: 番号法（平成25年法律第27号） → 番号法."""
    name = text
    while name.endswith("）"):
        opening = _opening(name, len(name) - 1)
        if opening is None:
            break
        name = name[:opening]
    return name


def _opening(text: str, closing: int) -> int | None:
    depth = 0
    for position in range(closing, max(-1, closing - 120), -1):
        depth += (text[position] == "）") - (text[position] == "（")
        if depth == 0:
            return position
    return None
