"""Parts of documents that hold words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pia_tui.assessment import Assessment
from pia_tui.forms import resolve_form
from pia_tui.store import Store
from pia_tui.workspace import Workspace


@pytest.mark.parametrize("words", ["市民課", '"市民"\\課', "<b>&'%_", "改行\nの前"])
def test_only_what_holds_the_words_is_given_with_the_orders_of_its_blocks(tmp_path: Path, words: str) -> None:
    with Store.open(Workspace(tmp_path).prepare()) as store:
        document = Assessment.new(resolve_form("juten"), "見本")
        document.apply(document.change("I.2.1[1].1", f"前{words}後"))
        document.apply(document.change("I.1.2", "ほかの文"))
        one = store.create(document.form.id, document.state)
        two = store.create(document.form.id, {})
        (held,) = store.holding(words, [one, two])
        assert held.id == one
        part = Assessment(resolve_form("juten"), held.state)
        assert part.get("I.2.1[1].1") == f"前{words}後"
        assert part.get("I.1.2") is None
        assert store.holding("どこにもない言葉", [one, two]) == []
