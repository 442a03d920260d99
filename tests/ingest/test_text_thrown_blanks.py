"""Readers that throw blanks between letters: what they part is put together, what they joined is parted at labels."""

from __future__ import annotations

import re

from test_text_accounting import check

from pia_tui.ingest.text import ImportedText, read_text
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.thrown_blanks import closed

PAGES = (
    """特定個人情報保護評価書（重点項目評価書） 評価書番号 評価書名 3 図書の貸出しに関する事務 重点項目評価書
    評価実施機関名 見本市長 公表日 令和5年4月1日""",
    """Ⅰ 基本情報 1. 特定個人情報ファイルを取り扱う事務 1事務の名称 図書の貸出しに関する事務
    2事務の内容 利用者の登録の申込みを受け付け、貸出券を渡す。貸した本を数え、返す日を知らせる。
    3対象人数 [ 1万人以上10万人未満 ] ＜選択肢＞ 1) 1,000人未満 2) 1,000人以上1万人未満
    3) 1万人以上10万人未満 4) 10万人以上30万人未満""",
    """2. 特定個人情報ファイルを取り扱う事務において使用するシステム システム1 1システムの名称 貸出しシステム
    2システムの機能 利用者を調べ、貸した本と返す日を保つ。
    3他のシステムとの接続 [ ○ ] 宛名システム等 [ ] 税務システム""",
    """Ⅱ 特定個人情報ファイルの概要 1. 特定個人情報ファイル名 利用者ファイル 4. 特定個人情報ファイルの取扱いの委託
    委託の有無 [ 委託する ] ＜選択肢＞ 1) 委託する 2) 委託しない ( 1 ) 件 委託事項1 棚の整理の仕事
    1委託内容 棚の本を並べ、足りない本を数える。 3委託先名 見本印刷株式会社
    再委託 4再委託の有無 [ 再委託しない ] ＜選択肢＞ 1) 再委託する 2) 再委託しない""",
    """(別添2) 変更箇所 変更日 項目 変更前の記載 変更後の記載 提出時期 提出時期に係る説明
    令和5年4月1日 Ⅰ 6. 1部署 図書課 図書館課 事後 課の名が変わったための直し
    令和6年4月1日 Ⅰ 6. 1部署 図書館課 本の課 事後 課の名がまた変わったための直し""",
)
"""Pages as one line each, once their blanks are single."""


LINES = [
    "Ⅰ 基本情報",
    "1. 特定個人情報ファイルを取り扱う事務",
    "1事務の名称",
    "図書の貸出しに関する事務",
    "2事務の内容",
    "利用者の登録の申込みを受け付け、貸出券を渡す。貸した本を数え、返す日を知らせる。",
    "3対象人数",
    "[ 1万人以上10万人未満 ] ＜選択肢＞ 1) 1,000人未満 2) 1,000人以上1万人未満",
    "3) 1万人以上10万人未満 4) 10万人以上30万人未満",
    "2. 特定個人情報ファイルを取り扱う事務において使用するシステム",
    "システム1",
    "1システムの名称",
    "貸出しシステム",
    "3他のシステムとの接続",
    "[ ○ ] 宛名システム等 [ ] 税務システム",
    "Ⅱ 特定個人情報ファイルの概要",
    "4. 特定個人情報ファイルの取扱いの委託",
    "委託事項1",
    "棚の整理の仕事",
    "3委託先名",
    "見本印刷株式会社",
    "4再委託の有無",
    "[ 再委託しない ] ＜選択肢＞ 1) 再委託する 2) 再委託しない",
]


def spaced(text: str) -> str:
    """A blank on both sides of every ideograph."""
    return re.sub(r"\s+", " ", re.sub(r"(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?![、。])", " ", text)).strip()


def answers(found: ImportedText) -> dict[str, object]:
    return {placed.path: found.state[placed.key] for placed in found.report.placed}


def test_a_text_of_spaced_letters_is_read():
    text = "\n".join(map(spaced, LINES))
    found = read_text(text, "juten_h30")
    check(text, found)
    got = answers(found)
    assert got["I.1.1"] == "図書の貸出しに関する事務"
    assert str(got["I.1.2"]).endswith("返す日を知らせる。")
    assert got["I.1.3"] == "1万人以上10万人未満"
    assert got["I.2.1[1].1"] == "貸出しシステム"
    assert got["I.2.1[1].3"] == ("宛名システム等",)
    assert got["II[1].4.2[1].3"] == "見本印刷株式会社"
    assert got["II[1].4.2[1].4.1"] == "再委託しない"


def test_spaced_letters_without_line_ends_stand_in_the_tray():
    """No blank tells where a label ends."""
    text = "\n".join(f"{number} {spaced(page)}" for number, page in enumerate(PAGES, 1))
    found = read_text(text, "juten_h30")
    check(text, found)
    assert not found.report.placed
    assert "返す日を知らせる" in "".join(each.text for each in found.report.unplaced).replace(" ", "")


def test_blanks_that_part_words_stay():
    reading = Reading("\n".join(PAGES))
    assert closed(reading) is reading
