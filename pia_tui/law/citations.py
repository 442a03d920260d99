"""Citations in any text as values: 番号法第19条第8号, 別表第一の16の項, 主務省令第2条の表 1、2、3の項.

`read` finds them, `write` writes one back as officers do, `leftovers` tells what looked like one and was not
understood. A citation says what is written, nothing more; `in_context` adds the law and the table that an incomplete
one (「48の項」, 「同表」) goes on from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import msgspec

from pia_tui.law.folding import FoldedText, fold
from pia_tui.law.lawnames import NUMBERED, law_id, law_names, name_before, plain_name, titles
from pia_tui.law.numbers import KANJI, NUMERAL, Entry, Number, NumberSpan, kanji, numeral, written

Unit = Literal["附則", "別表", "条", "項", "号", "目", "表", "欄", "の項"]

SHARING_TABLE = "renkei"
ANNEX_TABLE = "beppyo"
_REMEMBERED = 2000
"""Texts whose citations are kept: a document is read again after every answer, and all but one text are the same."""
OLD_ANNEXES = {1: "beppyo1", 2: "beppyo2"}


class CitationStep(msgspec.Struct, frozen=True, gc=False):
    """One step down: 第19条, の表, 1、2、3の項. `name` is what has no number: 目 (イ), 欄 (左欄)."""

    unit: Unit
    numbers: tuple[Entry, ...] = ()
    name: str = ""


class Citation(msgspec.Struct, frozen=True, gc=False):
    """A place of a law; `law` is the name as written, "" where there is none."""

    law: str
    steps: tuple[CitationStep, ...]

    def step(self, unit: Unit) -> CitationStep | None:
        """The step of that unit, or None."""
        return next((step for step in self.steps if step.unit == unit), None)

    def number(self, unit: Unit) -> Number | None:
        """The number of a step that has exactly one, or None."""
        step = self.step(unit)
        if step is None or len(step.numbers) != 1 or not isinstance(step.numbers[0], Number):
            return None
        return step.numbers[0]

    @property
    def rows(self) -> tuple[Entry, ...]:
        """The 項 of a table that it names."""
        step = self.step("の項")
        return step.numbers if step else ()


@dataclass(frozen=True, slots=True)
class FoundCitation:
    """A citation at text[start:end].

    `law_end` is where the name of the law ends (= start without one), `spans` is where each step stands.
    """

    start: int
    end: int
    law_end: int
    citation: Citation
    spans: tuple[tuple[int, int], ...] = ()

    def span(self, unit: Unit) -> tuple[int, int] | None:
        """Where the step of that unit stands, or None."""
        steps = zip(self.citation.steps, self.spans, strict=True)
        return next((span for step, span in steps if step.unit == unit), None)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a citation means in its text: the id of its law and of its table, "" where that is not known."""

    found: FoundCitation
    law: str
    table: str


def read(text: str) -> list[FoundCitation]:
    """All citations of a text, in order."""
    return list(_read(text))


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str) -> tuple[FoundCitation, ...]:
    folded = fold(text)
    return tuple(
        FoundCitation(
            *folded.span(start, ends[-1]),
            folded.span(start, law_end)[1] if law_end > start else folded.places[start],
            one,
            tuple(folded.span(*span) for span in pairwise((law_end, *ends))),
        )
        for start, law_end, ends, one in _CitationReader(folded).read()
    )


def parse(text: str) -> Citation | None:
    """The citation that a text is from end to end, or None."""
    found = read(text.strip())
    plain = text.strip()
    return found[0].citation if len(found) == 1 and (found[0].start, found[0].end) == (0, len(plain)) else None


def write(citation: Citation) -> str:
    """The citation as officers write it: 番号法第19条第8号, 別表第一の16の項, 第二欄."""
    text = citation.law
    for position, step in enumerate(citation.steps):
        before = citation.steps[position - 1].unit if position else None
        text += _written(step, before, bool(text))
    return text


