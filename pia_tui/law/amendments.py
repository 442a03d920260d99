"""号ズレ: what changes of the law make old in a text. A change of the law is an entry of a data file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from pia_tui import datafile
from pia_tui.law.citations import FoundCitation, Meant, Unit, in_context, read
from pia_tui.law.folding import fold
from pia_tui.law.grounds import find, numbers_of
from pia_tui.law.lawnames import NUMBERED, law_id, names_of, titles
from pia_tui.law.numbers import KANJI, Number, kanji, listed, written
from pia_tui.law.tables import Annex, AnnexRow, annex, terms
from pia_tui.law.writing import phrases


class ChangedTerm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A term that changed. With a word of `before` or `after` beside it, it is another term and stays."""

    old: str
    new: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    sure_with: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    stays_with: tuple[str, ...] = ()


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"origin": "from"}):
    """An article, paragraph or item that got another number; numbers by unit."""

    law: str
    origin: dict[str, int]
    to: dict[str, int]
    sure_with: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    stays_with: tuple[str, ...] = ()


class TableMove(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"origin": "from"}):
    """An old 別表 that became another table."""

    origin: int
    to: Literal["annex", "sharing"]


class Amendment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One change of the law: from which day, how sure it is, and what it renamed or moved."""

    id: str
    title: str
    since: date
    sure: str
    source: str
    words: tuple[ChangedTerm, ...] = ()
    moves: tuple[Move, ...] = ()
    tables: tuple[TableMove, ...] = ()
    titles: tuple[str, ...] = ()
    ask: str = ""
    ask_before_article: bool = False


class Amendments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file."""

    amendments: tuple[Amendment, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """text[start:end] is old since an amendment; `new` stands in its place, None where nobody can say what.

    `sure` is whether it may be put right without asking; `question` is what to ask otherwise.
    """

    start: int
    end: int
    old: str
    new: str | None
    sure: bool
    amendment: Amendment
    question: str


_REMEMBERED = 2000
"""Texts that are remembered with what is old in them."""
_folders: list[Path] = []


def add_folder(folder: Path) -> None:
    """Read amendments from `folder` too (`amendments.yaml` beside the workspace's tables)."""
    if folder.is_dir() and folder not in _folders:
        _folders.append(folder)
        forget()


def forget() -> None:
    """Read the files again the next time they are asked for."""
    amendments.cache_clear()
    _stale.cache_clear()


@cache
def amendments() -> tuple[Amendment, ...]:
    """The changes of the law, oldest first; one of the body's own file stands for ours with the same id."""
    found: dict[str, Amendment] = {}
    for folder in (Path(__file__).parent / "data", *_folders):
        file = folder / "amendments.yaml"
        if file.is_file():
            found |= {one.id: one for one in datafile.load(file, Amendments).amendments}
    return tuple(sorted(found.values(), key=lambda one: one.since))


def stale(text: str, today: date, heading: str = "") -> list[Stale]:
    """What is old in a text by `today`, in order and without overlaps; `heading` are the labels over the item."""
    return list(_stale(text, today, heading))


@lru_cache(maxsize=_REMEMBERED)
def _stale(text: str, today: date, heading: str) -> tuple[Stale, ...]:
    return tuple(_Text(text, heading).stale([one for one in amendments() if one.since <= today]))


_SHARING_ARTICLE = Number(19)
"""番号法第19条, whose 第8号 the 主務省令第2条の表 hangs on."""


class _Text:
    """One text with what its citations mean."""

    def __init__(self, text: str, heading: str) -> None:
        self.text = text
        self.heading = heading
        self.citations = list(in_context(read(text)))
        self.kept = list(_kept(text))

    def stale(self, known: Iterable[Amendment]) -> list[Stale]:
        found: list[Stale] = []
        for amendment in known:
            for one in self._of(amendment):
                if not any(one.start < other.end and other.start < one.end for other in found):
                    found.append(one)
        return sorted(found, key=lambda one: one.start)

    def _of(self, amendment: Amendment) -> Iterator[Stale]:
        for title in amendment.titles:
            yield from self._titles(amendment, title)
        for words in amendment.words:
            yield from self._words(amendment, words)
        for move in amendment.moves:
            yield from self._moves(amendment, move)
        for table in amendment.tables:
            yield from self._tables(amendment, table)

    # -- words -----------------------------------------------------------------------------------------------------

    def _words(self, amendment: Amendment, words: ChangedTerm) -> Iterator[Stale]:
        for match in re.finditer(re.escape(words.old), self.text):
            start, end = match.span()
            if self._is_kept(start) or self.text.startswith(words.after, end):
                continue
            if self.text[:start].endswith(words.before):
                continue
            around = self._sentence(start, end)
            if (words.only_with and not _any(words.only_with, around)) or _any(words.stays_with, around):
                continue
            if words.new.endswith(words.old) and self.text[:end].endswith(words.new):
                continue  # the new name holds the old one
            article = any(one.found.start <= start < one.found.end for one in self.citations)
            asked = bool(amendment.ask) and (article or not amendment.ask_before_article)
            yield self._found(amendment, start, end, words.new, sure=not asked or _any(words.sure_with, around))

    def _titles(self, amendment: Amendment, law: str) -> Iterator[Stale]:
        for one in self.citations:
            if one.law == law and one.found.citation.law and one.found.law_end > one.found.start:
                yield self._found(amendment, one.found.start, one.found.law_end, None, sure=False)
        for start, end in self.kept:
            cited = any(one.found.start <= start < one.found.law_end for one in self.citations)
            if not cited and law_id(self.text[start:end]) == law:
                yield self._found(amendment, start, end, None, sure=False)

    # -- articles --------------------------------------------------------------------------------------------------

    def _moves(self, amendment: Amendment, move: Move) -> Iterator[Stale]:
        for one in self.citations:
            if one.law != move.law or not _is_at(one.found, move.origin):
                continue
            around = self._sentence(one.found.start, one.found.end)
            if _any(move.stays_with, around) or (move.only_with and not _any(move.only_with, around)):
                continue
            unit = next(unit for unit in move.to if move.to[unit] != move.origin.get(unit))
            span = one.found.span(unit)  # type: ignore[arg-type]
            if span is None or self._is_kept(span[0]):
                continue
            new = _renumbered(self.text[span[0] : span[1]], move.to[unit])
            sure = bool(move.sure_with) and _any(move.sure_with, around)
            yield self._found(amendment, *span, new, sure=sure)

    # -- tables ----------------------------------------------------------------------------------------------------

    def _tables(self, amendment: Amendment, move: TableMove) -> Iterator[Stale]:
        places = [
            one for one in self.citations if one.table == f"beppyo{move.origin}" and not self._is_kept(one.found.start)
        ]
        if move.to == "annex":
            for one in places:
                yield from self._annex(amendment, one)
            return
        found = [each for one in places for each in self._sharing(amendment, one)]
        # A new table with the old 項 in it would be worse than the old text: all of a text goes, or nothing unasked.
        whole = all(each.sure for each in found)
        for each in found:
            yield each if each.sure == whole else self._found(amendment, each.start, each.end, each.new, sure=whole)

    def _annex(self, amendment: Amendment, one: Meant) -> Iterator[Stale]:
        span = one.found.span("別表")
        ours = self._is_ours(one)
        rows = one.found.span("の項")
        if rows is None:
            if span is not None:
                yield self._found(amendment, *span, "別表", sure=ours)
            return
        start = span[0] if span else rows[0]
        moved = _moved(annex(), one.found)
        if moved is None:
            yield self._found(amendment, start, rows[1], None, sure=False)
            return
        text = _in_style(written(row.row for row in moved), self.text[rows[0] : rows[1]])
        # The law that today's row is about, named beside it, shows that the 別表 is the 番号法's.
        sure = ours or all(row.law and row.law in self.text for row in moved)
        yield self._found(amendment, start, rows[1], f"{'別表の' if span else ''}{text}の項", sure=sure)

    def _sharing(self, amendment: Amendment, one: Meant) -> Iterator[Stale]:
        span = one.found.span("別表")
        rows = one.found.span("の項")
        if span is not None:
            start = one.found.start
            earlier = [each.found for each in self.citations if each.found.end <= start]
            named = any(each.citation.number("条") == _SHARING_ARTICLE for each in earlier)
            direct = bool(earlier) and not self.text[earlier[-1].end : start].strip() and named
            # 「第8号別表第二」 becomes 「第8号に基づく…」; 「番号法別表第二」 gets the article that names the table.
            first = phrases().sharing_table_full if not named else phrases().sharing_table
            new = phrases().sharing_table_after.format(table=first) if direct else first
            yield self._found(amendment, earlier[-1].end if direct else start, span[1], new, sure=self._is_ours(one))
        if rows is not None:
            counted = self._counted(rows)
            old = self.text[rows[0] : rows[1]]
            if counted is None:
                yield self._found(amendment, *rows, None, sure=False)
            else:
                text = f"{'の' if old.startswith('の') else ''}{_in_style(written(counted), old)}の項"
                yield self._found(amendment, *rows, text, sure=self._is_ours(one))

    def _is_ours(self, one: Meant) -> bool:
        """Whether a 別表 is that of the 番号法: by its law, or because nothing else is spoken of."""
        return (
            one.law == "bangou"
            or "bangou" in {each.law for each in self.citations}
            or any(name in self.text for name in names_of("bangou"))
        )

    def _counted(self, rows: tuple[int, int]) -> tuple[Number, ...] | None:
        """The 項 of today's table for what the text says it provides, or None where it does not say."""
        begin = max(
            [0, *(one.found.end for one in self.citations if one.found.citation.rows and one.found.end <= rows[0])]
        )
        clause = fold(self.text[begin : rows[0]]).text
        provider = re.search(r"第[三3]欄（情報提供者）[がに]「([^」]+)」", clause)
        said = re.search(r"第[四4]欄（(?:利用)?特定個人情報）に「([^」]+)」", clause)
        if provider is None or said is None or said[1] not in terms() or "、" in provider[1]:
            return None
        return numbers_of(find([said[1]], "provide", provider[1])) or None

    # -- inside ----------------------------------------------------------------------------------------------------

    def _found(self, amendment: Amendment, start: int, end: int, new: str | None, *, sure: bool) -> Stale:
        old = self.text[start:end]
        number = re.search(r"[0-9０-９]+", old)
        question = amendment.ask.format(old=old, new=new or "", old_number=number[0] if number else "")
        return Stale(start, end, old, new, sure and new is not None, amendment, "" if sure else question)

    def _sentence(self, start: int, end: int) -> str:
        """The sentence around a place and the labels over the item, folded."""
        left = max(self.text.rfind("。", 0, start), self.text.rfind("\n\n", 0, start)) + 1
        rights = [place for place in (self.text.find("。", end), self.text.find("\n\n", end)) if place >= 0]
        return fold(f"{self.heading} {self.text[left : min(rights, default=len(self.text))]}").text

    def _is_kept(self, position: int) -> bool:
        return any(start <= position < end for start, end in self.kept)


_QUOTED = re.compile(r"「([^「」]*)」(?:に改め|を削|とあるのは|とする改正|を「|から「)")
"""What an amending text quotes stays as it was."""


def _kept(text: str) -> Iterator[tuple[int, int]]:
    """Titles of laws that hold citations, numbers of laws and what is quoted: they stay as they were given."""
    folded = fold(text)
    for title in titles():
        for match in re.finditer(re.escape(title), folded.text):
            yield folded.span(*match.span())
    for match in NUMBERED.finditer(folded.text):
        yield folded.span(*match.span())
    for match in _QUOTED.finditer(text):
        yield match.span(1)


def _is_at(found: FoundCitation, numbers: dict[str, int]) -> bool:
    """Whether the citation is exactly there: 第19条第7号, and no 項 between unless the move names it."""
    citation = found.citation
    if citation.step("附則") or any(citation.number(_unit(unit)) != Number(value) for unit, value in numbers.items()):
        return False
    return "項" in numbers or citation.step("項") is None or "号" not in numbers


def _unit(text: str) -> Unit:
    return text  # type: ignore[return-value]


def _moved(table: Annex, found: FoundCitation) -> list[AnnexRow] | None:
    """Today's rows for the rows of the old 別表第一, in the order given; None where one is not known."""
    former = sorted(table.by_former)
    moved: list[AnnexRow] = []
    for number in listed(found.citation.rows, former):
        rows = table.by_former.get(number, ())
        if len(rows) != 1:
            return None
        moved.append(rows[0])
    return moved or None


def _renumbered(old: str, value: int) -> str:
    """第７号 with another number, in the letters that it is written in."""
    match = re.search(rf"[0-9０-９]+|[{KANJI}]+", old)
    assert match is not None
    return old[: match.start()] + _in_style(str(value), match[0]) + old[match.end() :]


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _in_style(numbers: str, old: str) -> str:
    """Numbers in the letters of the old text: wide, kanji or plain."""
    if re.search(r"[０-９]", old):
        return numbers.translate(_WIDE)
    if not re.search(r"[0-9]", old) and re.search(f"[{KANJI}]", old):
        return re.sub(r"\d+", lambda match: kanji(int(match[0])), numbers)
    return numbers


def _any(words: tuple[str, ...], folded: str) -> bool:
    return any(fold(word).text in folded for word in words)
