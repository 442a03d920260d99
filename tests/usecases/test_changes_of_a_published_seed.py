"""A document as published, brought in, then forty edits of every kind: the rows are exactly the true changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pia_tui.assessment import Assessment
from pia_tui.forms import format_value
from pia_tui.rules.changes.annex import old_rows
from pia_tui.store import Store
from pia_tui.usecases.incoming.importing import ImportPublication, keep_import, prepare_import
from pia_tui.usecases.publication import changes as use
from pia_tui.usecases.publication.states import present, published_state
from pia_tui.workspace import Workspace

CORPUS = os.environ.get("PIA_TUI_CORPUS", "")
pytestmark = pytest.mark.skipif(not CORPUS, reason="PIA_TUI_CORPUS names no folder with published documents")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, int]]:
    (file,) = Path(CORPUS).glob("002_*.txt")
    with Store.open(Workspace(tmp_path_factory.mktemp("office")).prepare()) as store:
        done = keep_import(store, prepare_import(file), published=ImportPublication(date(2025, 4, 15), "修正"))
        yield store, done.id


def _texts(document: Assessment) -> list[str]:
    """The paths of items with a text of some length, in the form's order."""
    return [
        node.path
        for node in document.walk()
        if node.item.kind == "text"
        and not node.is_list
        and not node.item.option_text
        and node.applies
        and not node.path.startswith(("cover", "betten3", "besshi"))
        and len(str(document.value(node) or "")) > 30
    ]


def _choices(document: Assessment) -> list[str]:
    return [
        node.path
        for node in document.walk()
        if node.value_kind == "choice"
        and not node.item.items
        and node.applies
        and not node.item.role
        and not node.path.startswith("betten3")
        and document.value(node) is not None
    ]


class Editing:
    """Makes edits and remembers, by key, what each is: the true changes."""

    def __init__(self, document: Assessment) -> None:
        self.document = document
        self.truth: dict[str, tuple[str, bool]] = {}
        self.edits = 0
        """What an officer has done: a block that was added counts once, with what was written into it."""

    def put(self, path: str, value: object, *, change: bool = True) -> None:
        document = self.document
        node = document.node(path)
        document.apply(document.change(path, value))
        self.edits += change
        if change:
            self.truth[node.key] = ("changed", document.form.important_change(node.item.id) is not None)

    def tell(self, path: str, kind: str, star: bool) -> None:
        self.edits += 1
        self.truth[self.document.node(path).key] = (kind, star)


def edited(document: Assessment) -> Editing:
    """Forty edits: in long cells, choices, marks, その他, counts, dates, drawings, blocks, a file, and no real ones."""
    made = Editing(document)
    texts = [path for path in _texts(document) if "[2]" not in path and not path.startswith("II[1].4.2")][:60]
    for path in texts[:24:2]:  # 12: a word in the middle of a long cell
        text = str(document.get(path))
        at = len(text) // 2
        made.put(path, f"{text[:at]}書き足した語{text[at:]}")
    for path in texts[1:5:2]:  # 2: white space and width alone
        made.put(path, f"{document.get(path)}　 ", change=False)
        made.edits += 1
    for path in texts[5:9:2]:  # 2: edited and edited back
        kept = document.get(path)
        made.put(path, "別の文", change=False)
        made.put(path, kept, change=False)
        made.edits += 1
    for path in texts[9:13:2]:  # 2: emptied
        made.put(path, None)
    for path in _choices(document)[::9][:9]:  # 9: another choice
        node = document.node(path)
        made.put(path, next(text for text in node.item.choice_texts if text != document.get(path)))
    made.put("II[1].5.3[1].6", ["その他（使送による）"])
    made.put("II[1].5.2[1].6", ["紙", "フラッシュメモリ"])
    made.put("II[1].3.1.2", "税務課、収納課")  # その他 and the like: words in a bracket belong to its item
    made.truth.pop(document.node("II[1].3.1.2").key)
    made.truth[document.node("II[1].3.1").key] = ("changed", True)
    made.put("II[1].5.1.2.1", 9)
    made.put("II[3].5.1.1", True)
    made.put("II[1].3.9", "平成28年2月1日")
    made.put("VI.1.1", "令和8年2月1日")
    made.put("betten1.1", ["ab" * 32])
    document.apply(document.move_block("I.2.1[6]", 2))
    made.tell("I.2.1[2]", "moved", False)
    document.apply(document.add_block("II[1].4.2", 2))
    made.put("II[1].4.2[2]", "納付書の封入", change=False)
    made.put("II[1].4.2[2].1", "納付書を封入し、郵便局へ運ぶ業務", change=False)
    made.tell("II[1].4.2[2]", "added", False)
    gone = document.node("II[3].4.2[1]").key
    document.apply(document.remove_block("II[3].4.2[1]"))
    made.truth[gone] = ("removed", True)
    made.edits += 1
    document.apply(document.duplicate_block("II[1].5.2[1]"))
    made.tell("II[1].5.2[2]", "added", False)
    document.apply(document.add_block("file"))
    made.put("II[4].1", "返還金管理ファイル", change=False)
    made.put("III[4].3.1.4", "十分である", change=False)
    made.truth[document.key("II[4]")] = ("added", True)
    made.edits += 1
    return made


@pytest.mark.long
def test_the_rows_are_exactly_the_true_changes(office: tuple[Store, int]) -> None:
    store, number = office
    document = present(store, number)
    kept = dict(document.state)
    assert len(old_rows(document)) > 200
    made = edited(document)
    assert made.edits == 40
    held = [*kept, *(key for key in document.state if key not in kept)]
    from pia_tui.assessment import Change

    store.write(number, [Change(key, kept.get(key), document.state.get(key)) for key in held])
    found = use.propose(store, number)
    told = {row.change.key: (row.change.kind, row.star) for row in found.rows}
    assert told == made.truth
    assert len(told) >= 30
    order = {node.key: at for at, node in enumerate(found.document.walk())}
    places = [order[row.change.key] for row in found.rows if row.change.key in order]
    assert places == sorted(places)
    assert {one.hidden for one in found.difference.hidden} == {"blanks"}
    assert len(found.difference.hidden) == 2
    state = published_state(store, number)
    assert state is not None
    assert state.text == f"修正中（公表 令和7年4月15日から {len(told)} か所）"
    for row in found.rows:
        assert row.item.startswith(("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "（別添"))
        assert row.before != row.after
    done = use.write_rows(store, found)
    assert done.added == len(found.rows)
    again = use.propose(store, number)
    assert [row.id for row in again.rows] == [row.id for row in found.rows]
    assert all(row.written and not row.outdated for row in again.rows)
    final = present(store, number)
    assert [format_value(final.get(f"betten3.1[{len(old_rows(final)) + at}].2")) for at in (1, len(told))] == [
        found.rows[0].item,
        found.rows[-1].item,
    ]
