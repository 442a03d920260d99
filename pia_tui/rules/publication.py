"""The kinds of publication, and the words for a document that has been published."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from pia_tui import datafile
from pia_tui.forms.wareki import to_wareki


class PublicationKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of publication. `restarts`: the period until the next 再実施 runs from it; `ends`: the 事務 is over.

    `proposed` says when it is the likely one: the first publication, changes that ask for it again, or a correction.
    """

    name: str
    about: str
    source: str
    restarts: bool = False
    ends: bool = False
    proposed: Literal["", "first", "again", "correction"] = ""


class StateWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a published document is called: as published, changed since, ended."""

    same: str
    changed: str
    ended: str


class PublicationRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file of publications."""

    kinds: tuple[PublicationKind, ...]
    end_label: str
    end_source: str
    early_rows: str
    open_rows: str
    unwritten_rows: str
    undated_rows: str
    revision_name: str
    states: StateWords

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds by name."""
        return tuple(kind.name for kind in self.kinds)

    def likely(self, case: str) -> str:
        """The kind that is proposed in a case: first, again or correction."""
        return next((kind.name for kind in self.kinds if kind.proposed == case), self.kinds[0].name)

    def kind(self, name: str) -> PublicationKind | None:
        """The kind with this name; None for one of another program."""
        return next((kind for kind in self.kinds if kind.name == name), None)


@cache
def publication_rules() -> PublicationRules:
    """The kinds that come with the program."""
    return datafile.load(Path(__file__).parent / "data" / "publication.yaml", PublicationRules)


def state_words(published_on: str, kind: str, changes: int) -> str:
    """修正中（公表 令和7年4月1日から 12 か所）; `published_on` is an ISO date."""
    rules = publication_rules()
    day = to_wareki(date.fromisoformat(published_on))
    known = rules.kind(kind)
    if changes:
        return rules.states.changed.format(date=day, count=changes)
    words = rules.states.ended if known is not None and known.ends else rules.states.same
    return words.format(date=day)
