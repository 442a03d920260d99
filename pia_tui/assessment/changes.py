"""A change of a document: one key from one value to another."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from pia_tui.forms import Value


class Change(msgspec.Struct, frozen=True, gc=False):
    """One key from one value to another; None is "not there"."""

    key: str
    before: Value | None
    after: Value | None

    @property
    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.key, self.after, self.before)


def changed(state: Mapping[str, Value], key: str, after: Value | None) -> list[Change]:
    """The change that makes a key hold a value; none where it holds it already."""
    before = state.get(key)
    same = before == after and type(before) is type(after)
    return [] if same else [Change(key, before, after)]
