"""Undo, redo and versions against a plain dict: any sequence of operations, restarts included."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from form_texts import source_of
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from pia_tui.assessment import Change
from pia_tui.forms import Value
from pia_tui.forms.values import strip_unsafe
from pia_tui.store import Store
from pia_tui.store.documents import difference
from pia_tui.workspace import Workspace

TEXT = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Cf", "Cn", "Mn"), blacklist_characters="0123456789"), max_size=12
).map(strip_unsafe)  # the door for characters has tests of its own
VALUES: st.SearchStrategy[Value] = st.one_of(
    TEXT, st.integers(-5, 5), st.booleans(), st.lists(TEXT, max_size=3).map(tuple)
)
KEYS = st.sampled_from(["I.1.2", "II[#aaaaaa].4.1", "file[]", "note:I.1.2", "cover.2", "@archived", "III[#bbbbbb].1"])
IDENTITIES = [f"#{letter * 6}" for letter in "abcdefg"]


FORM_TEXT: dict[str, Value] = {"@formtext": source_of("juten_h30").sha256}


class StoreMachine(RuleBasedStateMachine):
    """`states` is the undo stack of whole documents, `undone` the redo stack; the last of `states` is the present."""

    frozen = Bundle("frozen")

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="pia-tui-model-")
        self.workspace = Workspace(Path(self.folder))
        self.store = Store.open(self.workspace)
        self.document = self.store.create("juten_h30", {"@name": "名"})
        self.states: list[dict[str, Value]] = [{"@name": "名", "@form": "juten_h30", **FORM_TEXT}]
        self.undone: list[dict[str, Value]] = []
        self.rows = 0

    @property
    def present(self) -> dict[str, Value]:
        return self.states[-1]

    def write(self, changes: dict[str, Value | None]) -> None:
        after = {**self.present, **{key: value for key, value in changes.items() if value is not None}}
        for key, value in changes.items():
            if value is None:
                after.pop(key, None)
        self.store.write(self.document, [Change(key, self.present.get(key), value) for key, value in changes.items()])
        self._became(after)

    def _became(self, after: dict[str, Value]) -> None:
        if _typed(after) != _typed(self.present):
            self.states.append(after)
            self.undone.clear()

    @rule(key=KEYS, value=VALUES)
    def set(self, key: str, value: Value) -> None:
        self.write({key: value})

    @rule(key=KEYS)
    def clear(self, key: str) -> None:
        self.write({key: None})

    @rule(values=st.dictionaries(KEYS, st.one_of(st.none(), VALUES), min_size=1, max_size=5))
    def several(self, values: dict[str, Value | None]) -> None:
        self.write(values)

    @rule(identity=st.sampled_from(IDENTITIES))
    def add(self, identity: str) -> None:
        blocks = self._blocks()
        if identity not in blocks:
            self.write({"II.4.2[]": (*blocks, identity), f"II.4.2[{identity}].1": "委託"})

    @rule(identity=st.sampled_from(IDENTITIES))
    def remove(self, identity: str) -> None:
        self.write({"II.4.2[]": tuple(block for block in self._blocks() if block != identity)})

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        self.write({"II.4.2[]": tuple(data.draw(st.permutations(self._blocks())))})

    @rule()
    def undo(self) -> None:
        written = self.store.undo(self.document)
        assert (written is None) == (len(self.states) == 1)
        if written is not None:
            self.undone.append(self.states.pop())

    @rule()
    def redo(self) -> None:
        written = self.store.redo(self.document)
        assert (written is None) == (not self.undone)
        if written is not None:
            self.states.append(self.undone.pop())

    @rule(target=frozen)
    def freeze(self) -> object:
        return multiple((self.store.freeze(self.document, "版"), self.present))

    @rule(version=frozen)
    def write_back(self, version: tuple[object, dict[str, Value]]) -> None:
        _, state = version
        self.store.write(self.document, difference(self.present, state))
        self._became(state)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = Store.open(self.workspace)

    @invariant()
    def the_store_is_the_model(self) -> None:
        if not hasattr(self, "store"):
            return
        assert _typed(dict(self.store.load(self.document).state)) == _typed(self.present)
        assert (self.store.next_undo(self.document) is not None) == (len(self.states) > 1)
        rows = len(self.store.journal())
        assert rows >= self.rows  # nothing ever leaves the journal
        self.rows = rows

    def _blocks(self) -> tuple[str, ...]:
        blocks = self.present.get("II.4.2[]", ())
        assert isinstance(blocks, tuple)
        return blocks

    def teardown(self) -> None:
        if hasattr(self, "store"):
            assert self.store.problems() == []
            self.store.close()
            shutil.rmtree(self.folder)


def _typed(state: dict[str, Value]) -> dict[str, tuple[type, Value]]:
    """1 and True are different answers though equal in Python."""
    return {key: (type(value), value) for key, value in state.items()}


StoreMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestStoreAgainstModel = StoreMachine.TestCase
