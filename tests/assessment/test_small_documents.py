"""A document on a form of a few items: every node, every key, every word, and what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from definitions import choice, definition_of, item, made

from pia_tui import keys, places
from pia_tui.addresses import Addresses, TooManyBlocks, brackets
from pia_tui.assessment import Assessment, Change
from pia_tui.forms import BadPath, BadValue, Form
from pia_tui.forms.model import Item, Repeat
from pia_tui.forms.values import NOTHING_CHANGED

FILE = {"unit": "ファイル", "list": "file", "initial": 1}
OUTSIDE = {
    "id": "F.2",
    "kind": "group",
    "own_value": "text",
    "label": "委託事項{n}",
    "help": "x",
    "repeat": {"unit": "委託事項", "max": 2},
    "items": [
        item("2.1", "F", label="①内容", number="①"),
        item(
            "2.2", "F", kind="multi", label="②方法", number="②", choices=["紙", {"text": "その他", "free_text": True}]
        ),
        item("2.3", "F", label="③期間", number="③", asked_when={"item": "F.2.4", "equals": "x"}),
        item("2.4", "F", kind="choice", label="④種別", number="④", choices=["x", "y"]),
    ],
}
SMALL: Form = made(
    definition_of(
        {
            "id": "C",
            "title": "表紙",
            "items": [item("1", "C", label="番号", role="number"), item("2", "C", role="document_name")],
        },
        {
            "id": "A",
            "title": "Ⅰ　章",
            "items": [
                item("1", label="名称", role="task_name"),
                {
                    "id": "A.2",
                    "kind": "group",
                    "label": "２．組",
                    "number": "２．",
                    "items": [
                        choice("2.1", "する", "しない", label="①委託の有無", number="①"),
                        item("2.2", label="（　）件", kind="count", when={"item": "A.2.1", "equals": "する"}),
                        {
                            "id": "A.2.3",
                            "kind": "group",
                            "label": "③詳細",
                            "number": "③",
                            "when": {"item": "A.2.1", "not_equals": "しない"},
                            "items": [item("2.3.1", label="細目")],
                        },
                    ],
                },
                item("3", role="file_names", label="３．ファイル名", number="３．"),
                item("4", fixed=True, default="決まった文", label="４"),
                item("5", kind="flag", label="印"),
                item("6", label="印のない場合", when={"item": "A.5", "equals": False}),
                item("7", label="期間"),
                item("8", label="短い理由", asked_when={"item": "A.7", "days_below": 30}),
                {
                    "id": "A.9",
                    "kind": "table",
                    "label": "一覧",
                    "repeat": {"unit": "行", "initial": 2},
                    "items": [item("9.1", label="日")],
                },
            ],
        },
        {
            "id": "F",
            "title": "Ⅱ　ファイル",
            "repeat": FILE,
            "items": [item("1", "F", role="file_name", label="１．名前", number="１．"), OUTSIDE],
        },
        {
            "id": "G",
            "title": "Ⅲ　対策",
            "repeat": FILE,
            "items": [item("1", "G", same_as="F.1", role="file_name", label="１．名前")],
        },
        {
            "id": "B",
            "title": "（別添１）　記録",
            "items": [
                {
                    "id": "B.1",
                    "kind": "table",
                    "label": "記録項目",
                    "repeat": FILE | {"initial": 0},
                    "items": [item("1.1", "B", same_as="F.1", label="名"), item("1.2", "B", label="項目")],
                },
            ],
        },
    )
)


@pytest.fixture
def document() -> Assessment:
    return Assessment.new(SMALL, "税の事務")


def at(document: Assessment, path: str, raw: object) -> None:
    document.apply(document.change(path, raw))


def anonymous(text: str) -> str:
    return re.sub(r"#[a-z2-7]{6}", "#", text)


# -- what stands in a document ----------------------------------------------------------------------------------------


def test_a_new_document(document: Assessment) -> None:
    assert {anonymous(key): value for key, value in document.state.items() if not key.endswith("[]")} == {
        "@form": "small_r1",
        "@name": "税の事務",
        "A.1": "税の事務",
        "C.2": "税の事務　小",
    }
    assert (document.count("file"), document.count("A.9")) == (1, 2)
    assert len(document.identities()) == 3
    assert document.id is None
    bare = Assessment.new(SMALL, " \n")
    assert keys.NAME.prefix not in bare.state
    assert bare.name == "小"
    assert Assessment(SMALL, {"@name": "仮の名"}, 7).name == "仮の名"
    assert Assessment(SMALL, {"@name": "仮の名", "C.2": "本当の名"}).name == "本当の名"
    assert Assessment(SMALL, {}, 7).id == 7


def test_the_parts(document: Assessment) -> None:
    document.apply(document.add_block("file"))
    found = [(part.path, anonymous(part.key), part.number) for part in document.parts()]
    assert found == [
        ("C", "C", 0),
        ("A", "A", 0),
        ("F[1]", "F[#]", 1),
        ("F[2]", "F[#]", 2),
        ("G[1]", "G[#]", 1),
        ("G[2]", "G[#]", 2),
        ("B", "B", 0),
    ]
    at(document, "F[2].1", "台帳")
    parts = list(document.parts())
    assert [document.part_title(part) for part in parts[1:4]] == ["Ⅰ　章", "Ⅱ　ファイル（1）", "Ⅱ　ファイル（2）台帳"]
    assert [places.part_name(document, part) for part in parts[1:4]] == ["Ⅰ　章", "Ⅱ（1）ファイル", "Ⅱ（2）台帳"]


def test_every_node_in_the_order_of_the_form(document: Assessment) -> None:
    at(document, "F[1].2[1]", "印刷")
    found = [
        (node.path, anonymous(node.key), node.depth, node.is_list, node.number, node.value_kind)
        for node in document.walk()
    ]
    assert found == [
        ("C.1", "C.1", 0, False, 0, "text"),
        ("C.2", "C.2", 0, False, 0, "text"),
        ("A.1", "A.1", 0, False, 0, "text"),
        ("A.2", "A.2", 0, False, 0, None),
        ("A.2.1", "A.2.1", 1, False, 0, "choice"),
        ("A.2.2", "A.2.2", 1, False, 0, "count"),
        ("A.2.3", "A.2.3", 1, False, 0, None),
        ("A.2.3.1", "A.2.3.1", 2, False, 0, "text"),
        ("A.3", "A.3", 0, False, 0, "text"),
        ("A.4", "A.4", 0, False, 0, None),
        ("A.5", "A.5", 0, False, 0, "flag"),
        ("A.6", "A.6", 0, False, 0, "text"),
        ("A.7", "A.7", 0, False, 0, "text"),
        ("A.8", "A.8", 0, False, 0, "text"),
        ("A.9", "A.9[]", 0, True, 0, None),
        ("A.9[1]", "A.9[#]", 0, False, 1, None),
        ("A.9[1].1", "A.9[#].1", 1, False, 0, "text"),
        ("A.9[2]", "A.9[#]", 0, False, 2, None),
        ("A.9[2].1", "A.9[#].1", 1, False, 0, "text"),
        ("F[1].1", "F[#].1", 0, False, 0, "text"),
        ("F[1].2", "F[#].2[]", 0, True, 0, None),
        ("F[1].2[1]", "F[#].2[#]", 0, False, 1, "text"),
        ("F[1].2[1].1", "F[#].2[#].1", 1, False, 0, "text"),
        ("F[1].2[1].2", "F[#].2[#].2", 1, False, 0, "multi"),
        ("F[1].2[1].2.2", "F[#].2[#].2.2", 2, False, 0, "text"),
        ("F[1].2[1].3", "F[#].2[#].3", 1, False, 0, "text"),
        ("F[1].2[1].4", "F[#].2[#].4", 1, False, 0, "choice"),
        ("G[1].1", "G[#].1", 0, False, 0, "text"),
        ("B.1", "file[]", 0, True, 0, None),
        ("B.1[1]", "B.1[#]", 0, False, 1, None),
        ("B.1[1].1", "B.1[#].1", 1, False, 0, "text"),
        ("B.1[1].2", "B.1[#].2", 1, False, 0, "text"),
    ]
    for node in document.walk():
        assert document.node(node.path) == node
        assert document.path(node.key) in (node.path, f"{node.path}[]", "file[]")
        if not node.is_list:
            assert document.node(node.key) == node
    assert document.node("F[1].2").label == "委託事項"
    assert document.node("F[1].2[1]").label == "委託事項1"


# -- conditions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "raw", "target", "applies"),
    [
        ("A.2.1", None, "A.2.2", True),
        ("A.2.1", "する", "A.2.2", True),
        ("A.2.1", "しない", "A.2.2", False),
        ("A.2.1", None, "A.2.3.1", True),
        ("A.2.1", "する", "A.2.3.1", True),
        ("A.2.1", "しない", "A.2.3.1", False),
        ("A.2.1", "しない", "A.2.3", False),
        ("A.2.1", "しない", "A.1", True),
        ("A.5", None, "A.6", True),
        ("A.5", "×", "A.6", True),
        ("A.5", "○", "A.6", False),
    ],
)
def test_what_applies(document: Assessment, path: str, raw: object, target: str, applies: bool) -> None:
    at(document, path, raw)
    assert document.applies(target) is applies
    assert document.node(target).applies is applies
    assert {node.path: node.applies for node in document.walk()}[target] is applies
    assert document.applies("nothing.1")


@pytest.mark.parametrize(
    ("period", "asked"),
    [
        (None, True),
        ("未定", True),
        ("令和8年2月2日から29日間", True),
        ("令和8年2月2日から30日間", False),
        ("令和8年3月3日から令和8年2月2日まで", True),
    ],
)
def test_what_wants_an_answer(document: Assessment, period: str | None, asked: bool) -> None:
    at(document, "A.7", period)
    assert document.asked(document.node("A.8")) is asked
    assert document.node("A.8").applies
    assert document.asked(document.node("A.7"))


def test_a_condition_looks_into_its_own_block(document: Assessment) -> None:
    at(document, "F[1].2[1].4", "y")
    at(document, "F[1].2[2].4", "x")
    assert [document.asked(document.node(f"F[1].2[{n}].3")) for n in (1, 2)] == [False, True]


# -- what is shown ----------------------------------------------------------------------------------------------------


def test_what_stands_in_a_cell(document: Assessment) -> None:
    def shown(path: str) -> object:
        return document.shown(document.node(path))

    assert (shown("A.4"), shown("A.7"), shown("A.3"), shown("G[1].1")) == ("決まった文", None, None, None)
    at(document, "F[1].1", "甲台帳")
    assert (shown("A.3"), shown("G[1].1"), shown("B.1[1].1"), shown("B.1[1].2")) == ("甲台帳", "甲台帳", "甲台帳", None)
    document.apply(document.add_block("file"))
    assert (shown("A.3"), shown("G[2].1")) == ("（1）甲台帳\n（2）", None)
    at(document, "F[2].1", "乙台帳")
    assert shown("A.3") == "（1）甲台帳\n（2）乙台帳"
    at(document, "A.3", "別の書き方")
    at(document, "G[1].1", "対策の名")
    assert (shown("A.3"), shown("G[1].1"), shown("B.1[1].1")) == ("別の書き方", "対策の名", "甲台帳")
    assert [document.file_name(number) for number in (0, 1, 2, 3)] == ["", "甲台帳", "乙台帳", ""]
    assert document.by_role("task_name") == "税の事務"
    assert document.by_role("number") is None
    assert document.by_role("none") is None
    assert document.value(document.node("F[2].1")) == document.get("F[2].1") == "乙台帳"


# -- changes ----------------------------------------------------------------------------------------------------------


def test_a_change_says_what_was_and_what_will_be(document: Assessment) -> None:
    assert document.change("A.7", "x") == [Change("A.7", None, "x")]
    at(document, "A.7", "x")
    assert document.change("A.7", "x") == []
    assert document.change("A.7", "y") == [Change("A.7", "x", "y")]
    assert document.change("A.7", "") == [Change("A.7", "x", None)]
    assert document.change("A.8", "") == []
    document.apply(document.change("A.7", ""))
    assert "A.7" not in document.state
    document.apply([Change("A.7", "x", None)])
    assert Change("A.7", "x", 1).inverse == Change("A.7", 1, "x")


def test_annotations_are_kept_as_they_are_given(document: Assessment) -> None:
    for raw, kept in ((["a", "b"], ("a", "b")), (True, True), ("文", "文"), (0, 0)):
        at(document, "@x", raw)
        assert document.state["@x"] == kept
    for empty in ("", [], ()):
        at(document, "@x", "文")
        at(document, "@x", empty)
        assert "@x" not in document.state
    at(document, "note:F[1].1", "覚え")
    (key,) = [key for key in document.state if key.startswith("note:")]
    assert anonymous(key) == "note:F[#].1"
    assert document.get("note:F[1].1") == document.get(key) == "覚え"
    assert document.key("exempt:ab:F[1].1") == "exempt:ab:F[1].1"
    assert document.key("note:A.7") == "note:A.7"


def test_marks_with_their_brackets(document: Assessment) -> None:
    at(document, "F[1].2[1].2", ["その他（口頭）", "紙"])
    assert document.get("F[1].2[1].2") == ("紙", "その他")
    assert document.get("F[1].2[1].2.2") == "口頭"
    at(document, "F[1].2[1].2", "紙")
    assert document.get("F[1].2[1].2") == ("紙",)
    assert document.get("F[1].2[1].2.2") == "口頭"  # the bracket keeps its text
    at(document, "F[1].2[1].2", "その他（）")
    assert document.get("F[1].2[1].2.2") is None
    at(document, "F[1].2[1].2", None)
    assert document.get("F[1].2[1].2") is None


def test_a_path_brings_the_blocks_it_counts_on(document: Assessment) -> None:
    changes = document.change("F[2].2[2].1", "x")
    assert [anonymous(change.key) for change in changes] == ["file[]", "F[#].2[]", "F[#].2[#].1"]
    assert document.count("file") == 1  # nothing is done yet
    document.apply(changes)
    assert (document.count("file"), document.count("F[2].2"), document.count("F[1].2")) == (2, 2, 0)
    assert len(set(document.identities())) == 2 + 2 + 2
    assert [anonymous(change.key) for change in document.change("B.1[3].2", "x")] == ["file[]", "B.1[#].2"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("F.1", "「F」は何番目かを書いてください（例: F[1].1）。"),
        ("F[1].2.1", "「F.2」は何番目かを書いてください（例: F[1].2[1].1）。"),
        ("F.2.1", "「F」は何番目かを書いてください（例: F[1].2[1].1）。"),
        ("F[1].2", "「F.2」は何番目かを書いてください（例: F[1].2[1]）。"),
        ("A.9", "「A.9」は何番目かを書いてください（例: A.9[1]）。"),
        ("F[].1", "「F」は何番目かを書いてください（例: F[1].1）。"),
        ("A[1].1", "「A」は繰り返しのない項目です。番号は要りません。"),
        ("A.1[1]", "「A.1」は繰り返しのない項目です。番号は要りません。"),
        ("A.99", "「A.99」という項目は、この様式（small_r1）にありません。"),
        ("Z", "「Z」という項目は、この様式（small_r1）にありません。"),
        ("Z[1].1", "「Z」という項目は、この様式（small_r1）にありません。"),
        ("A", "「A」は値を入れる項目ではありません。"),
        ("F[0].1", "ファイル0はまだありません（いま 1 個）。"),
        ("F[#aaaaaa].1", "ファイル「#aaaaaa」がありません。"),
        ("F[1].2[#aaaaaa]", "委託事項「#aaaaaa」がありません。"),
        ("file", "「file」は値を入れる項目ではありません。"),
    ],
)
def test_a_place_that_is_none_is_told(document: Assessment, path: str, words: str) -> None:
    before = dict(document.state)
    with pytest.raises(BadPath) as told:
        document.change(path, "x")
    assert told.value.what == words or path == "file"
    assert told.value.safe == NOTHING_CHANGED
    assert told.value.next
    assert dict(document.state) == before


def test_reading_adds_nothing(document: Assessment) -> None:
    for path, many in (("F[2].1", 1), ("F[1].2[1].1", 0), ("A.9[3]", 2)):
        with pytest.raises(BadPath, match=rf"まだありません（いま {many} 個）"):
            document.get(path)
        with pytest.raises(BadPath):
            document.node(path)
    with pytest.raises(BadPath, match="何番目か"):
        document.answer_node("F[1].2")
    assert document.answer_node("F[1].1").path == "F[1].1"
    with pytest.raises(BadValue, match="見出し"):
        document.change("A.2", "x")


# -- blocks -----------------------------------------------------------------------------------------------------------


def named(document: Assessment) -> list[object]:
    return [document.get(f"F[1].2[{n}]") for n in range(1, document.count("F[1].2") + 1)]


@pytest.mark.parametrize(
    ("start", "to", "order"),
    [
        (1, 2, ["乙", "甲"]),
        (2, 1, ["乙", "甲"]),
        (1, 1, ["甲", "乙"]),
        (1, 0, ["甲", "乙"]),
        (1, -5, ["甲", "乙"]),
        (1, 9, ["乙", "甲"]),
        (2, 2, ["甲", "乙"]),
        (2, 0, ["乙", "甲"]),
    ],
)
def test_a_block_moves_to_its_place(document: Assessment, start: int, to: int, order: list[str]) -> None:
    for number, word in enumerate(("甲", "乙"), start=1):
        at(document, f"F[1].2[{number}]", word)
    document.apply(document.move_block(f"F[1].2[{start}]", to))
    assert named(document) == order


def test_a_block_goes_and_its_answers_stay_out_of_sight(document: Assessment) -> None:
    for number, word in enumerate(("甲", "乙"), start=1):
        at(document, f"F[1].2[{number}]", word)
    key = document.key("F[1].2[1]")
    document.apply(document.remove_block(key))
    assert named(document) == ["乙"]
    assert document.state[key] == "甲"
    assert document.path(key) is None
    assert document.path("file[]") == "file[]"
    assert document.path("nonsense[") is document.path("Z.1") is document.path("A.99") is None
    assert document.path("F") == "F"
    for path in ("F[1].2", "F[1].2[]", "F[1].2[2]", "F[1].2[0]", "F[1].2[#aaaaaa]", "A.1"):
        for edit in (document.remove_block, document.duplicate_block, lambda path: document.move_block(path, 1)):
            with pytest.raises(BadPath) as told:
                edit(path)
            assert told.value.safe == NOTHING_CHANGED


def test_a_copy_of_a_block_stands_after_it(document: Assessment) -> None:
    at(document, "F[1].2[1]", "甲")
    at(document, "F[1].2[1].2", ["その他（口頭）"])
    at(document, "note:F[1].2[1].1", "覚え")
    document.apply([Change(keys.DRAFT.key(document.key("F[1].2[1].3")), None, "途中")])
    document.apply(document.duplicate_block("F[1].2[1]"))
    assert named(document) == ["甲", "甲"]
    assert document.get("F[1].2[2].2") == ("その他",)
    assert document.get("F[1].2[2].2.2") == "口頭"
    assert document.get("note:F[1].2[2].1") == "覚え"
    assert sum(key.startswith("draft:") for key in document.state) == 1
    with pytest.raises(TooManyBlocks, match="委託事項は様式の上で 2 まで") as told:
        document.duplicate_block("F[1].2[1]")
    assert told.value.next
    with pytest.raises(TooManyBlocks):
        document.add_block("F[1].2")
    document.apply(document.duplicate_block("F[1]"))
    assert [document.get(f"F[2].2[{n}].2.2") for n in (1, 2)] == ["口頭", "口頭"]
    assert document.count("file") == 2
    one, two = (document.blocks(document.node(f"F[{n}].2").key) for n in (1, 2))
    assert not {*one} & {*two}


def test_a_list_is_named_by_its_head(document: Assessment) -> None:
    for path in ("file", "file[]", "F[1].2", "F[1].2[]", "A.9", "F", "G[]"):
        assert document.add_block(path)
    for path in ("F[1].2[1]", "A.1", "A", "F[1]"):
        with pytest.raises(BadPath):
            document.add_block(path)
    with pytest.raises(BadPath, match=r"「A\.1」は繰り返しの見出しではありません"):
        document.count("A.1")


def test_another_item_of_the_same_block(document: Assessment) -> None:
    at(document, "F[2].2[1].1", "x")
    key = document.key("F[2].2[1].1")
    assert document.path(document.sibling(key, "F.2.2")) == "F[2].2[1].2"
    assert document.path(document.sibling(key, "G.1")) == "G[2].1"
    assert document.path(document.sibling(key, "B.1.2")) == "B.1[2].2"
    assert document.sibling(key, "A.1") == "A.1"
    assert document.sibling("A.1", "F.1") == "F.1"


def test_identities_of_orders_and_of_keys() -> None:
    state: dict[str, Any] = {
        "file[]": ("#aaaaaa",),
        "F[#bbbbbb].2[#cccccc]": "x",
        "A.9[]": "no order",
        "A.1": ("x",),
        "tray[]": ("#dddddd",),
    }
    found = Addresses(SMALL, state)
    assert found.identities() == {"#aaaaaa", "#bbbbbb", "#cccccc", "#dddddd"}
    assert found.blocks("A.9[]") == found.blocks("none[]") == ()
    assert brackets("F[#bbbbbb].2[3].4[#cccccc]") == ["[#bbbbbb]", "[#cccccc]"]
    assert brackets("F.1") == []
    assert found.order_key("F", "F") == found.order_key("B.1", "B.1") == "file[]"
    assert found.order_key("A.9", "A.9") == "A.9[]"


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "whole", "short", "cited"),
    [
        ("C.1", ("表紙", "番号"), ("表紙", "番号"), "表紙"),
        ("C", ("表紙",), ("表紙",), "表紙"),
        ("A.2.1", ("Ⅰ　章", "２．組", "①委託の有無"), ("Ⅰ", "２．組", "①委託の有無"), "Ⅰ２．①"),
        ("A.2.2", ("Ⅰ　章", "２．組"), ("Ⅰ", "２．組", "（　）件"), "Ⅰ２"),
        ("A.9[2].1", ("Ⅰ　章", "行2", "日"), ("Ⅰ", "行2", "日"), "Ⅰ行2"),
        ("F[2].1", ("Ⅱ　ファイル（2）台帳", "１．名前"), ("Ⅱ（2）", "１．名前"), "Ⅱ（2）１"),
        ("F[2]", ("Ⅱ　ファイル（2）台帳",), ("Ⅱ（2）",), "Ⅱ（2）"),
        ("F[1]", ("Ⅱ　ファイル（1）",), ("Ⅱ（1）",), "Ⅱ（1）"),
        (
            "F[2].2[1].1",
            ("Ⅱ　ファイル（2）台帳", "委託事項1", "①内容"),
            ("Ⅱ（2）", "委託事項1", "①内容"),
            "Ⅱ（2）委託事項1①",
        ),
        (
            "F[2].2[1].2.2",
            ("Ⅱ　ファイル（2）台帳", "委託事項1", "②方法"),
            ("Ⅱ（2）", "委託事項1", "②方法", "その他"),
            "Ⅱ（2）委託事項1②",
        ),
        ("F[2].2", ("Ⅱ　ファイル（2）台帳", "委託事項"), ("Ⅱ（2）", "委託事項"), "Ⅱ（2）"),
        ("B.1[2].2", ("（別添１）　記録", "（2）台帳", "項目"), ("別添１（2）", "項目"), "別添１"),
        ("F", ("Ⅱ　ファイル",), ("Ⅱ",), "Ⅱ"),
        ("Z.1", (), (), ""),
        ("F[9].1", (), (), ""),
        ("", (), (), ""),
    ],
)
def test_a_place_in_words(
    document: Assessment, path: str, whole: tuple[str, ...], short: tuple[str, ...], cited: str
) -> None:
    at(document, "F[2].1", "台帳")
    at(document, "F[2].2[1]", "印刷")
    assert places.heading_words(document, path) == whole
    assert places.heading(document, path) == "　".join(whole)
    assert places.short_words(document, path) == short
    assert places.short(document, path) == cited
    if path and path not in ("Z.1", "F[9].1", "F", "F[2].2"):
        key = document.key(path) if "." in path else path
        assert places.short_words(document, key) == short


def test_blocks_and_sections_by_name(document: Assessment) -> None:
    at(document, "F[2].1", "台帳")
    at(document, "F[2].2[2]", "印刷")
    assert places.block_name(document, "F[2].2[2]") == "委託事項2（印刷）"
    assert places.block_name(document, "F[2].2[1]") == "委託事項1"
    assert places.block_name(document, "A.9[1]") == "行1"
    assert places.block_name(document, "F[2]") == "（2）台帳"
    assert (
        places.block_name(document, "A.1")
        == places.block_name(document, "F[9]")
        == places.block_name(document, "")
        == ""
    )
    assert places.section_name(SMALL, "F[2].1") == "Ⅱ（2）　ファイル"
    assert places.section_name(SMALL, "F") == "Ⅱ　ファイル"
    assert places.section_name(SMALL, "C.1") == "表紙"
    assert places.section_name(SMALL, "Z.1") == ""
    assert places.section_word(None) == ""
    assert places.section_word(SMALL.section("C"), 2) == "表紙"
    assert places.section_word(SMALL.section("F"), 2) == "Ⅱ（2）"
    assert places.told(document, "A.2.1") == "Ⅰ ２．組 ①委託の有無"
    assert places.told(document, "note:A.2.1") == "Ⅰ ２．組 ①委託の有無 （メモ）"
    assert places.told(document, "A.9[]").startswith("Ⅰ")
    assert places.told(document, "@name") == keys.NAME.title
    assert places.told(document, "note:Z.1") == keys.NOTE.title


@pytest.mark.parametrize(
    ("kind", "label", "number", "told"),
    [
        ("group", "", 2, "件2"),
        ("group", "組", 2, "組2"),
        ("table", "表", 2, "件2"),
        ("table", "表", 0, "表"),
        ("group", "組{n}", 2, "組2"),
        ("group", "組{n}", 0, "組"),
    ],
)
def test_a_block_is_called_by_its_label_or_its_unit(kind: Any, label: str, number: int, told: str) -> None:
    made = Item(id="A.1", kind=kind, label=label, repeat=Repeat(unit="件"))
    assert places._label(made, number) == told
