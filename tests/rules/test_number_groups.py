"""Which groups of digits are one number, and which only look like it: both sides of each bound."""

from __future__ import annotations

import pytest

from pia_tui.rules.digit_chains import Chain, Group, chains, to_ascii
from pia_tui.rules.personal_number import (
    BadReason,
    Suspect,
    _beginning,
    _mod11,
    _part_of_another,
    check_reason,
    guard_data,
    scan,
)

NUMBER = "983205673214"


def completed(written: str) -> str:
    """Groups with eleven digits, and the check digit of 総務省令第85号第5条 behind them."""
    eleven = [int(sign) for sign in written if sign.isdecimal()]
    total = sum(eleven[11 - n] * (n + 1 if n <= 6 else n - 5) for n in range(1, 12))
    return f"{written}{0 if total % 11 <= 1 else 11 - total % 11}"


def spans(text: str) -> list[tuple[str, bool]]:
    return [(text[each.start : each.end], each.blocking) for each in scan(text)]


@pytest.mark.parametrize(("text", "found"), [
    ("98-3205673214", "98-3205673214"), ("983205-673214", "983205-673214"), ("983-205-673-214", "983-205-673-214"),
    ("983 205 673 214", "983 205 673 214"), ("9832 0567-3214", "9832 0567-3214"), ("983-205 673-214", ""),
    ("983\n205673214", "983\n205673214"), ("983\n205\n673214", ""), ("9832-0567-3214-1", "9832-0567-3214"),
    ("12-9832-0567-3214", "9832-0567-3214"), ("98-3205673214 5", ""), ("個人番号 98-3205673214 5", "98-3205673214"),
    ("個人番号 12 9832-0567-3214", "9832-0567-3214"), ("個人番号 98-320567321", ""), ("個人番号 98-32056732145", ""),
])  # fmt: skip
def test_which_groups_are_one_number(text: str, found: str) -> None:
    assert spans(text) == ([(found, True)] if found else [])


@pytest.mark.parametrize(("groups", "one"), [
    ("2024-1-31-1234", False), ("2024-12-1-1234", False), ("2024-0-31-1234", True), ("2024-1-32-1234", True),
    ("2024-1-0-12345", True), ("2024-13-1-1234", True), ("2024-12-31-123", False), ("2024-12-311-12", True),
    ("2024-112-3-123", True), ("202-12-31-1234", True), ("20241-2-3-1234", True), ("2024-123-4567", True),
])  # fmt: skip
def test_a_date_and_what_follows_it_are_no_number(groups: str, one: bool) -> None:
    text = completed(groups)
    assert spans(text) == ([(text, True)] if one else [])


@pytest.mark.parametrize(("between", "one"), [("-", False), (" ", True)])
def test_a_card_number_has_hyphens(between: str, one: bool) -> None:
    text = between.join(("4111", "1111", "1111", "1111"))
    first = completed("41111111111")
    assert first == "411111111111", "the first twelve digits pass by chance"
    assert bool(spans(text)) is one


def chain(*groups: str, between: str = "-") -> Chain:
    (found,) = chains(between.join(groups), 1)
    return found


@pytest.mark.parametrize(("groups", "between", "first", "last", "part"), [
    (("4111", "1111", "1111", "1111"), "-", 0, 2, True), (("4111", "1111", "1111", "1111"), "-", 1, 3, True),
    (("4111", "1111", "1111", "1112"), "-", 0, 2, False), (("4111", "1111", "1111", "1111"), " ", 0, 2, False),
    (("4111", "1111", "1111"), "-", 0, 2, False), (("7", "0000", "1205", "0002"), "-", 1, 3, True),
    (("7", "0000", "1205", "0002"), " ", 1, 3, True), (("6", "0000", "1205", "0002"), "-", 1, 3, False),
    (("70", "0001", "2050", "0020"), "-", 1, 3, False), (("2019", "2020", "2021"), "-", 0, 2, True),
    (("2019", "1999", "1821"), "-", 0, 2, False), (("2019", "1999", "2121"), "-", 0, 2, False),
    (("201920202021",), "-", 0, 0, False), (("1", "2019", "2020", "2021"), "-", 1, 3, False),
])  # fmt: skip
def test_what_is_a_part_of_another_number(
    groups: tuple[str, ...], between: str, first: int, last: int, part: bool
) -> None:
    assert _part_of_another(chain(*groups, between=between), first, last) is part


def test_a_number_of_a_body_wants_one_sign_between_all_its_groups() -> None:
    (mixed,) = chains("7 0000-1205-0002", 1)
    assert not _part_of_another(mixed, 1, 3)


@pytest.mark.parametrize(("sizes", "wanted", "at"), [
    ([4, 4, 4], 12, 2), ([12], 12, 0), ([4, 9], 12, None), ([4, 4], 12, None), ([], 12, None), ([1, 11, 3], 12, 1),
])  # fmt: skip
def test_with_which_group_a_number_would_be_whole(sizes: list[int], wanted: int, at: int | None) -> None:
    assert _beginning(sizes, wanted) == at


