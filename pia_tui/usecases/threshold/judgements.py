"""The しきい値判断 that a document was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pia_tui.assessment import Assessment
from pia_tui.rules.duty_keys import JUDGEMENT_KEY
from pia_tui.rules.facts import Facts
from pia_tui.store.errors import UnknownItem

if TYPE_CHECKING:
    from pia_tui.store import Store

__all__ = ["JUDGEMENT_KEY", "facts_of"]


def facts_of(store: Store, document: Assessment) -> Facts | None:
    """The facts that the document's judgement was made from, or None where it was made without one."""
    number = document.state.get(JUDGEMENT_KEY)
    if not isinstance(number, int):
        return None
    try:
        return msgspec.convert(dict(store.judgement(number).inputs), Facts)
    except (UnknownItem, msgspec.ValidationError):
        # Brought from another terminal, or kept by another version: there is nothing to compare with.
        return None
