"""Pages as readers of columns print them: brackets in columns of their own, answers cut off by a page's end."""

from __future__ import annotations

import pytest
from test_text_accounting import check

from pia_tui.ingest.text import ImportedText, job, read_text

COVER = "特定個人情報保護評価書（重点項目評価書）\n\n評価書番号\n\n評価書名\n\n8\n\n公園の使用許可に関する事務"
CLOSING = "Ⅳ　開示請求、問合せ"
NAMES = ["情報提供ネットワークシステム", "住民基本台帳ネットワークシステム", "宛名システム等", "その他 （ ）"]
OTHERS = ["庁内連携システム", "既存住民基本台帳システム", "税務システム"]


@pytest.fixture(autouse=True)
def torn(monkeypatch):
    """The pages here are too few to tell that lines are out of their places; they are read as such."""
    monkeypatch.setattr(job, "is_scattered", lambda reading: True)
    monkeypatch.setattr(job.Job, "_order_of", lambda *_: (True, False))


def read(*pages: str) -> ImportedText:
    text = "\f".join([COVER, *pages, CLOSING])
    found = read_text(text, "juten_h30")
    check(text, found)
    return found


def answers(found: ImportedText) -> dict[str, object]:
    return {placed.path: found.state[placed.key] for placed in found.report.placed}


def system(*marks: str) -> str:
    return "\n\n".join(
        [
            "Ⅰ　基本情報",
            "１．特定個人情報ファイルを取り扱う事務",
            "①事務の名称",
            "公園の使用許可に関する事務",
            "②事務の内容",
            "申込みを受け、広場を使う日を決める。\n雨の日は、別の日に振り替える。",
            "２．特定個人情報ファイルを取り扱う事務において使用するシステム",
            "システム1",
            "①システムの名称",
            "公園予約システム",
            "②システムの機能",
            "空いている広場を調べる。",
            "③他のシステムとの接続",
            *marks,
            "５．個人番号の利用",
            "法令上の根拠",
            "番号法第9条第1項",
        ]
    )


def test_marks_in_a_column_of_their_own_are_anybodys_where_they_are_fewer():
    found = read(system("[\n[\n[\n[", "○\n○", "]\n]\n]\n]", *NAMES, "[\n[\n[", "]\n]\n]", *OTHERS))
    assert "I.2.1[1].3" not in answers(found)


def test_more_options_than_brackets_tell_nothing():
    found = read(system("[\n]", "[ ○ ]", *NAMES, "[\n]", "[\n]", "[\n]", *OTHERS))
    assert "I.2.1[1].3" not in answers(found)


def test_a_whole_bracket_apart_may_be_anybodys():
    left = ["] 情報提供ネットワークシステム", "[", "[ ○ ]", "住民基本台帳ネットワークシステム", "宛名システム等"]
    right = ["[", "] その他 （ ）", "[ ○ ]\n[ ○ ] 庁内連携システム", "[", "] 既存住民基本台帳システム", "[", "]"]
    found = read(system(*left, *right, "税務システム"))
    assert "I.2.1[1].3" not in answers(found)


def test_a_long_answer_in_one_box_stays_whole():
    lines = ["①申込みに関すること", "窓口で申込みを受ける。", "②使用料に関すること", "使用料を計算する。"] * 3
    page = system("[ ○", "] 税務システム").replace("申込みを受け、広場を使う日を決める。", "\n".join(lines))
    assert str(answers(read(page))["I.1.2"]).count("\n") == 12


FILE = """Ⅱ　特定個人情報ファイルの概要

４．特定個人情報ファイルの取扱いの委託

委託の有無

[

委託する

]

委託事項1

①委託内容

使用票の印刷

窓口で渡す使用票を印刷する作業

②委託先における取扱者数

[

10人未満

]

③委託先名

南北印刷株式会社

④再委託の有無

⑤再委託の許諾方法

⑥再委託事項

[

再委託しない

]

委託事項2

広場の掃除の記録

①委託内容

掃除の記録を表にまとめる作業
"""


