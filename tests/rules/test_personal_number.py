"""The guard finds a 個人番号 however it is written, and never repeats it."""

from __future__ import annotations

import itertools
import re
import time
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.errors import PiaError
from pia_tui.rules.digit_chains import chains
from pia_tui.rules.personal_number import BadReason, Exemption, check_reason, exempt, fingerprint, scan, stopping


def check_digit(eleven: str) -> str:
    """検査用数字 as the article says it: P1 is the lowest of the eleven digits, Qn is n+1 up to 6 and n-5 from 7."""
    total = sum(int(eleven[11 - n]) * (n + 1 if n <= 6 else n - 5) for n in range(1, 12))
    remainder = total % 11
    return "0" if remainder <= 1 else str(11 - remainder)


def blocking(text: str) -> list[str]:
    return [text[s.start : s.end] for s in scan(text) if s.blocking]


def warned(text: str) -> list[str]:
    return [s.kind for s in scan(text) if not s.blocking]


def not_years(number: str) -> bool:
    return any(number[i : i + 2] not in ("19", "20") for i in (0, 4, 8))


elevens = st.text("0123456789", min_size=11, max_size=11)
numbers = elevens.map(lambda eleven: eleven + check_digit(eleven)).filter(not_years)
SEPARATORS = [*" \u3000\u00a0\u2009\t\u200b\ufeff", *"-ー－‐‑‒–—―−ｰ─━﹣・_", " - ", "\n", "\r\n", "-\n", "　－　"]
SCRIPTS = list("0０٠۰०๐𝟎𝟘")


def written(number: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(d)) for d in number)


def test_the_official_example_and_one_known_from_print() -> None:
    # 98320567321 gives 4; the other is the number in python-stdnum's own documentation.
    for number in ("983205673214", "621498320257"):
        assert check_digit(number[:11]) == number[11]
        assert blocking(number) == [number]


@given(elevens)
def test_exactly_one_last_digit_is_blocked(eleven: str) -> None:
    assert [d for d in "0123456789" if blocking(eleven + d)] == [check_digit(eleven)]


@given(numbers, st.sampled_from(SEPARATORS), st.sampled_from(SCRIPTS))
def test_found_in_groups_of_four_with_any_separator_in_any_script(number: str, between: str, zero: str) -> None:
    parts = [written(number[i : i + 4], zero) for i in (0, 4, 8)]
    text = f"申請者の番号は{between.join(parts)}であり"
    assert blocking(text) == [between.join(parts)]


@given(numbers, st.integers(1, 11), st.sampled_from([" ", "-", "\n", "ー"]))
def test_found_when_broken_anywhere(number: str, at: int, between: str) -> None:
    assert blocking(f"{number[:at]}{between}{number[at:]}")


@given(numbers)
def test_found_with_a_digit_in_every_box(number: str) -> None:
    assert blocking("　".join(number))
    assert blocking(f"個人番号 {' '.join(number)} 2024年")


@given(numbers, st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=8), st.text("あa、。（", max_size=3))
def test_found_next_to_any_text(number: str, before: str, after: str) -> None:
    before = before.rstrip("+＋")
    assert blocking(f"{before}{number}{after}") == [number]


@given(numbers, st.sampled_from(["令和7年4月1日 ", "20240401-", "図1　", "3 人分の "]))
def test_found_after_other_numbers(number: str, before: str) -> None:
    assert blocking(before + number) == [number]


@given(numbers, st.text("0123456789", min_size=1, max_size=30))
def test_a_part_of_a_longer_run_is_none(number: str, more: str) -> None:
    assert not blocking(number + more)
    assert not blocking(more + number)


@pytest.mark.parametrize(
    "text",
    [
        "7000012050002",  # 法人番号 of 国税庁
        "7-0000-1205-0002",
        "７　００００　１２０５　０００２",
        "T7000012050002",
        "6,214,983,202,57",
        "6214.9832.0257",
        "+81 90 3982 5979",  # without the +, this and the next are numbers with the right check digit
        "＋８１ ３ ７７１５ １６２０４",
        "+819039825979",
        "2019 2020 2021 2022 2023",
        "令和6年10月1日から令和7年9月30日まで",
        "4111-1111-1111-1111",
        "",
    ],
)
def test_other_numbers_are_let_through(text: str) -> None:
    assert not blocking(text)


