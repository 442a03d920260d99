"""未配置: placing, splitting and putting aside lose no character; what is confirmed is doubtful no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import BadValue, load_form
from pia_tui.ingest.text.report import read_source_note
from pia_tui.store import Store
from pia_tui.usecases.incoming import tray
from pia_tui.usecases.incoming.importing import import_file
from pia_tui.workspace import Workspace

LETTERS = st.text(alphabet="あ漢○、。\n 1[]", min_size=1, max_size=60).filter(lambda text: bool(text.strip()))


def document(*texts: str, **answers: object) -> Assessment:
    """A 全項目 document whose tray holds `texts`."""
    made = Assessment.new(load_form("zenkoumoku_h30"), "事務")
    for path, value in answers.items():
        made.apply(made.change(path.replace("__", "."), value))
    names = tuple(f"#piece{number}" for number in range(2, 2 + len(texts)))
    made.apply([Change("tray[]", None, names)] if names else [])
    for number, (name, text) in enumerate(zip(names, texts, strict=True), start=1):
        made.apply(
            [Change(f"tray:{name}", None, text), Change(f"traysource:{name}", None, f"{number}0-{number}2 I.1.2")]
        )
    return made


def solid(text: str) -> str:
    return "".join(text.split())


def all_of(made: Assessment, key: str = "I.1.2") -> str:
    """What an item and the tray hold together, sorted, without blanks."""
    texts = [str(made.state.get(key, "")), *(one.text for one in (*tray.pieces(made), *tray.set_aside(made)))]
    return "".join(sorted(solid("".join(texts))))


@given(LETTERS, LETTERS, st.data())
def test_what_is_placed_and_what_is_left_is_what_was_there(text: str, held: str, data: st.DataObject) -> None:
    made = document(text, I__1__2=held)
    before = all_of(made)
    for _ in range(3):
        left = tray.pieces(made)
        if not left:
            break
        piece = data.draw(st.sampled_from(left))
        start = data.draw(st.integers(0, len(piece.text) - 1))
        end = data.draw(st.integers(start + 1, len(piece.text)))
        if not piece.text[start:end].strip():
            continue
        what = data.draw(st.sampled_from(["place", "split", "aside", "back"]))
        if what == "place":
            changes = tray.place(made, piece.id, "I.1.2", how="append", part=(start, end))
        elif what == "split":
            changes, _ = tray.split(made, piece.id, start, end)
        else:
            changes = tray.put_aside(made, piece.id)
        earlier = dict(made.state)
        made.apply(changes)
        assert all_of(made) == before
        if what == "back":
            made.apply(tray.take_back(made, piece.id))
            assert piece.id in [one.id for one in tray.pieces(made)]
        else:
            undone = Assessment(made.form, made.state)
            undone.apply([change.inverse for change in reversed(changes)])
            assert dict(undone.state) == earlier


def test_a_part_is_placed_and_the_rest_stays_in_order() -> None:
    made = document("前の文。中の文。後の文。", "別の文")
    first = tray.pieces(made)[0]
    made.apply(tray.place(made, first.id, "I.1.2", part=(4, 8)))
    assert made.get("I.1.2") == "中の文。"
    assert [one.text for one in tray.pieces(made)] == ["前の文。", "後の文。", "別の文"]
    assert [one.lines for one in tray.pieces(made)] == [(10, 12), (10, 12), (20, 22)]


def test_a_text_that_is_there_is_not_written_over_unasked() -> None:
    made = document("足す文", I__1__2="もとの文")
    identity = tray.pieces(made)[0].id
    with pytest.raises(tray.Occupied) as caught:
        tray.place(made, identity, "I.1.2")
    assert caught.value.ways == ("append", "replace")
    replaced = Assessment(made.form, made.state)
    replaced.apply(tray.place(made, identity, "I.1.2", how="replace"))
    assert replaced.get("I.1.2") == "足す文"
    made.apply(tray.place(made, identity, "I.1.2", how="append"))
    assert made.get("I.1.2") == "もとの文\n足す文"
    assert not tray.pieces(made)
    assert "tray[]" not in made.state


def test_each_kind_reads_the_text_by_its_own_rules() -> None:
    made = document("R7.4.15", "[　2　]", "[ ○ ] 紙\n[ ] 専用線", "2 件", "事務")
    date, choice, marks, count, word = (one.id for one in tray.pieces(made))
    made.apply(tray.place(made, date, "cover.7"))
    assert made.get("cover.7") == "令和7年4月15日"
    made.apply(tray.place(made, choice, "II[1].2.2"))
    item = made.form.item("II.2.2")
    assert item is not None
    assert made.get("II[1].2.2") == item.choice_texts[1]
    made.apply(tray.place(made, marks, "II[1].3.2"))
    assert made.get("II[1].3.2") == ("紙",)
    with pytest.raises(BadValue, match="選べるもの"):
        tray.place(made, word, "II[1].2.2", how="replace")
    with pytest.raises(BadValue, match="令和7年4月15日"):
        tray.place(made, word, "cover.7", how="replace")
    with pytest.raises(BadValue, match="図を付ける欄"):
        tray.place(made, word, next(node.path for node in made.walk() if node.value_kind == "figure"))
    assert [one.id for one in tray.pieces(made)] == [count, word]


def test_marks_are_added_to_those_that_are_there() -> None:
    made = document("[○]専用線", **{"II[1]__3__2": ["紙"]})
    identity = tray.pieces(made)[0].id
    with pytest.raises(tray.Occupied):
        tray.place(made, identity, "II[1].3.2")
    made.apply(tray.place(made, identity, "II[1].3.2", how="append"))
    marks = made.get("II[1].3.2")
    assert isinstance(marks, tuple)
    assert set(marks) == {"紙", "専用線"}


def doubted(made: Assessment) -> list[str]:
    return [one.path for one in tray.doubtful(made)]


def test_the_least_sure_comes_first_and_what_could_not_be_read_last() -> None:
    made = document(I__1__2="一", I__1__1="二", I__4__1="三")
    made.apply(
        [
            Change("source:I.1.2", None, "5-6 0.70"),
            Change("source:I.1.1", None, "3-4 0.60"),
            Change("source:I.4.1", None, "7-8 0.95"),
            Change("doubt:cover.7", None, "1-2 読めません。"),
        ]
    )
    assert doubted(made) == ["I.1.1", "I.1.2", "cover.7"]
    assert [one.words for one in tray.doubtful(made)] == ["自信：低い", "自信：やや低い", "読み取れず"]
    made.apply(tray.confirm(made, "I.1.1"))
    assert doubted(made) == ["I.1.2", "cover.7"]
    note = read_source_note(str(made.state["source:I.1.1"]))
    assert note is not None
    assert (note.first, note.last, note.confidence) == (3, 4, None)
    made.apply(made.change("cover.7", "R7.4.1"))
    assert doubted(made) == ["I.1.2"], "somebody has answered it since"


def test_placing_settles_the_doubt_about_an_item() -> None:
    made = document("正しい文", I__1__2="怪しい文")
    made.apply([Change("source:I.1.2", None, "5-6 0.30"), Change("doubt:I.1.2", None, "5-6 読みにくい字です。")])
    assert doubted(made) == ["I.1.2"]
    made.apply(tray.place(made, tray.pieces(made)[0].id, "I.1.2", how="replace"))
    assert doubted(made) == []
    assert tray.left(made) == tray.LeftToDo(0, 0)
    assert not tray.left(made)


def test_a_piece_without_a_noted_place_stands_near_the_answer_before_it() -> None:
    made = document("文", I__1__2="一", I__4__1="二")
    identity = tray.pieces(made)[0].id
    made.apply(
        [
            Change(f"traysource:{identity}", None, "30-31"),
            Change("source:I.1.2", None, "5-9 0.90"),
            Change("source:I.4.1", None, "40-41 0.90"),
        ]
    )
    assert tray.pieces(made)[0].near == "I.1.2"


def test_what_an_import_doubts_stays_with_the_document(tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace = Workspace(tmp_path_factory.mktemp("ws")).prepare()
    with Store.open(workspace) as store:
        made = import_file(store, PAGE.encode("utf-8"), "kiso_r6")
        assert made.report is not None
        state = store.load(made.id).state
    kept = Assessment(load_form("kiso_r6"), state)
    assert made.report.doubtful
    assert {one.key for one in tray.doubtful(kept)} >= {
        one.key for one in made.report.doubtful if kept.path(one.key) is not None
    }
    assert len(tray.pieces(kept)) == made.unplaced


PAGE = """特定個人情報保護評価書（基礎項目評価書）

Ⅰ　関連情報
１．特定個人情報ファイルを取り扱う事務
①事務の名称
架空の税に関する事務
②事務の概要
賦課と収納を行う。
４．情報提供ネットワークシステムによる情報連携
①実施の有無
[　実施する　]　＜選択肢＞　１）実施する　２）実施しない　３）未定
①実施の有無
[　未定　]
"""
