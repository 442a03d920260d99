"""Each fault that a definition can have, in the smallest form that has it: what is said, and at which line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from definitions import choice, definition, item, made

from pia_tui.datafile import BrokenData, DataLines
from pia_tui.forms import Form, FormText, UnknownForm, library, load_form
from pia_tui.forms.loader import MANY_ROLES, ROLES, SECTION_ROLES, form_of
from pia_tui.forms.model import repeat_of


def form(*items: dict[str, Any], **section: Any) -> Form:
    return made(definition(*items, **section))


def faults(*items: dict[str, Any], **section: Any) -> list[str]:
    """The sentences of what is wrong, none where the form is sound."""
    try:
        form(*items, **section)
    except BrokenData as error:
        return [sentence for _, sentence in error.problems]
    return []


GROUP = {"id": "A.1", "kind": "group", "label": "組"}
PERIOD = item("1")


@pytest.mark.parametrize(("items", "words"), [
    ([item("1")], ""),
    ([item("1"), item("1")], "同じ id が二度"),
    ([item("1") | {"id": "B.1"}], "親の id「A」"),
    ([item("1") | {"id": "A1.1"}], "親の id「A」"),
    ([item("1") | {"id": "A.x"}], "親の id「A」"),
    ([GROUP | {"items": [item("2")]}], "親の id「A.1」"),
    ([GROUP | {"items": [item("1.1")]}], ""),
    ([item("1", choices=["一"])], "choice・multi の項目にだけ"),
    ([item("1", kind="choice")], "choice・multi の項目にだけ"),
    ([item("1", kind="multi")], "choice・multi の項目にだけ"),
    ([choice("1", "一")], ""),
    ([choice("1", "一") | {"kind": "multi"}], ""),
    ([GROUP | {"own_value": "choice", "help": "x"}], "choice・multi の項目にだけ"),
    ([GROUP | {"own_value": "choice", "help": "x", "choices": ["一"]}], ""),
    ([choice("1", "一", "一")], "同じ選択肢が二度"),
    ([choice("1", "一", "二")], ""),
    ([item("1", star=True)], "star を付けた項目"),
    ([item("1", star=True, important_change={"no": 1, "name": "x"})], ""),
    ([item("1", own_value="text")], "own_value は group にだけ"),
    ([item("1", number="①")], "番号「①」が label「項目1」に"),
    ([item("1", number="①", label="①項目")], ""),
    ([{"id": "A.1", "kind": "table", "label": "表"}], "table には repeat"),
    ([{"id": "A.1", "kind": "table", "label": "表", "repeat": {"unit": "行"}}], "table には repeat"),
    ([{"id": "A.1", "kind": "table", "label": "表", "items": [item("1.1")]}], "table には repeat"),
    ([{"id": "A.1", "kind": "table", "label": "表", "repeat": {"unit": "行"}, "items": [item("1.1")]}], ""),
    ([item("1", fixed=True)], "fixed の項目には"),
    ([item("1", fixed=True, default="文")], ""),
    ([item("1", help="", fixed=True, default="文")], ""),
    ([item("1", repeat={"unit": "件", "list": "other"})], "repeat の list に書けるのは「file」だけ"),
    ([item("1", repeat={"unit": "件", "list": "file"})], ""),
    ([item("1", repeat={"unit": "件", "min": 2, "max": 1})], "max が min より小さく"),
    ([item("1", repeat={"unit": "件", "min": 2, "max": 2})], ""),
    ([item("1", repeat={"unit": "件", "min": 2})], ""),
    ([item("1", help="")], "help（何を書くか）が要ります"),
    ([GROUP], ""),
    ([item("1", same_as="A.9")], "参照先「A.9」"),
    ([item("1", compare={"blocks": "A.9"})], "参照先「A.9」"),
    ([item("1", excludes=["A.2", "A.9"]), item("2")], "参照先「A.9」"),
    ([item("1", excludes=["A.2"], same_as="A.2", compare={"blocks": "A.2"}), item("2")], ""),
    ([item("1", role="none_such")], "role「none_such」は決められた"),
    ([item("1", role="number"), item("2", role="number")], "role「number」が二つ"),
    ([item("1", role="file_name"), item("2", role="file_name")], ""),
    ([item("1"), item("2")], ""),
    ([item("1", shared="x"), item("2", shared="x")], "shared「x」が二つ"),
    ([item("1", shared="x"), item("2", shared="y")], ""),
    ([item("1", shared="x", repeat={"unit": "件"})], "一度だけ書く項目"),
    ([GROUP | {"repeat": {"unit": "件"}, "items": [item("1.1", shared="x")]}], "一度だけ書く項目"),
    ([item("2", when={"item": "A.9", "equals": "一"})], "when の item「A.9」"),
    ([item("2", asked_when={"item": "A.9", "equals": "一"})], "when の item「A.9」"),
    ([item("2", contradicts=[{"item": "A.9", "equals": "一"}])], "when の item「A.9」"),
    ([choice("1", "一"), item("2", when={"item": "A.1", "equals": "一"})], ""),
    ([choice("1", "一"), item("2", when={"item": "A.1", "not_equals": "一"})], ""),
    ([choice("1", "一"), item("2", when={"item": "A.1", "equals": "二"})], "when の値「二」は A.1 の"),
    ([choice("1", "一"), item("2", when={"item": "A.1", "not_equals": "二"})], "when の値「二」は A.1 の"),
    ([choice("1", "一"), item("2", when={"item": "A.1", "equals": True})], "when の値「True」"),
    ([item("1", kind="flag"), item("2", when={"item": "A.1", "equals": False})], ""),
    ([item("1", kind="flag"), item("2", when={"item": "A.1", "not_equals": True})], ""),
    ([item("1", kind="flag"), item("2", when={"item": "A.1", "equals": "一"})], "when の値「一」"),
    ([choice("1", "一"), item("2", when={"item": "A.1"})], "どれか一つだけ"),
    ([choice("1", "一"), item("2", when={"item": "A.1", "equals": "一", "not_equals": "一"})], "どれか一つだけ"),
    ([PERIOD, item("2", asked_when={"item": "A.1", "days_below": 30, "equals": "一"})], "どれか一つだけ"),
    ([PERIOD, item("2", asked_when={"item": "A.1", "days_below": 30})], ""),
    ([item("1", kind="date"), item("2", asked_when={"item": "A.1", "days_below": 0})], ""),
    ([choice("1", "一"), item("2", asked_when={"item": "A.1", "days_below": 30})], "にだけ使えます（A.1）"),
])  # fmt: skip
def test_what_is_said_of_each_fault(items: list[dict[str, Any]], words: str) -> None:
    told = faults(*items)
    assert len(told) == bool(words), told
    assert words in "".join(told)
    assert all(f"'{each.partition(': ')[0]}'" in str(items) for each in told)


@pytest.mark.parametrize(("section", "words"), [
    ({}, ""),
    ({"star": True}, "star を付けた章"),
    ({"star": True, "important_change": {"no": 1, "name": "x"}}, ""),
    ({"kind": "cover"}, "role「number」「document_name」「body」「published_on」の項目"),
    ({"kind": "changes"}, "role「change_date」「change_item」「change_before」「change_after」「change_timing」"),
    ({"name": "別", "numeral": "Ⅰ"}, "title の一部"),
    ({"name": "章", "numeral": "Ⅱ"}, "title の一部"),
    ({"name": "", "numeral": "Ⅰ"}, "title の一部"),
    ({"name": "章", "numeral": "Ⅰ"}, ""),
    ({"name": "章", "numeral": ""}, ""),
])  # fmt: skip
def test_what_is_said_of_a_section(section: dict[str, Any], words: str) -> None:
    told = faults(item("1"), **section)
    assert len(told) == bool(words), told
    assert words in "".join(told)
    assert not told or told[0].startswith("A: ")


def test_a_section_that_has_some_of_its_roles_lacks_the_others() -> None:
    roles = SECTION_ROLES["cover"]
    items = [item(str(n), role=role) for n, role in enumerate(roles, start=1)]
    assert faults(*items, kind="cover") == []
    (told,) = faults(*items[1:], kind="cover")
    assert "role「number」の項目" in told
    assert {*roles, *SECTION_ROLES["changes"], *MANY_ROLES} <= ROLES


def test_a_role_in_another_section_does_not_count() -> None:
    data = definition(*(item(str(n), role=role) for n, role in enumerate(SECTION_ROLES["cover"], start=1)))
    data["sections"].append({"id": "B", "title": "表紙", "kind": "cover", "items": []})
    with pytest.raises(BrokenData, match="B: この章（kind: cover）"):
        made(data)


def test_a_fault_is_told_at_its_line() -> None:
    data = definition(item("1"), GROUP | {"id": "A.2", "items": [item("2.1", role="none_such")]})
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    with pytest.raises(BrokenData) as told:
        form_of(DataLines.of("small_r1.yaml", text.encode()))
    ((line, sentence),) = told.value.problems
    assert sentence.startswith("A.2.1: ")
    assert "id: A.2.1" in text.splitlines()[line - 1]


def test_each_fault_of_several_is_told() -> None:
    assert len(faults(item("1", role="none_such", help=""), item("2", same_as="A.9"))) == 3


@pytest.mark.parametrize(("change", "words"), [
    ({"choice_sets": ["x"]}, "「名前:」の下に"),
    ({"choice_sets": {"x": "一"}}, "一つずつ並べて"),
    ({"choice_sets": {"x": [1]}}, "囲みます"),
    ({"choice_sets": {"x": [{"free_text": True}]}}, "囲みます"),
    ({"choice_sets": {"x": [["一"]]}}, "囲みます"),
])  # fmt: skip
def test_a_set_of_choices_that_is_none(change: dict[str, Any], words: str) -> None:
    with pytest.raises(BrokenData, match=words):
        made(definition(item("1")) | change)


@pytest.mark.parametrize(("items", "words"), [
    (["A.1"], "「- id: …」の形"),
    ([item("1", kind="choice", choices="none")], "組「none」が choice_sets に"),
    ([item("1", kind="choice", choices={"a": 1})], "一つずつ並べて"),
    ([item("1", kind="multi", choice_groups=[{"label": "組", "options": "一"}])], "一つずつ並べて"),
])  # fmt: skip
def test_an_item_of_another_shape(items: list[Any], words: str) -> None:
    with pytest.raises(BrokenData, match=words) as told:
        form(*items)
    assert told.value.problems[0][0] > 12  # where it stands, not the top of the file


def test_what_is_no_definition() -> None:
    with pytest.raises(BrokenData, match="様式の定義ではありません"):
        form_of(DataLines.of("small_r1.yaml", b"- x\n"))


@pytest.mark.parametrize(("title", "numeral", "name"), [
    ("（Ⅰ）　章", "Ⅰ", "章"), ("Ⅱ　ファイルの概要", "Ⅱ", "ファイルの概要"), ("表紙", "", "表紙"),
    ("（別添１）", "", "別添１"),    ("Ⅵ　　評価", "Ⅵ", "評価"), ("Ⅰ　章　二", "Ⅰ", "章　二"),
])  # fmt: skip
def test_the_two_parts_of_a_title(title: str, numeral: str, name: str) -> None:
    section = form(item("1"), title=title).sections[0]
    assert (section.numeral, section.name) == (numeral, name)


def test_what_a_definition_says_of_the_parts_of_a_title_stands() -> None:
    section = form(item("1"), name="章").sections[0]
    assert (section.numeral, section.name) == ("", "章")


def test_choices_by_name_by_group_and_with_a_bracket() -> None:
    data = definition(
        choice("1") | {"choices": "yes"},
        item("2", kind="multi", choice_groups=[
            {"label": "甲", "options": ["一", {"text": "他", "free_text": True}]}, {"label": "乙", "options": ["二"]},
        ]),
        choice("3", {"text": "その他", "free_text": True}, "なし"),
        item("4", free_text_label="内容"),
    ) | {"choice_sets": {"yes": ["はい", "いいえ"]}}  # fmt: skip
    read = made(data)
    assert read.places["A.1"].item.choice_texts == ("はい", "いいえ")
    assert read.places["A.2"].item.choice_texts == ("一", "他", "二")
    texts = [each for each in read.walk() if each.option_text]
    assert [(each.id, each.label, each.kind, each.optional) for each in texts] == [
        ("A.2.2", "他", "text", True), ("A.3.1", "その他", "text", True), ("A.4.1", "内容", "text", True),
    ]  # fmt: skip
    assert [each.id for each in read.walk()] == ["A.1", "A.2", "A.2.2", "A.3", "A.3.1", "A.4", "A.4.1"]


# -- what may be asked of a form --------------------------------------------------------------------------------------


def test_where_items_stand() -> None:
    row = item("1.1.1", role="file_name")
    inner = {"id": "A.1.1", "kind": "table", "label": "表", "repeat": {"unit": "行", "initial": 2}, "items": [row]}
    read = form(GROUP | {"repeat": {"unit": "件"}, "items": [inner]}, item("2", role="number", shared="s"), toc=False)
    place = read.places["A.1.1.1"]
    assert [each.id for each in place.parents] == ["A.1", "A.1.1"]
    assert place.repeated == ("A.1", "A.1.1")
    assert read.places["A.2"].repeated == ()
    assert read.roles == {"file_name": "A.1.1.1", "number": "A.2"}
    assert read.shared == {"s": "A.2"}
    assert read.contents == ()
    assert read.section("A") is read.sections[0]
    assert read.section("B") is None
    assert read.item("A.2") is place.section.items[1]
    assert read.item("A.3") is None
    assert repeat_of(read, "A.1.1").initial == 2  # type: ignore[union-attr]
    assert repeat_of(read, "A.2") is repeat_of(read, "A") is repeat_of(read, "none") is None
    assert read.stamp == "[令和6年10月　様式1]"


def test_a_repeated_section_repeats_all_in_it() -> None:
    read = form(item("1"), repeat={"unit": "ファイル", "list": "file"})
    assert read.places["A.1"].repeated == ("A",)
    assert repeat_of(read, "A").list == "file"  # type: ignore[union-attr]
    bare = repeat_of(read, "A")
    assert bare is not None
    assert (bare.min, bare.max, bare.initial, bare.slot_headings) == (0, None, 0, ())


def test_defaults_of_what_a_definition_does_not_say() -> None:
    plain = form(item("1")).places["A.1"].item
    for name in ("star", "star_exempt", "option_text", "optional", "free_text_ok", "digits_only", "one_line", "fixed"):
        assert getattr(plain, name) is False
    assert not plain.is_line
    section = form(item("1")).sections[0]
    assert (section.star, section.landscape, section.official, section.toc) == (False, False, True, True)
    read = form(item("1", print={}), choice("2", {"text": "一"}))
    assert read.places["A.1"].item.print is not None
    assert (read.places["A.1"].item.print.columns, read.places["A.1"].item.print.height) == (0, 0)
    assert read.places["A.2"].item.choices[0].free_text is False


@pytest.mark.parametrize(("more", "line"), [
    ({}, False), ({"one_line": True}, True), ({"kind": "date"}, True), ({"kind": "count"}, True),
    ({"kind": "flag"}, False),
])  # fmt: skip
def test_answers_of_one_line(more: dict[str, Any], line: bool) -> None:
    assert form(item("1", **more)).places["A.1"].item.is_line is line
    assert form(item("1", free_text_label="x")).places["A.1.1"].item.is_line


def test_the_kind_of_value_of_an_item() -> None:
    read = form(
        item("1"), GROUP | {"id": "A.2"},
        GROUP | {"id": "A.3", "own_value": "flag", "help": "x", "own_value_label": "名"},
        item("4", fixed=True, default="文"),
    )  # fmt: skip
    assert [each.value_kind for each in read.walk()] == ["text", None, "flag", None]
    assert [each.input_label for each in read.walk()] == ["項目1", "組", "名", "項目4"]


def test_which_important_change_an_item_may_be() -> None:
    change = {"no": 3, "name": "項目の"}
    top = {"no": 9, "name": "章の"}
    over = {"no": 5, "name": "見出しの"}
    read = form(
        GROUP | {"important_change": over, "items": [item("1.1"), item("1.2", important_change=change)]},
        item("2"), item("3", star_exempt=True, important_change=change),
        GROUP | {"id": "A.4", "star_exempt": True, "items": [item("4.1", important_change=change)]},
        important_change=top,
    )  # fmt: skip
    found = {each: read.important_change(each) for each in ("A.1.1", "A.1.2", "A.2", "A.3", "A.4.1")}
    assert {key: each and each.no for key, each in found.items()} == {
        "A.1.1": 5, "A.1.2": 3, "A.2": 9, "A.3": None, "A.4.1": None,
    }  # fmt: skip
    assert form(item("1")).important_change("A.1") is None


# -- files and kept texts ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of definitions in this test only, beside those of the program."""
    monkeypatch.setattr(library, "_folders", [*library._folders])
    monkeypatch.setattr(library, "_kept", {})
    library.add_folder(tmp_path)
    yield tmp_path
    monkeypatch.undo()
    library.forget_files()