@given(st.integers(0, 10**12 - 1).map(lambda n: f"{n:012}"))
def test_dates_with_hyphens_are_no_number(digits: str) -> None:
    assert not blocking(f"{digits[:4]}-{1 + int(digits[4:6]) % 12:02}-{1 + int(digits[6:8]) % 28:02}-{digits[8:]}")


def test_one_in_ten_numbers_passes_by_chance() -> None:
    random = Random(12)
    hits = sum(bool(blocking(f"{random.randrange(10**12):012}")) for _ in range(5000))
    assert 0.085 < hits / 5000 < 0.115


@pytest.mark.parametrize(("minutes", "rate"), [(1, 0.10), (10, 0.18)])
def test_timestamps_pass_by_chance_and_those_that_end_in_0_twice_as_often(minutes: int, rate: float) -> None:
    """0 is the check digit of two remainders out of eleven."""
    random = Random(12)
    start = datetime(2020, 1, 1)
    steps = [random.randrange(60 * 24 * 3650 // minutes) * minutes for _ in range(5000)]
    stamps = [(start + timedelta(minutes=step)).strftime("%Y%m%d%H%M") for step in steps]
    assert abs(sum(bool(blocking(stamp)) for stamp in stamps) / 5000 - rate) < 0.02


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("住民票コード 12345678901", ["住民票コード"]),
        ("住民票コード：１２３４５６７８９０１", ["住民票コード"]),
        ("コードは24727059608です", ["住民票コード"]),
        ("コードは24727059609です", []),
        ("2472-7059-608", ["住民票コード"]),
        ("基礎年金番号：1234567890", ["基礎年金番号"]),
        ("番号 1234-567890", ["基礎年金番号"]),
        ("番号 1234567890", []),
        ("電話 0120-123456", []),
        ("03-1234-5678", []),
        ("048-996-2111（代表）", []),
        ("090-1234-5678", []),
        ("09012345678", []),
        ("個人番号 621498320258", ["個人番号"]),
        ("起案番号 621498320258", []),
    ],
)
def test_warnings(text: str, kinds: list[str]) -> None:
    assert warned(text) == kinds
    assert not blocking(text)


@given(st.integers(10**7, 10**8 - 1).map(str), st.sampled_from(["050", "070", "080", "090"]))
def test_mobile_phones_are_not_warned_about(rest: str, prefix: str) -> None:
    for text in (prefix + rest, f"{prefix}-{rest[:4]}-{rest[4:]}", f"TEL {prefix} {rest[:4]} {rest[4:]}"):
        assert scan(text) == []


@given(numbers, st.text(max_size=12), st.text(max_size=12))
def test_nothing_said_holds_a_digit(number: str, before: str, after: str) -> None:
    for suspect in scan(f"{before}{number}{after}"):
        for said in (suspect.preview, repr(suspect)):
            assert number not in unicodedata.normalize("NFKC", said)
        assert not re.search(r"\d", suspect.preview)
        assert isinstance(suspect.message(), PiaError)
        assert not re.search(r"\d{4}", str(suspect.message()))


def test_the_message_says_what_is_safe_and_what_to_do() -> None:
    (suspect,) = scan("番号は621498320257です")
    message = suspect.message()
    assert "個人番号" in message.what
    assert "番号は●●●●●●●●●●●●です" in message.what
    assert "保存も記録もしていません" in message.safe
    assert message.next
    (doubtful,) = scan("個人番号 621498320258")
    assert "合いません" in doubtful.message().what
    assert "保存はできます" in doubtful.message().safe


