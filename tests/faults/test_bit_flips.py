"""One bit flipped at 200 random places of the file: found, or without effect; never a wrong word, never a traceback."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from pia_tui.assessment import Change
from pia_tui.errors import PiaError
from pia_tui.forms import Value
from pia_tui.store import Store
from pia_tui.workspace import Workspace

PLACES = 200
Truth = dict[int, Mapping[str, Value]]


@pytest.fixture
def truth(workspace: Workspace) -> Truth:
    with Store.open(workspace) as store:
        for n in range(12):
            state: dict[str, Value] = {f"I.{k}": f"{k} 番目の委託先の記載。" * (1 + (n * k) % 30) for k in range(25)}
            document = store.create("juten_h30", {**state, "@name": f"事務 {n}", "yes": True, "multi": ("紙", "磁気")})
            store.write(document, [Change("I.3", state["I.3"], "変えた"), Change("file[]", None, ("#aaaaaa",))])
            store.undo(document)
            store.freeze(document, "公表版")
        store.attach(bytes(range(256)) * 40, name="図.png", media_type="image/png")
        store.save_judgement({"subjects": 1000}, {"level": "kiso"})
        return {each.id: store.load(each.id).state for each in store.documents(limit=-1)}


@pytest.mark.long
def test_flipped_bits(workspace: Workspace, truth: Truth, tmp_path: Path) -> None:
    sound = workspace.database.read_bytes()
    luck = random.Random(20251121)
    harmless = 0
    for _ in range(PLACES):
        place, bit = luck.randrange(len(sound)), luck.randrange(8)
        flipped = bytearray(sound)
        flipped[place] ^= 1 << bit
        workspace.database.write_bytes(flipped)
        try:
            found = use(workspace, truth)
        except PiaError as error:
            found = [str(error)]
        except AssertionError:
            raise AssertionError(f"bit {bit} of byte {place}: a wrong answer was given as right") from None
        except Exception as error:
            raise AssertionError(f"bit {bit} of byte {place}: {error!r}") from error
        finally:
            workspace.database.with_name(workspace.database.name + "-journal").unlink(missing_ok=True)
            for file in workspace.backups.iterdir():
                file.unlink()
        harmless += not found
    assert harmless < PLACES // 2  # most of the file is content, and content is watched


def use(workspace: Workspace, truth: Truth) -> list[str]:
    """Everything a user does; what the deep check says is wrong. Raises PiaError where damage is met on the way."""
    with Store.open(workspace) as store:
        problems = store.problems()
        names = [each.name for each in store.documents(limit=-1, sort="created", descending=False)]
        assert problems or len(names) == len(truth)
        for document, state in truth.items():
            assert store.load(document).state == state
            assert all(revision.name == "公表版" for revision in store.revisions(document))
            for revision in store.revisions(document):
                assert store.revision_state(revision.id) == state
        store.search("委託先")
        store.search("委託")
        store.journal(limit=1000)
        for judgement in store.judgements():
            assert judgement.inputs == {"subjects": 1000}
        document = next(iter(truth))
        store.write(document, [Change("I.1", truth[document]["I.1"], "新しい")])
        store.undo(document)
        assert store.load(document).state == truth[document]
        store.backup()
        return problems