@pytest.mark.parametrize(("text", "kinds"), [
    ("24727059608", ["住民票コード"]), ("24727059609", []), ("2472-7059-608", ["住民票コード"]), ("2472 7059 608", []),
    ("2472-7059-608-1", []), ("1-2472-7059-608", []), ("24727059608 1", []), ("1234-567890", ["基礎年金番号"]),
    ("1234 567890", []), ("1234-567890-1", []), ("12-1234-567890", []), ("1234-567890 1", ["基礎年金番号"]),
    ("12 1234-567890", ["基礎年金番号"]), ("基礎年金番号 1234 567890", ["基礎年金番号"]), ("0120-123456", []),
    ("年金手帳 1234567890", ["基礎年金番号"]), ("住民票コード 1234-5678-901", ["住民票コード"]),
])  # fmt: skip
def test_kinds_that_only_warn(text: str, kinds: list[str]) -> None:
    assert [each.kind for each in scan(text)] == kinds
    assert not any(each.blocking for each in scan(text))


@pytest.mark.parametrize(("blank", "said"), [(0, True), (11, True), (12, False)])
def test_how_far_a_name_reaches(blank: int, said: bool) -> None:
    """The name of the kind stands within so many characters before the number."""
    text = "個人番号" + "・" * blank + "は983205673215"
    assert bool(scan(text)) is said


@pytest.mark.parametrize(("digits", "right"), [
    ("24727059608", True), ("24727059607", False), ("00000000000", True), ("00000000001", True), ("00000000002", False),
    ("10000000009", False), ("10000000006", True), ("00000000019", True), ("00000000018", False),
])  # fmt: skip
def test_a_check_by_eleven(digits: str, right: bool) -> None:
    assert _mod11(digits) is right


def test_numbers_stand_in_the_order_of_the_text_and_once_each() -> None:
    text = f"{NUMBER} と 2472-7059-608 と {NUMBER}"
    assert [each.kind for each in scan(text)] == ["個人番号", "住民票コード", "個人番号"]
    assert [each.span for each in scan(text)] == [(0, 12), (15, 28), (31, 43)]
    (found,) = scan(f"個人番号 {NUMBER}")
    assert found.message().what == f"{guard_data().kinds[0].what}（{found.preview}）"
    (wrong,) = scan("個人番号 123456789012")
    assert guard_data().kinds[0].mismatch is not None
    assert wrong.message().what.startswith(guard_data().kinds[0].mismatch.what)
    assert wrong.preview == "個人番号 " + "●" * 12


def test_what_cannot_be_printed_is_a_blank_in_the_preview() -> None:
    (found,) = scan(f"a1\n{NUMBER}\x07い２")
    assert found.preview == "a● " + "●" * 12 + " い●"
    assert isinstance(found, Suspect)


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("起案番号", True),
        ("起案番", False),
        (" 起案番 ", False),
        (" 起案番号 ", True),
    ],
)
def test_a_reason_has_four_letters(reason: str, kept: bool) -> None:
    if kept:
        assert check_reason(reason) == "起案番号"
        return
    with pytest.raises(BadReason) as told:
        check_reason(reason)
    assert told.value.what == guard_data().reasons.too_short
    with pytest.raises(BadReason) as told:
        check_reason(f"起案番号 {NUMBER}")
    assert told.value.what == guard_data().reasons.has_number
    assert check_reason("個人番号 123456789012 と違う")  # only a warning


# -- runs of digits ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "least", "found"), [
    ("1234", 4, [("1234",)]), ("1234", 5, []), ("12 34", 4, [("12", "34")]), ("12 34", 5, []), ("1-2", 3, []),
    ("12、34", 2, [("12",), ("34",)]), ("1" + " " * 20 + "2", 2, [("1", "2")]),
    ("1" + " " * 21 + "2", 1, [("1",), ("2",)]),
    ("1\n\n2345", 2, [("2345",)]), ("1---2", 1, [("1",), ("2",)]), ("1--2", 1, [("1", "2")]),
    ("1\r\n2", 1, [("1", "2")]),
    ("1\u200b2", 2, [("12",)]), ("1\u200b\u200b2", 2, [("12",)]), ("1\u200b\u200b\u200b2", 2, [("1", "2")]),
    ("a1b", 1, [("1",)]), ("", 1, []), ("１２", 2, [("12",)]),
])  # fmt: skip
def test_the_chains_of_a_text(text: str, least: int, found: list[tuple[str, ...]]) -> None:
    assert [tuple(group.digits for group in each.groups) for each in chains(text, least)] == found


def test_what_stands_between_groups() -> None:
    (found,) = chains("12 34-56\n78- \n90", 1)
    assert found.joins == ("space", "hyphen", "newline", "newline")
    assert found.groups[1] == Group(3, 5, "34")
    assert found.digits(1, 3) == "345678"
    assert found.shape(0, 1) == (2, 2)
    assert to_ascii("a１b２") == "12"
    assert to_ascii("12") == "12"
