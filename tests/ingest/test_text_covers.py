"""The cover and the name of the 事務 as readers on the web give them: stamps, lost lines, names over their outline."""

from __future__ import annotations

import pytest
from test_text_accounting import check

from pia_tui.ingest.text import ImportedText, read_text

DECLARATION = (
    "見本市は、図書の貸出しに関する事務で特定個人情報ファイルを扱うにあたり、一人ひとりの権利利益を損なう"
    "ことのないように、漏れや紛失を防ぐ手だてを講じて守ることを宣言する。"
)
LAW = "見本市図書館条例により、市内に住む者に本を貸し、返された本を受け取り、返らない本を尋ねるための事務である。"
STEPS = "1 利用者の登録の申込みを受け付けて、貸出券を渡す事務 2 借りている本の数を数え、返す日を知らせる事務"


def answers(text: str, form: str | None = None) -> dict[str, object]:
    found = read_text(text, form)
    check(text, found)
    return {placed.path: str(found.state[placed.key]) for placed in found.report.placed}


def tray(found: ImportedText) -> str:
    return "\n".join(each.text for each in found.report.unplaced)


def cover(stamp: str = "[平成26年4月 様式2]", remarks: str = "", level: str = "基礎項目評価書") -> list[str]:
    return [
        f"特定個人情報保護評価書({level})",
        "評価書番号",
        "7",
        "評価書名",
        f"図書の貸出しに関する事務 {level}",
        "個人のプライバシー等の権利利益の保護の宣言",
        DECLARATION,
        "特記事項",
        *([remarks] if remarks else []),
        "評価実施機関名",
        "見本市長",
        "公表日",
        "平成27年3月10日",
        stamp,
    ]


def test_the_stamp_of_an_older_version_is_no_answer():
    lines = cover()
    lines.insert(lines.index("特記事項") + 1, lines.pop())
    got = answers("\n".join([*lines, "Ⅰ 関連情報"]))
    assert "cover.4" not in got
    assert got["cover.6"] == "平成27年3月10日"


def test_what_stands_under_a_lone_dash_is_no_remark():
    lines = cover(remarks="-")
    lines.remove("公表日")
    lines.insert(lines.index("-") + 1, lines.pop(lines.index("平成27年3月10日")))
    got = answers("\n".join([*lines, "Ⅰ 関連情報"]), "kiso_h31")
    assert got["cover.4"] == "-"
    assert "cover.6" not in got  # its label is lost


def test_the_number_may_be_read_after_the_name():
    text = "\n".join(
        [
            "特定個人情報保護評価書(基礎項目評価書)",
            "評価書番号 評価書名",
            "図書の貸出しに関する事務 基礎項目評価書 7",
            *cover()[5:],
        ]
    )
    got = answers(text, "kiso_h31")
    assert (got["cover.1"], got["cover.2"]) == ("7", "図書の貸出しに関する事務 基礎項目評価書")


def wrapped(text: str) -> list[str]:
    return [text[place : place + 24] for place in range(0, len(text), 24)]


def left_over(text: str) -> dict[str, str]:
    """What a text answers whose name of the 事務 has the outline's first half under it: neither of them."""
    found = read_text(text)
    check(text, found)
    assert {"I.1.1", "I.1.2"} <= {doubt.path for doubt in found.report.doubtful}
    assert "見本市図書館条例" in tray(found)
    return {placed.path: str(found.state[placed.key]) for placed in found.report.placed}


def test_a_name_with_sentences_under_it_is_left_over_with_them():
    lines = [*cover(), "Ⅰ 関連情報", "1.特定個人情報ファイルを取り扱う事務", "①事務の名称", "図書の貸出しに関する事務"]
    lines += [*wrapped(LAW), "②事務の概要", *wrapped(STEPS), "③システムの名称", "貸出しシステム"]
    got = left_over("\n".join(lines))
    assert not {"I.1.1", "I.1.2"} & set(got)
    assert got["I.1.3"] == "貸出しシステム"


def flat(*parts: str) -> str:
    return " ".join([*cover(), "Ⅰ 関連情報 1.特定個人情報ファイルを取り扱う事務", *parts])


def rest() -> str:
    return (
        "2.特定個人情報ファイル名 利用者ファイル 3.個人番号の利用 法令上の根拠 図書館条例第2条 4.情報提供ネットワーク"
        "システムによる情報連携 ①実施の有無 [ 実施しない ] ＜選択肢＞ 1) 実施する 2) 実施しない 3) 未定 ②法令上の根拠"
        " なし 5.評価実施機関における担当部署 ①部署 図書課 ②所属長の役職名 図書課長"
    )


@pytest.mark.parametrize("name", ["図書の貸出しに関する事務", "図書の貸出しに関する事務 (本館に限る。)", "本の仕事"])
def test_a_name_in_one_line_with_sentences_is_left_over_with_them(name):
    got = left_over(flat("①事務の名称", name, LAW, "②事務の概要", STEPS, "③システムの名称 貸出しシステム", rest()))
    assert not {"I.1.1", "I.1.2"} & set(got)
    assert got["I.1.3"] == "貸出しシステム"