def put(folder: Path, name: str, **more: Any) -> str:
    text = yaml.safe_dump(definition(item("1")) | {"id": name, **more}, allow_unicode=True, sort_keys=False)
    (folder / f"{name}.yaml").write_text(text, "utf-8")
    library.forget_files()
    return text


def test_a_file_of_ones_own_is_found_and_named(folder: Path) -> None:
    text = put(folder, "own_r1")
    assert "own_r1" in library.form_ids()
    assert list(library.form_ids()) == sorted(library.form_ids())
    assert library.form_text("own_r1") == FormText.of("own_r1", text)
    assert library.form_text("none_r1") is None
    assert load_form("own_r1").title == "小さな様式"
    assert library.kept_text("own_r1", "0" * 64) == FormText.of("own_r1", text)
    assert library.kept_text("none_r1") is None
    library.add_folder(folder)
    library.add_folder(folder / "none")
    assert library._folders.count(folder) == 1
    assert folder / "none" not in library._folders


def test_the_newest_folder_goes_first_and_a_broken_file_gives_way(folder: Path) -> None:
    shipped = load_form("kiso_r6")
    put(folder, "kiso_r6", title="手直しした様式")
    assert load_form("kiso_r6").title == "手直しした様式"
    assert library.broken_forms() == ()
    (folder / "kiso_r6.yaml").write_text("id: [", "utf-8")
    (folder / "other.txt").write_text("x", "utf-8")
    library.forget_files()
    assert load_form("kiso_r6") == shipped
    assert [error.file for error in library.broken_forms()] == ["kiso_r6.yaml"]
    (note,) = library.form_notes()
    assert note.startswith("「kiso_r6.yaml」は使っていません。")
    assert "kiso_r6" in library.form_ids()


