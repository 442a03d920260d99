"""The spellings that readers of paper and PDF produce, from `data/aliases.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from pia_tui import datafile


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the parts of the file."""


class CharacterFold(_Data, frozen=True):
    """Characters that stand for others."""

    seen: str
    means: str


class Alias(_Data, frozen=True):
    """Other spellings of a label, a part of a label, or a choice."""

    canonical: str
    seen: tuple[str, ...]


class MarkSigns(_Data, frozen=True):
    """Signs that stand for a mark that is set or not."""

    on: tuple[str, ...]
    off: tuple[str, ...]
    bracketed: tuple[str, ...]


class AnswerWords(_Data, frozen=True):
    """Words that answers of labels with `label` in them often hold."""

    label: str
    words: tuple[str, ...]


class Aliases(_Data, frozen=True):
    """All of the file."""

    folds: tuple[CharacterFold, ...]
    labels: tuple[Alias, ...]
    choices: tuple[Alias, ...]
    marks: MarkSigns
    choice_headings: tuple[str, ...]
    date_tails: tuple[str, ...]
    furniture: tuple[str, ...]
    site_words: tuple[str, ...]
    nothing: tuple[str, ...]
    short_answers: tuple[str, ...]
    answer_words: tuple[AnswerWords, ...]


@cache
def aliases() -> Aliases:
    """The known spellings. Raises BrokenData."""
    return datafile.load(Path(__file__).parents[1] / "data" / "aliases.yaml", Aliases)