def test_a_choice_switches_off_what_depends_on_it():
    got = answers(read(FILE))
    assert got["II[1].4.2[1].4.1"] == "再委託しない"
    assert "II[1].4.2[1].4.2" not in got
    assert "II[1].4.2[1].4.3" not in got
    assert got["II[1].4.2[2]"] == "広場の掃除の記録"


LINE = "職員は、申込みの内容と台帳の内容とを一つずつ見比べ、違いがあるときは本人に確かめる。そのうえで使用を許可し、"


def risks(*answer: str) -> str:
    return "\n\n".join(
        [
            "Ⅲ　リスク対策",
            "２．特定個人情報の入手（情報提供ネットワークシステムを通じた入手を除く。）",
            "リスク：　目的外の入手が行われるリスク",
            "リスクに対する措置の内容",
            *answer,
        ]
    )


REST = """リスクへの対策は十分か

[

十分である

]

特定個人情報の入手（情報提供ネットワークシステムを通じた入手を除く。）におけるその他のリスク及びそのリスクに対する措置

申込書は鍵のかかる棚に入れる。

３．特定個人情報の使用

リスク２：　権限のない者（元職員、アクセス権限のない職員等）によって不正に使用されるリスク

ユーザ認証の管理
"""


def test_the_beginning_of_an_option_cut_by_its_column_is_no_answer():
    got = answers(read(system("[ ○", "] 税務システム", "] 住民基本台帳ネットワー")))
    assert got["I.4.1"] == "番号法第9条第1項"
    assert not [each for each in got.values() if "ネットワー" in str(each)]


CUT_ROWS = """（別添２）　変更箇所

変更日

項目

変更前の記載

変更後の記載

提出時期

提出時期に係る説明
"""


def test_a_table_whose_items_break_off_inside_labels_keeps_to_the_tray():
    places = [
        ("Ⅰ ６．評価実施機関における担", "当部署 ①部署"),
        ("Ⅱ ６．特定個人情報の保管・消", "去 保管場所"),
        ("Ⅲ ３．特定個人情報の使", "用 リスク１"),
        ("Ⅳ １．特定個人情報の開示・訂正・利", "用停止請求 ①請求先"),
    ]
    rows = "\n".join(
        f"\n令和5年4月{day}日\n\n{head}\n\n公園課\n\n緑地課\n\n事後\n\n{tail}\n"
        for day, (head, tail) in enumerate(places, 1)
    )
    got = answers(read(system("[ ○", "] 税務システム"), CUT_ROWS + rows))
    texts = [value for path, value in got.items() if path.startswith("betten2.1") and path[-1] in "2346"]
    assert texts == []


def changes_page(*notes: str) -> str:
    items = ["Ⅰ ６．①部署", "Ⅱ ６．①保管場所", "Ⅳ １．①請求先"]
    rows = [
        f"令和5年4月{day}日\n\n{item}\n\n公園課の広い部屋\n\n緑地課の広い部屋\n\n事後"
        for day, item in enumerate(items, 1)
    ]
    return "\n\n".join([CUT_ROWS.strip(), *rows, *notes])


def test_a_part_of_an_answer_is_none():
    """Its numbers go on in a line that stands somewhere else."""
    page = system("[ ○", "] 税務システム").replace(
        "申込みを受け、広場を使う日を決める。\n雨の日は、別の日に振り替える。", "①窓口で申込みを受ける。"
    )
    page = page.replace("空いている広場を調べる。", "②広場を使う日を決める。")
    got = answers(read(page))
    assert "①窓口で申込みを受ける。" not in got.values()


def test_a_few_labels_out_of_their_order_do_not_spoil_the_others():
    page = system("[ ○", "] 税務システム").replace("①事務の名称\n\n", "").replace("公園の使用許可に関する事務\n\n", "")
    got = answers(read(page + "\n\n７．他の評価実施機関\n\n①事務の名称\n\n②所属長の役職名\n\n①部署"))
    assert got["I.2.1[1].1"] == "公園予約システム"
    assert got["I.2.1[1].2"] == "空いている広場を調べる。"