# ── exemptions ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(numbers, st.sampled_from(SEPARATORS))
def test_an_exemption_covers_the_number_however_it_is_written_in_that_answer_only(number: str, between: str) -> None:
    text = f"起案 {number}"
    given_ = exempt("I.1.2", text, scan(text)[0], "文書の起案番号です")
    assert stopping("I.1.2", text, [given_]) == []
    again = between.join((number[:4], number[4:8], number[8:]))
    assert stopping("I.1.2", f"別の文。{again}", [given_]) == []
    assert stopping("I.1.3", text, [given_])
    assert stopping("I.1.2", text)


@given(st.lists(numbers, min_size=40, max_size=40, unique=True))
def test_an_exemption_lets_hardly_any_other_number_through(many: list[str]) -> None:
    first, *others = many
    given_ = exempt("k", first, scan(first)[0], "起案番号です")
    through = [n for n in others if not stopping("k", n, [given_])]
    assert len(through) <= 3


def test_a_fingerprint_tells_nobody_the_number() -> None:
    """12 bits: thousands of numbers share each one, so the number cannot be found by trying them all."""
    random = Random(7)
    elevens = (f"{random.randrange(10**11):011}" for _ in range(20_000))
    prints: dict[str, int] = {}
    for eleven in elevens:
        text = eleven + check_digit(eleven)
        name = fingerprint(text, _only(text))
        prints[name] = prints.get(name, 0) + 1
    assert len(prints) <= 4096
    assert sum(prints.values()) / len(prints) > 4


def test_an_exemption_keeps_no_digits() -> None:
    text = "621498320257"
    plain = msgspec.json.encode(exempt("k", text, scan(text)[0], "起案番号です")).decode()
    assert text not in plain
    assert msgspec.json.decode(plain, type=Exemption).fingerprint == fingerprint(text, scan(text)[0])


@pytest.mark.parametrize("reason", ["", "  　 ", "ok", "起案番号 6214-9832-0257 です"])
def test_a_reason_must_say_something_and_hold_no_number(reason: str) -> None:
    with pytest.raises(BadReason):
        check_reason(reason)


# ── size ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

PIECES = [
    "令和7年4月1日に12,345人へ通知し、03-1234-5678で受けた。",
    "1 ",
    "7",
    "12345678 ",
    "1" + " " * 30 + "a",
    "1-\n",
]


@pytest.mark.long
@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_text_not_faster(piece: str) -> None:
    """Ten times the text takes about ten times as long; forty would be a search that looks back."""
    small = (piece * 200_000)[:200_000]
    assert min(_times(small * 10)) / min(_times(small)) < 40  # of processor time: a loaded machine changes both


def test_ten_megabytes_with_a_number_in_the_middle() -> None:
    half = "本文。番号12を参照。" * 450_000
    assert blocking(f"{half}621498320257{half}") == ["621498320257"]


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_scanned_and_spans_are_in_order(text: str) -> None:
    spans = [s.span for s in scan(text)]
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def _times(text: str) -> Iterator[float]:
    for _ in range(2):
        begin = time.process_time()
        scan(text)
        yield time.process_time() - begin


def _only(text: str):  # type: ignore[no-untyped-def]
    return next(s for s in scan(text) if s.blocking)


def test_only_the_sign_makes_it_a_telephone_number_abroad() -> None:
    assert blocking("819039825979")
    assert blocking("個人番号+819039825979")
    assert not blocking("電話+819039825979")


@pytest.mark.parametrize(("between", "one"), [
    ("\n", True), ("\n\n", False), ("\r\n", True), ("-", True), ("--", True), ("---", False), ("- -", True),
    (" ", True), ("-\n", True), ("-\n\n", False), ("、", False),
])  # fmt: skip
def test_what_may_stand_between_the_groups_of_one_number(between: str, one: bool) -> None:
    found = [each.groups for each in chains(f"9832{between}0567", 4)]
    assert len(found) == (1 if one else 2)


@pytest.mark.parametrize("around", [1, 7, 8, 9, 20])
def test_a_preview_shows_eight_characters_on_each_side(around: int) -> None:
    (found,) = scan("あ" * around + "983205673214" + "い" * around)
    shown = min(around, 8)
    assert found.preview == "あ" * shown + "●" * 12 + "い" * shown
