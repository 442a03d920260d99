"""What may be looked for: an old citation or name (号ズレ), or words that the user gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pia_tui.forms.wareki import to_wareki
from pia_tui.law.amendments import stale
from pia_tui.rules.whole_words import occurrences
from pia_tui.usecases.rewriting.places import Finder, Rewrite


def outdated(today: date) -> Finder:
    """Finds what changes of the law, in force by `today`, made old."""

    def find(text: str, heading: str) -> Iterator[Rewrite]:
        for one in stale(text, today, heading):
            amendment = one.amendment
            why = f"{amendment.title}（{to_wareki(amendment.since)}）"
            yield Rewrite(one.start, one.end, one.new, one.sure, why, one.question, amendment.id)

    return find


def words(old: str, new: str, *, parts: bool = False) -> Finder:
    """Finds a word and puts another one in its place; parts of longer words only if `parts`."""

    def find(text: str, _: str) -> Iterator[Rewrite]:
        for hit in occurrences(text, old):
            whole = parts or not hit.word
            question = "" if whole else f"「{hit.word}」の一部です。"
            yield Rewrite(hit.start, hit.end, new, whole, question=question)

    return find
