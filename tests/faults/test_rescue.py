"""Out of any damage, with a backup at hand: every document is as it was last, or as it was in the backup."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from pia_tui.assessment import Change
from pia_tui.forms import Value
from pia_tui.store import Store
from pia_tui.store.store import replace_damaged
from pia_tui.workspace import Workspace

ROUNDS = 80
DOCUMENTS = 8


def states(store: Store) -> dict[int, Mapping[str, Value]]:
    return {each.id: store.load(each.id).state for each in store.documents(limit=-1)}


@pytest.mark.long
def test_rescue_from_random_damage(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        for n in range(DOCUMENTS):
            document = store.create("juten_h30", {f"I.{k}": f"{n} 番の {k} 項目の記載。" * (k % 20) for k in range(40)})
            store.freeze(document, "公表版")
        backup = store.backup()
        assert backup is not None
        before = states(store)
        for document in before:
            store.write(document, [Change("I.1", before[document]["I.1"], "後")])
        after = states(store)
    sound = workspace.database.read_bytes()
    luck = random.Random(20251121)
    newer = older = 0
    for _ in range(ROUNDS):
        damaged = bytearray(sound)
        for _ in range(luck.choice([1, 3, 30])):
            damaged[luck.randrange(len(sound))] ^= 1 << luck.randrange(8)
        if luck.random() < 0.3:
            page = luck.randrange(len(sound) // 4096) * 4096
            damaged[page : page + 4096] = bytes(4096)
        if luck.random() < 0.1:
            damaged = damaged[: luck.randrange(len(sound))]
        workspace.database.write_bytes(damaged)
        rescue = replace_damaged(workspace, backup)
        assert rescue.kept is not None
        assert rescue.kept.read_bytes() == damaged
        with Store.open(workspace) as store:
            found = states(store)
            assert found.keys() == before.keys()
            for document, state in found.items():
                assert state in (before[document], after[document])
                newer += state == after[document]
                older += state == before[document]
            assert store.problems() == []
        rescue.kept.unlink()
    assert newer > older > 0
