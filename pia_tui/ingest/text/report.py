"""What became of a text: placed, doubtful, unplaced, missing; the honest account that the user reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pia_tui.ingest.text.ledger import Account

SURE = 0.8
"""Answers of less confidence are listed as doubtful."""
_NOTE = re.compile(r"(\d+)-(\d+)(?: (\d\.\d\d))?(?: (\S+))?")


def source_note(lines: tuple[int, int], confidence: float | None, near: str = "") -> str:
    """The text of `source:` and `traysource:` annotations: `12-15 0.93`, `40-41 II[1].3`."""
    parts = [f"{lines[0]}-{lines[1]}"]
    if confidence is not None:
        parts.append(f"{confidence:.2f}")
    if near:
        parts.append(near)
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A `source:` or `traysource:` annotation taken apart; lines count from 1, confidence is 0 to 1."""

    first: int
    last: int
    confidence: float | None = None
    near: str = ""


def read_source_note(text: str) -> SourceNote | None:
    """The parts of an annotation, or None where it is none of ours."""
    match = _NOTE.fullmatch(text)
    if match is None:
        return None
    return SourceNote(int(match[1]), int(match[2]), float(match[3]) if match[3] else None, match[4] or "")


@dataclass(frozen=True, slots=True)
class Placed:
    """An answer that was read."""

    path: str
    key: str
    lines: tuple[int, int]
    confidence: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place to look at first, and why."""

    path: str
    key: str
    lines: tuple[int, int]
    why: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A text in the tray: `id` is its block identity, `near` the path of the item before it."""

    id: str
    text: str
    lines: tuple[int, int]
    near: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Something that the source prints again."""

    text: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Missing:
    """A part of the form of which the source has no text: a page that was lost."""

    path: str
    title: str


@dataclass(frozen=True)
class Report:
    """The account of an import. `doubtful` comes first for the user; `characters` sums up to the whole source."""

    form_id: str
    placed: tuple[Placed, ...]
    doubtful: tuple[Doubt, ...]
    unplaced: tuple[Unplaced, ...]
    duplicates: tuple[Duplicate, ...]
    missing: tuple[Missing, ...]
    characters: Account
    printed: str = ""
    """The version mark that the text carries, where the form of that version is not known and the nearest was taken."""
    form_stamp: str = ""
    """The version mark of the form that was taken."""
    documents: tuple[str, ...] = ()
    """The documents of the file by name, where it holds several; one of them was read."""
    taken: int = 1
    """Which of them was read, from 1."""
    radicals: int = 0
    """How many radicals (⼈) of the text became the ideographs (人) they stood for."""

    def summary(self) -> str:
        """One line for the user."""
        parts = [f"読み取れた項目 {len(self.placed)}", f"確かめてほしい項目 {len(self.doubtful)}"]
        parts += [f"未配置 {len(self.unplaced)}", f"文章のない部分 {len(self.missing)}"]
        told = "、".join(parts)
        if self.printed:
            told += f"。原文の様式{self.printed}はないため、最も近い{self.form_stamp}の項目として読みました"
        if self.documents:
            told += f"。このファイルには評価書が {len(self.documents)} つあり、{self.taken} つ目を読みました"
        if self.radicals:
            told += f"。部首の形で入っていた {self.radicals} 字（⼈・⽇ など）は、ふつうの漢字に直しました"
        return told
