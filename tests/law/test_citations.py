"""Citations: read out of any text, written back as officers write them, and never anything but what is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_tui.law.citations import Citation, CitationStep, FoundCitation, in_context, leftovers, parse, read, write
from pia_tui.law.numbers import Entry, Number, NumberSpan, kanji, listed, numeral, parse_number, written

LAWS = ["番号法", "住民基本台帳法", "国民健康保険法", "番号法施行令", "同法", "沼津市個人番号の利用に関する条例", ""]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

numbers = st.builds(Number, st.integers(1, 240), st.lists(st.integers(2, 12), max_size=2).map(tuple))
plain_numbers = st.integers(1, 60).map(lambda value: (Number(value),))
one_number = numbers.map(lambda number: (number,))
spans = st.tuples(numbers, numbers).filter(lambda two: two[0] < two[1]).map(lambda two: NumberSpan(*two))
rows = st.lists(st.one_of(numbers, spans), min_size=1, max_size=12).map(tuple)


def articles() -> st.SearchStrategy[tuple[CitationStep, ...]]:
    article = st.builds(CitationStep, st.just("条"), one_number)
    paragraph = st.builds(CitationStep, st.just("項"), plain_numbers)
    item = st.builds(CitationStep, st.just("号"), one_number)
    letter = st.sampled_from("イロハニホ").map(lambda sign: CitationStep("目", (), sign))
    shapes = [(article,), (article, paragraph), (article, item), (article, paragraph, item), (article, item, letter)]
    inside = st.one_of(*(st.tuples(*shape) for shape in shapes))
    return st.one_of(inside, inside.map(lambda steps: (CitationStep("附則"), *steps)))


def table_rows() -> st.SearchStrategy[tuple[CitationStep, ...]]:
    list_step = st.builds(CitationStep, st.just("の項"), rows)
    annex = st.sampled_from(
        [CitationStep("別表"), CitationStep("別表", (Number(1),)), CitationStep("別表", (Number(2),))]
    )
    column = st.integers(1, 4).map(lambda value: CitationStep("欄", (Number(value),)))
    second = st.just((CitationStep("条", (Number(2),)), CitationStep("表")))
    return st.one_of(
        st.tuples(annex, list_step),
        st.tuples(annex, column),
        annex.map(lambda step: (step,)),
        st.tuples(second, list_step).map(lambda two: (*two[0], two[1])),
        st.tuples(second, column).map(lambda two: (*two[0], two[1])),
    )


citations = st.builds(Citation, st.sampled_from(LAWS), st.one_of(articles(), table_rows()))


@settings(max_examples=300, deadline=None)
@given(citations)
def test_what_is_written_is_read_as_the_same_value(citation: Citation) -> None:
    assert parse(write(citation)) == citation


@settings(max_examples=150, deadline=None)
@given(citations, st.sampled_from(["wide", "blanks", "around"]))
def test_other_letters_blanks_and_words_around_change_nothing(citation: Citation, way: str) -> None:
    text = write(citation)
    if way == "wide":
        assert parse(text.translate(WIDE)) == citation
    elif way == "blanks":
        assert [one.citation for one in read(text.replace("条", "条　").replace("号", "号 "))] == [citation]
    else:
        around = f"根拠は、{text}に定める。"
        (found,) = read(around)
        assert found.citation == citation
        assert around[found.start : found.end] == text


@given(st.integers(1, 9999))
def test_kanji_numerals_are_read_as_they_are_written(value: int) -> None:
    assert numeral(kanji(value)) == value


@pytest.mark.parametrize("text", ["", "〇", "0", "十十", "二三十", "百千", "a", "12a"])
def test_what_is_no_numeral(text: str) -> None:
    assert numeral(text) is None


SHAPES: list[tuple[str, list[str]]] = [
    ("番号法第１９条第８号", ["番号法第19条第8号"]),
    ("番号法第十九条第八号", ["番号法第19条第8号"]),
    ("番号法 第19条 第8号", ["番号法第19条第8号"]),
    ("番号法第\n19条第8号", ["番号法第19条第8号"]),
    ("番号法19条8号", ["番号法第19条第8号"]),
    ("番号法（平成25年法律第27号）第9条第1項", ["番号法第9条第1項"]),
    (
        "行政手続における特定の個人を識別するための番号の利用等に関する法律第九条第一項",
        ["行政手続における特定の個人を識別するための番号の利用等に関する法律第9条第1項"],
    ),
    ("番号法第9条第1項 別表第一の16、30、68及び59の項", ["番号法第9条第1項", "別表第一の16、30、68、59の項"]),
    ("番号法第9条第1項　別表第一　第9項、第37項", ["番号法第9条第1項", "別表第一の9、37の項"]),
    ("番号法別表第1の十六の項", ["番号法別表第一の16の項"]),
    ("別表1-31", ["別表第一の31の項"]),
    ("別表の24の項", ["別表の24の項"]),
    ("別表24の項", ["別表の24の項"]),
    ("別表二十四の項", ["別表の24の項"]),
    ("別表第2の第1欄に掲げる者", ["別表第二の第一欄"]),
    ("別表第一の左欄", ["別表第一の左欄"]),
    ("第三欄（情報提供者）が「市町村長」の項のうち", ["第三欄"]),
    ("第2条の表の第四欄", ["第2条の表の第四欄"]),
    ("主務省令第2条の表 1、2、3の項", ["主務省令第2条の表 1、2、3の項"]),
    ("主務省令第2条の表（69、70、71の項）", ["主務省令第2条の表 69、70、71の項"]),
    ("主務省令第２条の表の６９の項から７１の項まで", ["主務省令第2条の表 69から71までの項"]),
    ("（12、12の２、20の2の項）", ["12、12の2、20の2の項"]),
    ("69～71の項", ["69から71までの項"]),
    ("69の項、70の項及び71の項", ["69、70、71の項"]),
    ("102、10\n3、105の項", ["102、103、105の項"]),
    ("97、12\n0の項", ["97、120の項"]),
    ("12\n3、124の項", ["123、124の項"]),
    ("1\n2、3の項", ["1、2、3の項"]),
    ("第21の項を削除し、第102の２の項を追記", ["21の項", "102の2の項"]),
    (
        "番号法第19条第10号、同法施行令第26条及び同令別表第8項",
        ["番号法第19条第10号", "同法施行令第26条", "同令別表の8の項"],
    ),
    ("附則第三条の二第1項", ["附則第3条の2第1項"]),
    ("国民健康保険法附則第九条", ["国民健康保険法附則第9条"]),
    ("規則第6条第1項第1号イ", ["規則第6条第1項第1号イ"]),
    ("第6条の２の２第3号の二", ["第6条の2の2第3号の2"]),
    ("・第7条（指定及び通知）\n・第16条の2", ["第7条", "第16条の2"]),
    ("利用及び特定個人情報の提供に関する条例第4条", ["利用及び特定個人情報の提供に関する条例第4条"]),
    ("住民基本台帳法及び戸籍法第9条", ["戸籍法第9条"]),
    ("令和6年デジタル庁・総務省令第9号第2条の表 5の項", ["令和6年デジタル庁・総務省令第9号第2条の表 5の項"]),
    ("本市情報セキュリティ規程22条及び手順書3.1項", ["本市情報セキュリティ規程第22条"]),
    ("平成26年内閣府・総務省令第5号", []),
    ("第1号被保険者の3項目と第2条件", []),
    ("様式第3号、23番7号、4号棟", []),
    ("第9条の一部改正", ["第9条"]),
    ("項目、条例、番号、第三者", []),
]


@pytest.mark.parametrize(("text", "wanted"), SHAPES)
def test_the_shapes_of_real_documents(text: str, wanted: list[str]) -> None:
    assert [write(one.citation) for one in read(text)] == wanted
    assert leftovers(text) == []


def test_more_than_two_hundred_ways_of_writing_are_understood() -> None:
    """Laws, digits and joints of officers, each with each."""
    value = Citation("番号法", (CitationStep("条", (Number(19),)), CitationStep("号", (Number(8),))))
    ways = {
        f"{law}{blank}{prefix}{article}条{blank}{prefix}{item}号"
        for law in (
            "番号法",
            "番号法（平成25年法律第27号）",
            "番号法(平成25年5月31日法律第27号)",
            "番号法（以下「法」という。）",
        )
        for blank in ("", " ", "　", "\n")
        for prefix, article, item in (
            ("第", "19", "8"), ("第", "１９", "８"), ("第", "十九", "八"), ("", "19", "8"), ("", "１９", "８"),
        )
    }  # fmt: skip
    listed_rows = Citation(
        "番号法", (CitationStep("別表", (Number(1),)), CitationStep("の項", (Number(16), Number(30), Number(36, (2,)))))
    )
    ways_of_lists = {
        f"番号法{blank}{annex}{joint}{first}{between}{second}{last}{third}の項"
        for blank in ("", "　")
        for annex in ("別表第一", "別表第1", "別表第１")
        for joint in ("の", "　の")
        for first, second, third in (("16", "30", "36の2"), ("１６", "３０", "３６の２"), ("16の項", "30の項", "36の2"))
        for between in ("、", "・", "，")
        for last in ("、", "及び", "並びに")
    }
    assert len(ways) + len(ways_of_lists) > 200
    assert {text for text in ways if parse(text) != value} == set()
    assert {text for text in ways_of_lists if parse(text) != listed_rows} == set()


def test_an_incomplete_citation_goes_on_from_the_one_before() -> None:
    text = (
        "番号法第19条第8号に基づく主務省令第2条の表における根拠：第三欄が「市町村長」の項のうち（1、2の項）。"
        "番号法別表の24の項。"
    )
    meant = list(in_context(read(text)))
    assert [(one.law, one.table) for one in meant] == [
        ("bangou", ""),
        ("renkei", "renkei"),
        ("renkei", "renkei"),
        ("renkei", "renkei"),
        ("bangou", "beppyo"),
    ]


def test_the_annex_of_another_law_is_not_ours() -> None:
    meant = list(in_context(read("番号法第9条第2項、郡山市条例第4条及び別表第2の5の項")))
    assert meant[-1].table == ""


def test_ranges_stand_for_the_rows_that_there_are() -> None:
    known = [Number(1), Number(2), Number(2, (2,)), Number(3), Number(5)]
    entries: list[Entry] = [NumberSpan(Number(1), Number(3)), Number(5)]
    assert listed(entries, known) == known
    assert written(entries) == "1から3まで、5"
    assert parse_number("第12の２の項") == Number(12, (2,))


SEEDS = sorted(Path(os.environ.get("PIA_TUI_CORPUS", "/nowhere")).glob("*.txt"))


@pytest.mark.skipif(not SEEDS, reason="PIA_TUI_CORPUS names no folder of published documents")
def test_the_citations_of_published_documents_are_understood() -> None:
    found: list[FoundCitation] = []
    missed: list[str] = []
    for file in SEEDS:
        text = file.read_text("utf-8")
        found += read(text)
        missed += leftovers(text)
    assert len(found) > 500
    assert len(missed) <= len(found) * 0.02
    for one in found:
        assert parse(write(one.citation)) == one.citation