def test_a_file_is_named_like_its_form(folder: Path) -> None:
    put(folder, "one_r1")
    (folder / "one_r1.yaml").rename(folder / "two_r1.yaml")
    library.forget_files()
    with pytest.raises(BrokenData, match="ファイル名と同じ") as told:
        load_form("two_r1")
    assert told.value.problems[0][0] == 1
    assert "two_r1" not in library.form_ids()
    with pytest.raises(BrokenData):
        library.resolve_form("two_r1")


def test_a_file_that_cannot_be_read_is_left_out(folder: Path) -> None:
    (folder / "dir_r1.yaml").mkdir()
    library.forget_files()
    with pytest.raises(BrokenData, match="読み出せません") as told:
        load_form("dir_r1")
    assert told.value.problems[0][0] == 1


def test_a_level_is_its_newest_version_in_force(folder: Path) -> None:
    first = load_form("juten_h30").effective
    put(folder, "juten_r8", level="juten", effective=date(2026, 4, 1))
    put(folder, "juten_r9", level="juten", effective=date(2027, 4, 1), short_title="次の重点")
    put(folder, "juten_x", level="kiso", effective=date(2020, 4, 1))
    for day, name in (
        (date(2027, 3, 31), "juten_r8"), (date(2027, 4, 1), "juten_r9"), (date(2026, 3, 31), "juten_h30"),
        (first, "juten_h30"),
    ):  # fmt: skip
        assert library.resolve_form("juten", day).id == name
    with pytest.raises(UnknownForm) as told:
        library.resolve_form("juten", first - timedelta(days=1))
    assert "juten_h30" in told.value.what
    assert "juten_h30" in told.value.next
    assert told.value.safe
    assert library.resolve_form("juten_r9").id == "juten_r9"
    assert library.not_yet(load_form("juten_r9"), date(2027, 4, 1)) == ""


