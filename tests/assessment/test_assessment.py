"""One document in memory: places, blocks, conditions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_tui.assessment import Assessment, Change, TooManyBlocks
from pia_tui.forms import BadPath, BadValue, Value, load_form

FORM = load_form("zenkoumoku_h30")


def fresh() -> Assessment:
    return Assessment.new(FORM, "税の徴収に関する事務")


def put(document: Assessment, path: str, raw: object) -> list[Change]:
    changes = document.change(path, raw)
    document.apply(changes)
    return changes


def test_a_new_document_has_its_name_and_one_file() -> None:
    document = fresh()
    assert document.get("I.1.1") == "税の徴収に関する事務"
    assert document.name == "税の徴収に関する事務　全項目評価書"
    assert document.count("file") == 1
    assert document.count("I.2.1") == 1


@pytest.mark.parametrize("form_id", ["kiso_h31", "kiso_r6", "juten_h30", "zenkoumoku_h30"])
def test_walk_passes_every_item_of_the_form(form_id: str) -> None:
    form = load_form(form_id)
    document = Assessment.new(form)
    for place in form.places.values():
        for repeated in place.repeated:
            path = repeated
            for holder in place.repeated:
                if holder != repeated and repeated.startswith(f"{holder}."):
                    path = path.replace(holder, f"{holder}[1]", 1)
            if document.count(path) == 0:
                document.apply(document.add_block(path))
    seen = {node.item.id for node in document.walk()}
    assert seen == set(form.places)


def test_a_path_makes_the_blocks_it_counts_on() -> None:
    document = fresh()
    put(document, "II[2].4.2[3].1", "収納事務")
    assert document.count("file") == 2
    assert document.count("II[2].4.2") == 3
    assert document.count("II[1].4.2") == 0
    assert document.get("II[2].4.2[3].1") == "収納事務"


def test_the_form_has_twenty_places() -> None:
    document = fresh()
    put(document, "II[1].4.2[20]", "最後の委託")
    with pytest.raises(TooManyBlocks, match="20 まで"):
        document.change("II[1].4.2[21]", "入らない")
    with pytest.raises(TooManyBlocks):
        document.add_block("II[1].4.2")
    with pytest.raises(TooManyBlocks):
        document.change("betten3.1[999999].2", "多すぎる")
    with pytest.raises(TooManyBlocks, match="いま 1 個"):
        document.change("II[999].1", "打ち間違い")
    assert document.change("betten3.1[240].2", "多くてもよい")


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("II.4.1", r"II\[1\]\.4\.1"),
        ("I.1.1[1]", "繰り返しのない"),
        ("I.99", "ありません"),
        ("VII.1", "ありません"),
        ("VII[1].1", "「VII」という項目は"),
        ("I.1[1].2", "番号は要りません"),
        ("I", "値を入れる項目ではありません"),
        ("I.1", "見出し"),
        ("II[1].4.2[0].1", "まだありません"),
        ("II[1].4.2.1", r"II\[1\]\.4\.2\[1\]\.1"),
        ("II[1].4.2", r"何番目か.*II\[1\]\.4\.2\[1\]"),
        ("II[1].4.2[]", "何番目か"),
        ("II[1].4.2[].1", "何番目か"),
        ("betten3.1", "何番目か"),
        ("", "読めません"),
    ],
)
def test_a_wrong_place_is_named(path: str, word: str) -> None:
    with pytest.raises((BadPath, BadValue), match=word):
        fresh().change(path, "x")


def test_an_answer_never_takes_the_place_of_the_blocks() -> None:
    document = fresh()
    put(document, "II[1].4.2[2]", "帳票の印刷")
    before = dict(document.state)
    for path in ("II[1].4.2", "II[1].4.2[]", document.key("II[1].4.2[]"), "II[1].4.2[].1", "file[]", "II[]"):
        with pytest.raises(BadPath):
            document.change(path, "x")
    assert dict(document.state) == before
    assert document.count("II[1].4.2") == 2


def test_marks_take_the_text_of_their_bracket() -> None:
    document = fresh()
    put(document, "I.2.1[1].3", ["庁内連携システム", "その他（住登外者の台帳）"])
    assert document.get("I.2.1[1].3") == ("庁内連携システム", "その他")
    assert document.get("I.2.1[1].3.7") == "住登外者の台帳"


def test_an_option_with_brackets_in_its_name_is_no_free_text() -> None:
    document = fresh()
    put(document, "II[1].3.2", ["電子記録媒体（フラッシュメモリを除く。）"])
    assert document.get("II[1].3.2") == ("電子記録媒体（フラッシュメモリを除く。）",)


def test_keys_survive_moving_and_undo_brings_a_removed_block_back() -> None:
    document = fresh()
    for number in (1, 2, 3):
        put(document, f"II[1].4.2[{number}]", f"委託{number}")
    key = document.key("II[1].4.2[3]")
    document.apply(document.move_block("II[1].4.2[3]", 1))
    assert [document.get(f"II[1].4.2[{n}]") for n in (1, 2, 3)] == ["委託3", "委託1", "委託2"]
    assert document.path(key) == "II[1].4.2[1]"
    before = dict(document.state)
    changes = document.remove_block("II[1].4.2[1]")
    document.apply(changes)
    assert document.count("II[1].4.2") == 2
    assert document.path(key) is None
    document.apply(change.inverse for change in reversed(changes))
    assert dict(document.state) == before
    assert document.get("II[1].4.2[1]") == "委託3"


def test_a_file_is_one_block_in_all_its_sections() -> None:
    document = fresh()
    put(document, "II[1].1", "収納ファイル")
    put(document, "II[2].1", "滞納ファイル")
    put(document, "III[2].2.2.1", "暗号化する")
    put(document, "betten2.1[2].2", "氏名")
    titles = [document.part_title(part) for part in document.parts() if part.number]
    assert [title.partition("（")[2] for title in titles] == ["1）収納ファイル", "2）滞納ファイル"] * 2
    assert document.shown(document.node("III[2].1")) == "滞納ファイル"
    assert document.shown(document.node("betten2.1[2].1")) == "滞納ファイル"
    assert document.shown(document.node("I.3")) == "（1）収納ファイル\n（2）滞納ファイル"
    document.apply(document.duplicate_block("II[2]"))
    assert document.get("III[3].2.2.1") == "暗号化する"
    assert document.get("betten2.1[3].2") == "氏名"
    put(document, "III[3].2.2.1", "別の措置")
    assert document.get("III[2].2.2.1") == "暗号化する"
    document.apply(document.remove_block("III[1]"))
    assert document.get("II[1].1") == "滞納ファイル"


def test_duplicating_a_file_copies_its_inner_blocks_under_new_identities() -> None:
    document = fresh()
    put(document, "II[1].4.2[2].1", "帳票の印刷")
    document.apply(document.duplicate_block("II[1]"))
    assert document.get("II[2].4.2[2].1") == "帳票の印刷"
    put(document, "II[2].4.2[2].1", "変えた")
    assert document.get("II[1].4.2[2].1") == "帳票の印刷"
    one, two = document.state[document.key("II[1].4.2[]")], document.state[document.key("II[2].4.2[]")]
    assert not set(one) & set(two)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("switch", "value", "target", "applies"),
    [
        ("II[1].4.1", "委託しない", "II[1].4.2[1].1", False),
        ("II[1].4.1", "委託する", "II[1].4.2[1].1", True),
        ("II[1].5.1.3", "○", "II[1].5.2[1].1", False),
        ("II[1].5.1.3", "×", "II[1].5.2[1].1", True),
        ("III[1].4.1", "○", "III[1].4.5.1", False),
        ("III[1].6.1", "○", "III[1].6.4.1", False),
        ("III[1].6.1", "○", "III[1].6.7.1", True),
        ("III[1].6.2", "○", "III[1].6.9.1", False),
        ("III[1].7.1.9", "発生なし", "III[1].7.1.9.1", False),
        ("III[1].7.1.9", "発生あり", "III[1].7.1.9.1", True),
    ],
)
def test_conditions(switch: str, value: str, target: str, applies: bool) -> None:
    document = fresh()
    for path in ("II[1].4.2", "II[1].5.2"):
        document.apply(document.add_block(path))
    assert document.node(target).applies  # unanswered switches nothing off
    put(document, switch, value)
    assert document.node(target).applies is applies
    nodes = {node.path: node.applies for node in document.walk()}
    assert nodes[target] is applies


def test_conditions_look_into_their_own_block() -> None:
    document = fresh()
    put(document, "II[1].4.2[1].7.1", "再委託しない")
    put(document, "II[1].4.2[2].7.1", "再委託する")
    put(document, "II[2].4.2[1].7.1", "再委託する")
    assert not document.node("II[1].4.2[1].7.2").applies
    assert document.node("II[1].4.2[2].7.2").applies
    assert document.node("II[2].4.2[1].7.2").applies


def test_clearing_an_answer_makes_it_unanswered() -> None:
    document = fresh()
    put(document, "I.4.1", "必要")
    assert put(document, "I.4.1", "必要") == []
    changes = put(document, "I.4.1", "")
    assert changes == [Change("I.4.1", "必要", None)]
    assert document.get("I.4.1") is None


@pytest.mark.parametrize("path", ["I.4.1", "I.1.3", "I.2.1[1].3", "III[1].4.1", "cover.7", "betten1.1"])
def test_none_clears_an_answer_of_any_kind(path: str) -> None:
    document = fresh()
    document.apply([Change(document.key(path), None, "前の答え")])
    assert document.change(path, None) == [Change(document.key(path), "前の答え", None)]


def test_a_name_is_text_like_any_other() -> None:
    with pytest.raises(BadValue):
        Assessment.new(FORM, "税\x1b[31m")
    document = Assessment.new(FORM, " 税の\r\n事務 ")
    assert document.state["@name"] == document.get("I.1.1") == "税の\n事務"


def test_a_copy_leaves_removed_blocks_behind() -> None:
    document = fresh()
    put(document, "II[1].4.2[2].1", "取り下げた委託")
    put(document, "II[1].4.2[1].1", "続く委託")
    document.apply(document.remove_block("II[1].4.2[2]"))
    before = document.identities()
    document.apply(document.duplicate_block("II[1]"))
    assert document.get("II[2].4.2[1].1") == "続く委託"
    assert list(document.state.values()).count("取り下げた委託") == 1
    assert len(document.identities() - before) == 2


def test_false_and_absent_and_zero_differ() -> None:
    document = fresh()
    put(document, "III[1].4.1", "×")
    assert document.get("III[1].4.1") is False
    put(document, "II[1].4.1.1", "0")
    assert document.get("II[1].4.1.1") == 0
    assert document.get("II[1].4.1.1") is not False


operations = st.lists(
    st.tuples(
        st.sampled_from(["set", "add", "remove", "move", "duplicate"]),
        st.sampled_from(["file", "I.2.1", "II[1].4.2", "II[1].5.2", "betten3.1"]),
        st.integers(1, 6),
        st.integers(1, 6),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(operations)
def test_any_editing_can_be_taken_back(steps: list[tuple[str, str, int, int]]) -> None:
    document = fresh()
    history: list[tuple[dict[str, Value], list[Change]]] = []
    for verb, place, number, other in steps:
        block = f"II[{number}]" if place == "file" else f"{place}[{number}]"
        try:
            if verb == "set":
                changes = document.change(f"{block}.1", f"文{other}")
            elif verb == "add":
                changes = document.add_block(place, other)
            elif verb == "remove":
                changes = document.remove_block(block)
            elif verb == "move":
                changes = document.move_block(block, other)
            else:
                changes = document.duplicate_block(block)
        except (BadPath, TooManyBlocks):
            continue
        history.append((dict(document.state), changes))
        document.apply(changes)
        for node in document.walk():
            if not node.is_list:
                assert document.key(node.path) == node.key
                assert document.path(node.key) == node.path
    for state, changes in reversed(history):
        document.apply(change.inverse for change in reversed(changes))
        assert dict(document.state) == state
