"""Search: part words of every length, always what the answers hold and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_tui.assessment import Change
from pia_tui.forms import Value
from pia_tui.store import Store, search
from pia_tui.workspace import Workspace


def found(store: Store, query: str) -> list[int]:
    return [hit.document.id for hit in store.search(query)]


@pytest.fixture
def three(store: Store) -> list[int]:
    texts: list[dict[str, Value]] = [
        {"I.1.2": "住民基本台帳に関する事務を行う。再委託は認めない", "II[#aaaaaa].3.2": ("本人又は本人の代理人",)},
        {"I.1.2": "固定資産税の賦課。システムの運用を委託する", "note:I.1.2": "確認中の覚え書き"},
        {"I.1.2": "Ｗｅｂサーバー ABC\n𠮷野家　ｶﾞｲｼﾞ", "x": '" OR * NEAR( ^ -'},
    ]
    texts[2] |= {"tray:#aaaaab": "置けない文", "department:I": "市民課", "source:x": "出どころ"}
    return [store.create("juten_h30", text) for text in texts]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("委託", [2, 1]),
        ("再委託", [1]),
        ("委", [2, 1]),
        ("う", [1]),
        ("税", [2]),
        ("住民基本台帳に関する事務", [1]),
        ("委託　事務", [1]),
        ("委託 資産 システム", [2]),
        ("委託 代理人 資産", []),
        ("web", [3]),
        ("ＷＥＢ", [3]),
        ("b", [3]),
        ("𠮷", [3]),
        ("𠮷野", [3]),
        ("𠮷野家", [3]),
        ("ガイジ", [3]),
        ("代理人", [1]),
        ("覚え書き", [2]),
        ("出どころ", []),
        ("置けない", [3]),
        ("市民課", [3]),
        ("サーバーabc", [3]),
        ('"', [3]),
        ('" OR *', [3]),
        ("NEAR(", [3]),
        ("^ -", [3]),
        ("aaaaaa", []),
        ("juten", []),
        ("", []),
        ("　 ", []),
        ("見つからない言葉", []),
        ("\ud800", []),
        ("あ" * 5000, []),
        ("".join(chr(0x4E00 + n) for n in range(5000)), []),
        (" ".join(chr(0x4E00 + n) for n in range(5000)), []),
    ],
)
def test_what_is_found(store: Store, three: list[int], query: str, expected: list[int]) -> None:
    assert found(store, query) == [three[number - 1] for number in expected]


def test_it_follows_every_change(store: Store, document: int) -> None:
    store.write(document, [Change("a", None, "特定個人情報")])
    assert found(store, "個人情報") == [document]
    store.write(document, [Change("a", "特定個人情報", "別の内容")])
    assert found(store, "個人情報") == []
    store.undo(document)
    assert found(store, "個人") == [document]
    store.write(document, [Change("a", "特定個人情報", None)])
    assert found(store, "個") == []


def test_the_place_is_shown_with_the_word_marked(store: Store, document: int) -> None:
    store.write(document, [Change("I.1.2", None, "前" * 100 + "Ｗｅｂ サーバー" + "後" * 100)])
    (hit,) = store.search("webサーバー")
    (passage,) = hit.passages
    assert passage.key == "I.1.2"
    assert passage.text[passage.start : passage.end] == "Ｗｅｂ サーバー"
    assert len(passage.text) < 120


def test_one_can_go_on(store: Store) -> None:
    ids = [store.create("kiso_r6", {"a": "委託先"}) for _ in range(7)]
    first = [hit.document.id for hit in store.search("委託", limit=3)]
    rest = [hit.document.id for hit in store.search("委託", limit=9, before=first[-1])]
    assert first + rest == ids[::-1]


ALPHABET = '委託先再が゛aA1 １\n"*(𠮷ß'


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(ALPHABET, max_size=8), min_size=1, max_size=5),
    st.text(ALPHABET, min_size=1, max_size=4),
)
def test_search_equals_looking_through_everything(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], word: str
) -> None:
    with Store.open(Workspace(tmp_path_factory.mktemp("search"))) as store:
        ids = [store.create("kiso_r6", {"a": text} if text else {}) for text in texts]
        words = search.words_of(word)
        expected = [
            i for i, text in zip(ids, texts, strict=True) if words and all(w in search.fold(text) for w in words)
        ]
        assert found(store, word) == expected[::-1]
        for document, text in zip(ids, texts, strict=True):
            if text:
                store.write(document, [Change("a", text, "別")])
        assert found(store, word) == ([] if "別" not in words else ids[::-1])


def test_another_python_with_other_unicode_tables_makes_the_index_anew(
    store: Store, workspace: Workspace, document: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(document, [Change("a", None, "委託")])
    store.close()
    monkeypatch.setattr(search, "FOLDING", f"2/{unicodedata.unidata_version}+")
    with Store.open(workspace) as again:
        assert found(again, "委託") == [document]
        again.write(document, [Change("a", "委託", "別")])
        assert found(again, "委託") == []
        assert again.problems() == []