@pytest.mark.parametrize("name", ["none", "kis", "kiso_", "x" * 200])
def test_an_unknown_form_names_those_there_are(name: str) -> None:
    with pytest.raises(UnknownForm) as told:
        library.resolve_form(name)
    assert f"「{name[:80]}」" in told.value.what
    assert "kiso_r6、" in told.value.next
    assert told.value.safe == library.NOTHING


def test_a_document_keeps_the_form_it_was_written_on(folder: Path) -> None:
    text = put(folder, "own_r1")
    first = FormText.of("own_r1", text)
    library.keep_texts([first, first])
    assert library.kept_text("own_r1", first.sha256) is first
    put(folder, "own_r1", note="助言だけ違う")
    assert load_form("own_r1", first.sha256).note == "助言だけ違う"  # what is answered and printed is the same
    put(folder, "own_r1", title="別の様式")
    assert load_form("own_r1", first.sha256).title == "小さな様式"
    assert load_form("own_r1").title == load_form("own_r1", "0" * 64).title == "別の様式"
    (folder / "own_r1.yaml").unlink()
    library.forget_files()
    assert load_form("own_r1", first.sha256).title == load_form("own_r1").title == "小さな様式"
    assert library.kept_text("own_r1") is first
    library.keep_texts([FormText.of("own_r1", "id: [")])
    assert load_form("own_r1").title == "小さな様式"  # the newest text that can be read
    assert library.load_kept("own_r1", FormText.of("own_r1", "id: [").sha256) is None


