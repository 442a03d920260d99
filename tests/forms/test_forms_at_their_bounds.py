"""Both sides of what the forms decide by: eras, numbers of choices, kept texts, what differs between two forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from form_texts import source_of

from pia_tui.datafile import DataLines
from pia_tui.forms import BadValue, Form, FormText, UnknownForm, library, load_form
from pia_tui.forms.library import differing, form_title, keep_texts, load_kept, not_yet
from pia_tui.forms.loader import form_of
from pia_tui.forms.periods import days_named
from pia_tui.forms.values import find_choice, format_value, parse_value, split_free_text
from pia_tui.forms.wareki import to_wareki


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("令和6年4月1日、7年5月1日", [date(2024, 4, 1), date(2025, 5, 1)]),
        ("平成27年6月1日、令和元年5月1日、2年5月1日", [date(2015, 6, 1), date(2019, 5, 1), date(2020, 5, 1)]),
        ("令和元年5月1日、平成27年6月1日、28年5月1日", [date(2019, 5, 1), date(2015, 6, 1), date(2016, 5, 1)]),
        ("令和6年4月1日、2025年5月1日", [date(2024, 4, 1), date(2025, 5, 1)]),
        ("7年5月1日、令和6年4月1日", [date(2024, 4, 1)]),
    ],
)
def test_a_year_without_era_is_of_the_era_named_last(text: str, days: list[date]) -> None:
    assert days_named(text) == days


def test_a_choice_is_found_by_every_number_it_has_and_by_no_other() -> None:
    item = next(item for item in load_form("juten_h30").walk() if item.kind == "choice" and len(item.choices) > 2)
    last = len(item.choices)
    assert find_choice(item, "1") == item.choice_texts[0]
    assert find_choice(item, f"{last}）") == item.choice_texts[-1]
    for number in ("0", str(last + 1)):
        with pytest.raises(BadValue):
            find_choice(item, number)


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (False, ""), (True, "○"), (("紙", "電子"), "紙、電子"), (0, "0"), ("文", "文")]
)
def test_a_value_as_one_text(value: str | int | bool | tuple[str, ...] | None, text: str) -> None:
    assert format_value(value) == text


def edited(old: str, new: str) -> tuple[Form, FormText]:
    """A shipped form with one place of its text changed."""
    text = source_of("kiso_r6").text
    assert old in text
    changed = text.replace(old, new, 1)
    return form_of(DataLines.of("kiso_r6.yaml", changed.encode())), FormText.of("kiso_r6", changed)


def test_two_forms_differ_where_what_is_answered_or_printed_does() -> None:
    form = load_form("kiso_r6")
    item = next(place.item for place in form.places.values() if place.item.kind == "text" and place.item.help)
    other, _ = edited(f"label: {item.label}", "label: 別の見出し")
    first = next(place.item.id for place in form.places.values() if place.item.label == item.label)
    assert differing(form, other) == [first]
    assert differing(form, form) == []
    advice, _ = edited(item.help.splitlines()[0][:12], "別の助言を書いた")
    assert differing(form, advice) == []


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forms that are kept in this test only."""
    monkeypatch.setattr(library, "_kept", {})
    load_form.cache_clear()
    yield
    load_form.cache_clear()


@pytest.mark.usefixtures("kept")
def test_a_form_that_is_gone_is_read_from_what_was_kept_last(monkeypatch: pytest.MonkeyPatch) -> None:
    one, first = edited("short_title: ", "short_title: 一の")
    two, second = edited("short_title: ", "short_title: 二の")
    other = [FormText.of("gone_r1", text.text.replace("id: kiso_r6", "id: gone_r1", 1)) for text in (first, second)]
    keep_texts(other)
    assert load_form("gone_r1").short_title == two.short_title
    assert load_form("gone_r1", other[0].sha256).short_title == one.short_title
    assert load_kept("gone_r1", "0" * 64) is None
    assert form_title("gone_r1") == two.short_title
    assert form_title("never_r1", "不明") == "不明"
    with pytest.raises(UnknownForm):
        load_form("never_r1")


@pytest.mark.usefixtures("kept")
def test_a_broken_file_tells_its_fault_where_nothing_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pia_tui.datafile import BrokenData

    (tmp_path / "own_r1.yaml").write_text("id: own_r1\nlevel: [\n", "utf-8")
    monkeypatch.setattr(library, "_folders", [*library._folders, tmp_path])
    library.forget_files()
    try:
        with pytest.raises(BrokenData, match=r"own_r1\.yaml"):
            load_form("own_r1")
    finally:
        monkeypatch.undo()
        library.forget_files()


@pytest.mark.parametrize(
    ("old", "new"),
    [("name: ", "name: 題にない語"), ("numeral: ", "numeral: 九")],
)
def test_a_section_is_called_by_words_of_its_title(old: str, new: str) -> None:
    from pia_tui.datafile import BrokenData

    with pytest.raises(BrokenData, match="title の一部"):
        edited(old, new)


def test_several_marks_come_in_the_order_of_the_form_and_none_is_no_answer() -> None:
    item = next(item for item in load_form("juten_h30").walk() if item.kind == "multi")
    first, second = item.choice_texts[:2]
    assert parse_value(item, [second, first, second, " "]) == (first, second)
    assert parse_value(item, [" "]) is None
    figure = next(item for item in load_form("zenkoumoku_h30").walk() if item.kind == "figure")
    assert parse_value(figure, ["b" * 64, "a" * 64]) == ("b" * 64, "a" * 64)
    assert parse_value(figure, []) is None


def test_a_list_of_one_is_its_value_and_of_two_is_none() -> None:
    item = load_form("juten_h30").places["I.1.2"].item
    assert parse_value(item, ["文"]) == "文"
    for several in ([], ["文", "章"]):
        with pytest.raises(BadValue, match=f"{len(several)} 個"):
            parse_value(item, several)


def test_the_text_in_a_bracket_goes_with_its_option() -> None:
    item = next(item for item in load_form("juten_h30").walk() if any(option.free_text for option in item.choices))
    option = next(option for option in item.choices if option.free_text)
    assert split_free_text(item, f"{option.text}（住登外）") == (option.text, "住登外")
    assert split_free_text(item, f" {option.text} ") == (option.text, None)
    assert split_free_text(item, "何でもない語") == ("何でもない語", None)


def test_a_form_says_from_when_it_is_used_until_that_day() -> None:
    form = load_form("kiso_r6")
    assert not_yet(form, form.effective) == ""
    before = not_yet(form, form.effective - timedelta(days=1))
    assert to_wareki(form.effective) in before
    assert form.stamp in before


def test_a_star_stands_behind_the_label_as_printed() -> None:
    walked = list(load_form("zenkoumoku_h30").walk())
    starred, plain = next(item for item in walked if item.star), next(item for item in walked if not item.star)
    assert starred.form_label == f"{starred.label}　※"
    assert plain.form_label == plain.label
