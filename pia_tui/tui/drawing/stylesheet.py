"""The stylesheet, each source of which is parsed once: Textual parses all of them again for each new kind of screen."""

from __future__ import annotations

from typing import ClassVar

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation


class CachedStylesheet(Stylesheet):
    """A stylesheet that remembers the rules of a source, for the variables (the theme) that it was parsed with.

    The first editor that is opened adds a source of its own, upon which Textual parses those of all widgets again: a
    third of what opening takes. Rules are never changed once they are parsed, so all apps of a process share them.
    """

    _parsed: ClassVar[dict[tuple[object, ...], list[RuleSet]]] = {}

    def _parse_rules(
        self, css: str, read_from: CSSLocation, is_default_rules: bool = False, tie_breaker: int = 0, scope: str = ""
    ) -> list[RuleSet]:
        key = (frozenset(self._variables.items()), css, read_from, is_default_rules, tie_breaker, scope)
        if key not in self._parsed:
            self._parsed[key] = super()._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)
        return self._parsed[key]

    def reparse(self) -> None:
        """Parse what is new or whose variables have changed. Raises StylesheetError; the rules stay then."""
        self.parse()