@pytest.mark.parametrize("change", [
    {"title": "別"}, {"short_title": "別"}, {"form_no": "様式9"}, {"version": "令和9年"}, {"contents_title": "別"},
    {"level": "juten"},
])  # fmt: skip
def test_what_is_printed_of_a_form(change: dict[str, Any]) -> None:
    assert library.printed(made(definition(item("1")) | change)) != library.printed(form(item("1")))
    for advice in (
        {"note": "x"},
        {"source": "y"},
        {"confidence": "law"},
        {"unread": "z"},
        {"effective": date(2030, 1, 1)},
    ):
        assert library.printed(made(definition(item("1")) | advice)) == library.printed(form(item("1")))


@pytest.mark.parametrize("change", [
    {"label": "別"}, {"kind": "date"}, {"free_text_label": "x"}, {"condition": "x"}, {"default": "x"},
    {"fixed": True, "default": "x"}, {"fixed_lines": ["x"]}, {"repeat": {"unit": "x"}}, {"same_as": "A.2"},
    {"when": {"item": "A.3", "equals": "一"}}, {"star": True, "important_change": {"no": 1, "name": "x"}},
])  # fmt: skip
def test_what_differs_between_two_forms_is_named_where_it_stands(change: dict[str, Any]) -> None:
    rest = (item("2"), choice("3", "一"))
    one, other = form(item("1"), *rest), form(item("1", **change), *rest)
    assert [each for each in library.differing(one, other) if each != "A.1.1"] == ["A.1"]
    assert library.printed(one) != library.printed(other)
    for advice in (
        {"help": "別"},
        {"good": "x"},
        {"poor": "x"},
        {"source": "x"},
        {"role": "number"},
        {"optional": True},
    ):
        assert library.differing(one, form(item("1", **advice), *rest)) == []


def test_sections_and_items_that_only_one_form_has_differ() -> None:
    one, other = form(item("1"), item("2")), form(item("1"), item("3"))
    assert library.differing(one, other) == ["A.2", "A.3"]
    assert library.differing(form(item("1"), title="別の章"), form(item("1"))) == ["A"]


def test_a_sum_is_of_the_bytes_of_a_text() -> None:
    import hashlib

    assert FormText.of("x", "文").sha256 == hashlib.sha256("文".encode()).hexdigest()