def test_labels_over_their_answers_are_doubted():
    text = flat("①事務の名称 ②事務の概要 ③システムの名称 図書の貸出しに関する事務", LAW, "1.貸出しシステム", rest())
    found = read_text(text)
    check(text, found)
    sure = {each.path for each in found.report.placed} - {each.path for each in found.report.doubtful}
    assert not {"I.1.1", "I.1.2", "I.1.3"} & sure


def test_a_cover_in_one_line_is_read_though_the_rest_is_cut():
    got = answers(" ".join([*cover(remarks="なし"), "Ⅰ 関連情報 1.特定個人情報ファイルを"]))
    assert (got["cover.1"], got["cover.4"], got["cover.5"]) == ("7", "なし", "見本市長")
    assert got["cover.6"] == "平成27年3月10日"


SITE = (
    "特定個人情報保護評価書 ( 重点項目評価書 ) 評価書番号評価書名 3 図書の貸出しに関する事務重点項目評価書 "
    "個人のプライバシー等の権利利益の保護の宣言 見本市は 図書の貸出"
    "しに関する事務で特定個人情報ファイルを扱うにあたり 漏れや紛失を"
    "防ぐ手だてを講じて守ることを宣言する 特記事項 なし 評価実施機関名見本市"
    "長公表日平成 30 年 6 月 1 日 [ 平成 26 年 4 月様式 3]",
    "項目一覧 Ⅰ 基本情報 Ⅱ 特定個人情報ファイルの概要 ( 別添 1) 特定個人情報ファイル記録項目 Ⅲ リスク対策 "
    "Ⅳ 開示請求 問合せ Ⅴ 評価実施手続 ( 別添 2) 変更箇所",
    "Ⅰ 基本情報 1. 特定個人情報ファイルを取り扱う事務 1 事務の名"
    "称 図書の貸出しに関する事務 2 事務の内容 がんばる人に本を貸し "
    "返された本を受け取り 返らない本を尋ねる 3 対象人数 [ 1 万人"
    "以上 10 万人未満 ] < 選択肢 > 1) 1,000 人未満 "
    "2) 1,000 人以上 1 万人未満 3) 1 万人以上 10 万人未満 4) 10 万人以上 30 万人未満 5) 30 万人以上",
    "2. 特定個人情報ファイルを取り扱う事務において使用するシステム シ"
    "ステム 1 1 システムの名称 貸出しシステム 2 システムの機能 "
    "利用者を調べ 貸した本と返す日を保つ 3 他のシステムとの接続 "
    "[ ] 情報提供ネットワークシステム [ ○ ] 庁内連携システム",
    "Ⅱ 特定個人情報ファイルの概要 1. 特定個人情報ファイル名"
    " 利用者ファイル 3. 特定個人情報の入手 使用 1 入手元 "
    "[ ○ ] 本人又は本人の代理人 [ ] 民間事業者 ( ) 2 入手方法"
    " [ ○ ] 紙 [ ○ ] 電子記録媒体 ( フラッシュメモリを除く ) "
    "[ ] フラッシュメモリ [ ] 電子メール",
)
"""Pages as a site shows them: one line each, signs lost, numbers apart."""


def site(foot: str = "") -> str:
    head = SITE[0][:120]
    pages = [f"{number} {page}{foot.format(number)}" for number, page in enumerate(SITE, 1)]
    return "\n\n".join([head, f'Size: px\nStart display at page:\n\nDownload "{head}"', "Transcription", *pages])


@pytest.mark.parametrize("foot", ["", " 図書の貸出しに関する事務 {} / 5 見本市図書課"])
def test_pages_in_one_line_under_the_head_of_a_site(foot):
    got = answers(site(foot))
    assert not [path for path in got if path.startswith("cover")]  # its labels are glued to their answers
    assert got["I.1.1"] == "図書の貸出しに関する事務"
    assert got["I.1.2"].startswith("がんばる")  # type: ignore[attr-defined]
    assert got["I.1.2"].endswith("尋ねる")  # type: ignore[attr-defined]
    assert got["I.1.3"] == "1万人以上10万人未満"
    assert got["I.2.1[1].1"] == "貸出しシステム"
    assert got["II[1].3.2"] == str(("紙", "電子記録媒体（フラッシュメモリを除く。）"))


def test_a_mark_behind_a_mark_has_lost_its_option():
    text = "\n".join(
        [
            *cover("[令和6年10月 様式2]"),
            "Ⅳ リスク対策",
            "９．監査",
            "実施の有無",
            "[ ○ ] [ ○ ] 自己点検 外部監査 [ ] 内部監査",
        ]
    )
    found = read_text(text, "kiso_r6")
    check(text, found)
    assert not [placed for placed in found.report.placed if placed.path.startswith("IV.")]
