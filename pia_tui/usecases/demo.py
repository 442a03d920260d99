"""Put the demo documents into the store, with the judgements they were made from and their drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pia_tui.demo import demo_documents
from pia_tui.rules.threshold import as_json, judge
from pia_tui.usecases.incoming.drawings import check_drawing, keep_drawing
from pia_tui.usecases.threshold.judgements import JUDGEMENT_KEY

if TYPE_CHECKING:
    from pia_tui.store import Store

LABEL = "見本"


def add_demo(store: Store) -> list[int]:
    """Add those demo documents that are not there yet; returns their numbers, 基礎 first. Raises the store's errors."""
    made = []
    with store.together():
        for document in demo_documents():
            if any(one.name == document.name for one in store.documents(document.name, archived=None)):
                continue
            for each in document.drawings:
                keep_drawing(store, check_drawing(each.name, each.data), each.alt)
            number = store.save_judgement(msgspec.to_builtins(document.facts), as_json(judge(document.facts)))
            made.append(store.create(document.form_id, {**document.state, JUDGEMENT_KEY: number}, label=LABEL))
    return made