def leftovers(text: str) -> list[str]:
    """What looks like a part of a citation and belongs to none that was read, with a little of what stands around."""
    folded = fold(text)
    reader = _CitationReader(folded)
    covered = [(start, ends[-1]) for start, _, ends, _ in reader.read()] + reader.names
    return [
        folded.text[max(0, match.start() - 12) : match.end() + 12]
        for match in _LOOKS_LIKE.finditer(folded.text)
        if not reader.is_other(match) and not any(start <= match.start() < end for start, end in covered)
    ]


def in_context(found: Iterable[FoundCitation]) -> Iterator[Meant]:
    """Each citation with the law and the table that it means, going on from those before it in the same text."""
    law = table = ""
    for one in found:
        steps = {step.unit for step in one.citation.steps}
        if one.citation.law:
            law = _same_law(one.citation.law, law)
        if steps & {"条", "別表"}:
            table = _table(one.citation, law)
        elif "欄" not in steps and "の項" not in steps:
            table = ""
        yield Meant(one, law, table)


def _same_law(name: str, before: str) -> str:
    """The id or name of a law that is named; 同法 is the one before, 同法施行令 the 施行令 of that one."""
    said = re.match(r"同(?:法律|法|令|条例|規則|命令|省令|規程)|当該[^の]{1,4}|同", name)
    if said is None:
        return law_id(name) or name
    rest = name[said.end() :]
    if not rest:
        return before
    first = next((law.names[0] for law in law_names().laws if law.id == before), before)
    return law_id(first + rest) or first + rest


def _table(citation: Citation, law: str) -> str:
    annex = citation.step("別表")
    if annex is not None:
        if law not in ("", "bangou"):
            return ""
        number = citation.number("別表")
        if number is None:
            return ANNEX_TABLE if law else ""
        return OLD_ANNEXES.get(number.main, "")
    if citation.step("表") and citation.number("条") == Number(2) and law in ("renkei", "bangou"):
        return SHARING_TABLE
    return ""


# -- writing -----------------------------------------------------------------------------------------------------------


def _written(step: CitationStep, before: Unit | None, after_name: bool) -> str:
    if step.unit == "附則":
        return "附則"
    if step.unit == "表":
        return "の表"
    if step.unit == "目":
        return step.name
    if step.unit == "別表":
        return f"別表第{kanji(step.numbers[0].main)}" if step.numbers else "別表"  # type: ignore[union-attr]
    joiner = "の" if before in ("別表", "表") else ""
    if step.unit == "欄":
        return joiner + (step.name or f"第{kanji(step.numbers[0].main)}") + "欄"  # type: ignore[union-attr]
    if step.unit == "の項":
        # After a list's own name a blank keeps 「第2条の表 1、2の項」 readable, as on published forms.
        return (
            ("の" if before == "別表" else " " if before == "表" or after_name else "") + written(step.numbers) + "の項"
        )
    number = step.numbers[0]
    assert isinstance(number, Number)
    branches = "".join(f"の{branch}" for branch in number.branches)
    return f"第{number.main}{step.unit}{branches}"


# -- reading -----------------------------------------------------------------------------------------------------------

_BRANCH = rf"の(?:[0-9]{{1,3}}(?![0-9])|[{KANJI}]{{1,3}}(?=$|[第、。・（）「」『』及又並若のにをはがとで項号条]))"
_NUMBERED_STEP = {
    unit: re.compile(rf"第?({NUMERAL})((?:の{NUMERAL})*){unit}((?:{_BRANCH})*)") for unit in ("条", "項", "号")
}
_FIRST = re.compile(rf"附則|別表|第{NUMERAL}(?:の{NUMERAL})*[条項号]|{NUMERAL}条|第{NUMERAL}欄|第?{NUMERAL}")
_NO_ROW = rf"(?!の?項|[0-9、{KANJI}])"
_ANNEX = re.compile(rf"別表(?:第({NUMERAL}){_NO_ROW}|({NUMERAL}){_NO_ROW})?")
_COLUMN = re.compile(rf"の?(?:第?({NUMERAL})|([左右上中下]))欄")
_ITEM = re.compile(r"[イロハニホヘトチリヌ](?![ァ-ヴー])")
_ENTRY = re.compile(rf"第?({NUMERAL}(?:の{NUMERAL})*)((?:の?項)?)")
_RANGE = re.compile(r"から|~|-|乃至|ないし")
_SEPARATOR = re.compile(r"(?:、|・|及び|並びに|又は|若しくは|／|/|と| )+")
_LOOKS_LIKE = re.compile(rf"第{NUMERAL}(?P<unit>[条項号欄])|別表|{NUMERAL}の項")


