"""The しきい値判断 that a document was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pia_tui.assessment import Assessment
from pia_tui.rules.facts import Facts

if TYPE_CHECKING:
    from pia_tui.store import Store

JUDGEMENT_KEY = "@judgement"
"""The annotation that holds the number of the stored judgement."""


def facts_of(store: Store, document: Assessment) -> Facts | None:
    """The facts that the document's judgement was made from, or None where it was made without one."""
    number = document.state.get(JUDGEMENT_KEY)
    if not isinstance(number, int):
        return None
    kept = next((judgement for judgement in store.judgements() if judgement.id == number), None)
    if kept is None:
        return None
    try:
        return msgspec.convert(dict(kept.inputs), Facts)
    except msgspec.ValidationError:
        return None  # kept by another version of the program: its facts cannot be judged again, and are only shown
