"""The findings of 点検 of an open document: those that stand, those set aside, and how they are set aside.

No widget: the screen shows what stands here, and tests work with it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pia_tui.assessment import Assessment, Change
from pia_tui.rules.findings import Finding
from pia_tui.tui.document.finding_words import color_of
from pia_tui.usecases.checking.inspecting import ASIDE_LABEL, BACK_LABEL, Inspection, set_aside, take_back

Edit = Callable[[Sequence[Change], str], object]
"""Carries out changes of the document and keeps them, as one step for 元に戻す."""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding of the list; `reason` is why it is set aside, "" for one that stands."""

    finding: Finding
    key: str
    where: str
    reason: str = ""

    @property
    def color(self) -> str:
        """The text colour by how grave it is; what is set aside is quiet."""
        return "muted" if self.reason else color_of(self.finding)

    @property
    def serious(self) -> bool:
        """Whether somebody has to look at it: not set aside, and neither a remark nor an item without an answer."""
        return self.color != "muted"


class FindingsDesk:
    """`document` is the live document that `edit` changes; `inspect` checks it anew; `changed` hears what stands."""

    def __init__(
        self,
        document: Assessment,
        inspect: Callable[[], Inspection],
        edit: Edit,
        place_of: Callable[[str], str],
        changed: Callable[[Sequence[Finding]], object],
        *,
        read_only: bool = False,
    ) -> None:
        self.document, self.read_only = document, read_only
        self._inspect, self._edit, self._place_of, self._changed = inspect, edit, place_of, changed
        self.lines: tuple[FindingLine, ...] = ()
        self._look()

    @property
    def standing(self) -> tuple[FindingLine, ...]:
        """Those that stand, the serious ones first."""
        return tuple(line for line in self.lines if not line.reason)

    @property
    def aside(self) -> tuple[FindingLine, ...]:
        """Those that were set aside with a reason, and whose text has not changed since."""
        return tuple(line for line in self.lines if line.reason)

    def set_aside(self, line: FindingLine, reason: str) -> None:
        """Set a finding aside until what it is about changes. Raises NoReason, BadValue."""
        self._edit(set_aside(self.document, line.finding, reason), ASIDE_LABEL)
        self._look()

    def take_back(self, line: FindingLine) -> None:
        """Show a finding again that was set aside."""
        self._edit(take_back(self.document, line.finding), BACK_LABEL)
        self._look()

    def _look(self) -> None:
        found = self._inspect()
        stands = [self._line(finding) for finding in found.stands]
        self.lines = (
            *(line for line in stands if line.serious),
            *(line for line in stands if not line.serious),
            *(self._line(finding, reason) for finding, reason in found.aside),
        )
        self._changed(found.stands)

    def _line(self, finding: Finding, reason: str = "") -> FindingLine:
        key = self.document.key(finding.path) if finding.path else ""
        return FindingLine(finding, key, self._place_of(key) if key else "しきい値判断", reason)