class _CitationReader:
    """Reads one folded text from left to right."""

    def __init__(self, folded: FoldedText) -> None:
        self.text = folded.text
        self.names: list[tuple[int, int]] = []
        """Where titles and numbers of laws stand, that are no citations themselves."""
        self._find_names()

    def _find_names(self) -> None:
        for title in titles():
            for match in re.finditer(re.escape(title), self.text):
                if not self._named(match.start()):
                    self.names.append(match.span())
        for match in NUMBERED.finditer(self.text):
            if not self._named(match.start()):
                self.names.append(match.span())

    def _named(self, position: int) -> bool:
        return any(start <= position < end for start, end in self.names)

    def is_other(self, match: re.Match[str]) -> bool:
        """Whether the words are no citation at all: 第1号被保険者, 様式第3号, 3項目."""
        unit = match.groupdict().get("unit") or ""
        after = law_names().not_after.get(unit, ())
        before = self.text[max(0, match.start() - 8) : match.start()]
        return self.text.startswith(after, match.end()) or (unit == "号" and before.endswith(law_names().not_before))

    def read(self) -> Iterator[tuple[int, int, list[int], Citation]]:
        """(start, end of the law's name, ends of the steps, citation) of each."""
        position = last = 0
        while match := _FIRST.search(self.text, position):
            start = match.start()
            if self._named(start):
                position = start + 1
                position = max([position, *(end for begin, end in self.names if begin <= start < end)])
                continue
            steps, ends = self._steps(start)
            if not steps:
                position = max(start + 1, match.end() if match[0][-1:].isdigit() else start + 1)
                continue
            name = name_before(self.text, start, last)
            yield name, start, ends, Citation(plain_name(self.text[name:start]), tuple(steps))
            position = last = ends[-1]

    def _steps(self, position: int) -> tuple[list[CitationStep], list[int]]:
        """The steps from a place on, and where each ends."""
        steps: list[CitationStep] = []
        ends: list[int] = []
        while True:
            step, position = self._step(position, steps)
            if step is None:
                return steps, ends
            steps.append(step)
            ends.append(position)

    def _step(self, at: int, before: list[CitationStep]) -> tuple[CitationStep | None, int]:
        last = before[-1].unit if before else None
        if last is None and self.text.startswith("附則", at):
            return CitationStep("附則"), at + 2
        if last in (None, "附則") and self.text.startswith("別表", at):
            return self._annex(at)
        if last in (None, "附則", "条", "項"):
            for unit in ("条", "項", "号"):
                if self._may_follow(unit, last):
                    step, end = self._numbered(unit, at, first=last is None)
                    if step is not None:
                        return step, end
        if last == "号" and (match := _ITEM.match(self.text, at)):
            return CitationStep("目", name=match[0]), match.end()
        if last == "条" and re.match(r"の表(?!示|現|記|題|面)", self.text[at : at + 3]):
            return CitationStep("表"), at + 2
        if last in (None, "別表", "表", "の項") and (match := _COLUMN.match(self.text, at)):
            if match[1] is None or (last is None and not self.text.startswith("第", at)):
                column = match[2]
                return (CitationStep("欄", name=column), match.end()) if column and last is not None else (None, at)
            value = numeral(match[1])
            return (CitationStep("欄", (Number(value),)), match.end()) if value else (None, at)
        if last in (None, "別表", "表"):
            return self._rows(at, last)
        return None, at

    @staticmethod
    def _may_follow(unit: str, last: Unit | None) -> bool:
        return {"条": last in (None, "附則"), "項": last in (None, "附則", "条"), "号": last in (None, "条", "項")}[
            unit
        ]

    def _numbered(self, unit: Unit, at: int, *, first: bool) -> tuple[CitationStep | None, int]:
        match = _NUMBERED_STEP[unit].match(self.text, at)
        if match is None or (first and unit != "条" and not match[0].startswith("第")):
            return None, at
        if at and self.text[at - 1] in "0123456789.." + KANJI and self.text[at] != "第":
            return None, at
        if self.text.startswith(law_names().not_after.get(unit, ()), match.end()):
            return None, at
        if unit == "号" and first and self.text[max(0, at - 8) : at].endswith(law_names().not_before):
            return None, at
        number = _number(match[1] + match[2] + match[3])
        return (CitationStep(unit, (number,)), match.end()) if number else (None, at)

    def _annex(self, at: int) -> tuple[CitationStep | None, int]:
        match = _ANNEX.match(self.text, at)
        assert match is not None
        digits = match[1] or match[2]
        value = numeral(digits) if digits else None
        return CitationStep("別表", (Number(value),) if value else ()), match.end()

    def _rows(self, at: int, last: Unit | None) -> tuple[CitationStep | None, int]:
        """A list that ends in 項; standing alone it has to say の項."""
        start = at
        if last is not None:
            opening = re.compile(r"の(?=第?[0-9" + KANJI + r"])|-(?=[0-9])|（(?=第?[0-9])|:?").match(self.text, at)
            start = opening.end() if opening else at
        elif at and (self.text[at - 1] in "0123456789." + KANJI or self.text[at - 1] == "の"):
            return None, at
        entries, end, closed, with_no = self._list(start)
        dashed = last == "別表" and self.text.startswith("-", at)
        if not entries or not (dashed or (closed and (with_no or last is not None))):
            return None, at
        return CitationStep("の項", tuple(entries)), end

    def _list(self, at: int) -> tuple[list[Entry], int, bool, bool]:
        """(entries, end, whether the last one says 項, whether it says の項) of the list at `at`."""
        entries: list[Entry] = []
        best: tuple[list[Entry], int, bool, bool] = ([], at, False, False)
        blanks: list[int] = []
        position = at
        while match := _ENTRY.match(self.text, position):
            number = _number(match[1])
            if number is None or (match[2].endswith("項") and self.text.startswith("目", match.end())):
                break
            position = match.end()
            said = match[2]
            entry: Entry = number
            if between := _RANGE.match(self.text, position):
                other = _ENTRY.match(self.text, between.end())
                last = _number(other[1]) if other else None
                if other and last and last > number:
                    entry, position, said = NumberSpan(number, last), other.end(), other[2]
                    if self.text.startswith("まで", position):
                        position += 2
                        closing = re.compile("の?項").match(self.text, position)
                        if closing:
                            said, position = closing[0], closing.end()
            entries.append(entry)
            if not best[0] or said:
                best = (list(entries), position, bool(said), said == "の項")
            if not (joiner := _SEPARATOR.match(self.text, position)):
                break
            if joiner[0] == " ":
                blanks.append(len(entries))
            position = joiner.end()
        if best[2]:
            return _joined(best[0], blanks), best[1], best[2], best[3]
        return best


def _joined(entries: list[Entry], blanks: list[int]) -> list[Entry]:
    """A list with numbers that a line's end cut in two put together again: 「102、10 3、105」 counts 102, 103, 105.

    Lists go upwards: where the first half falls behind the number before it, or the second behind the first, the two
    are one. A list that knows no other sign than blanks is left as it is.
    """
    if len(blanks) == len(entries) - 1:
        return entries
    found: list[Entry] = []
    for position, entry in enumerate(entries):
        half, before = (found[-1] if found else None), (found[-2] if len(found) > 1 else None)
        if position in blanks and isinstance(half, Number) and isinstance(entry, Number) and not half.branches:
            whole = Number(int(f"{half.main}{entry.main}"), entry.branches)
            falls = entry < half or (isinstance(before, Number) and half < before)
            if falls and not (isinstance(before, Number) and whole < before):
                found[-1] = whole
                continue
        found.append(entry)
    return found


def _number(text: str) -> Number | None:
    parts = [numeral(part) for part in text.split("の")]
    values = [part for part in parts if part is not None]
    return Number(values[0], tuple(values[1:])) if len(values) == len(parts) else None
