"""What must not be guessed: options, headings, dates for names, rows printed twice, cells a row off, cut words."""

from __future__ import annotations

from pia_tui.assessment import Assessment
from pia_tui.forms import Value, load_form
from pia_tui.ingest import read_file
from pia_tui.ingest.text import Report
from pia_tui.ingest.text.reading import Reading

ZEN = "特定個人情報保護評価書(全項目評価書)\n評価書番号\t評価書名\n7\t見本の事務 全項目評価書\n"
JUTEN = ZEN.replace("全項目", "重点項目")
KISO = "特定個人情報保護評価書(基礎項目評価書)\n評価書番号\n7\n評価書名\n見本の事務 基礎項目評価書\n"


def read(text: str) -> tuple[Assessment, Report]:
    found = read_file(text.encode())
    assert found.report is not None
    return Assessment(load_form(found.form_id), found.state), found.report


def value(text: str, path: str) -> Value | None:
    return read(text)[0].get(path)


def test_a_list_of_options_that_slid_into_the_next_row_is_no_text() -> None:
    text = (
        "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n3. 特定個人情報の使用\n"
        "アクセス権限の管理\t[行っている]\t<選択肢>\n具体的な管理方法\t年に一度見直す\t1) 行っている\t2) 行っていない\n"
    )
    assert value(ZEN + text, "III[1].3.2.3.1") == "年に一度見直す"


def test_rows_of_a_nested_table_that_stand_twice_open_no_block() -> None:
    row = "③移転する情報\t氏名と住所\n"
    text = (
        "II 特定個人情報ファイルの概要\n5. 特定個人情報の提供・移転\n移転先1\t甲課\n①法令上の根拠\t条例\n"
        f"移転先2\t乙課\n{row}<table><tr><td>③移転する情報</td><td>氏名と住所</td></tr></table>\n{row}"
        "⑦時期・頻度\t毎月\n6. 特定個人情報の保管・消去\n"
    )
    document, _ = read(ZEN + text)
    assert document.count("II[1].5.3") == 2
    assert document.get("II[1].5.3[2].3") == "氏名と住所"
    assert document.get("II[1].5.3[2].7") == "毎月"


def test_a_label_without_its_first_letters_is_one() -> None:
    text = (
        "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n3. 特定個人情報の使用\n"
        "宛名システム等における措置の内容\t措置甲\n務で使用するその他のシステムにおける措置の内容\t措置乙\n"
    )
    document, _ = read(ZEN + text)
    assert document.get("III[1].3.1.1") == "措置甲"
    assert document.get("III[1].3.1.2") == "措置乙"


def test_a_rule_of_dashes_is_no_answer() -> None:
    assert value(JUTEN + "特記事項\tなし\n------\t-----\n評価実施機関名\n見本市長\n", "cover.4") == "なし"


def test_a_date_is_no_name() -> None:
    document, report = read(JUTEN + "評価実施機関名\n令和6年2月1日\n項目一覧\n")
    assert document.by_role("body") is None
    assert "cover.5" in {doubt.path for doubt in report.doubtful}


def test_a_column_that_the_form_does_not_have_keeps_its_heading_in_the_tray() -> None:
    text = (
        "(別添2) 変更箇所\n変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\t担当の注\n"
        "令和5年4月1日\tI 基本情報\t甲\t乙\t事後\t修正\n"
    )
    assert [each.text for each in read(JUTEN + text)[1].unplaced] == ["担当の注"]


def test_the_beginning_of_a_heading_is_no_answer() -> None:
    text = "Ⅰ 関連情報\n5.評価実施機関における担当部署\n①部署\n総務課\n6.他の評価実施機関\n見本市\n8.特定個人\n"
    assert value(KISO + text, "I.6") == "見本市"


def test_cells_that_stand_a_row_off_are_left_in_the_tray() -> None:
    text = (
        "I 基本情報\n2. 特定個人情報ファイルを取り扱う事務において使用するシステム\nシステム1\n"
        "<p>①システムの名称</p> <p>乙システム</p>\t<p>1. 乙の機能</p>\n"
        '<p>②システムの機能</p>\t<p>[<input type="checkbox"/>] 税務システム [<input type="checkbox"/>] その他 ()</p>\n'
        "<p>③他のシステムとの接続</p>\t\n3. 特定個人情報ファイル名\n乙ファイル\n"
    )
    document, report = read(ZEN + text)
    assert not [key for key in document.state if key.startswith("I.2.1[")]
    assert "乙の機能" in "".join(each.text for each in report.unplaced)


def test_the_forms_own_name_is_whole_in_the_name_of_the_document() -> None:
    text = KISO.replace("見本の事務 基礎項目評価書", "見本の事務 基礎項\n目評価書") + "評価実施機関名\n見本市長\n"
    assert value(text, "cover.2") == "見本の事務 基礎項目評価書"


def test_blanks_in_words_of_a_text_without_line_ends_are_taken_out() -> None:
    words = "見本市は、個人情報ファ イルを取り扱 うに当たり、システ ムを守るための対策 を行う。"
    words += "見直しは毎年行い、結果を課長に報告し、職員には年に一度の研修を受けさせる。"
    text = f"{KISO} 個人のプライバシー等の権利利益の保護の宣言 {words} 特記事項 なし 評価実施機関名 見本市長".replace(
        "\n", " "
    )
    assert value(text, "cover.3") == words.replace(" ", "")


def test_invisible_places_for_line_ends_are_taken_out() -> None:
    text = "I 基本情報\n1. 特定個人情報ファイルを取り扱う事務\n①事務の\u200b名称\t見\u200b本\n"
    assert value(JUTEN + text, "I.1.1") == "見本"


def test_a_block_beyond_the_number_that_the_form_tells_is_doubted() -> None:
    text = (
        "II 特定個人情報ファイルの概要\n1. 特定個人情報ファイル名\n甲ファイル\n4. 特定個人情報ファイルの取扱いの委託\n"
        "委託の有無\t[委託する] ( 1 ) 件\n委託事項1\t印刷\n①委託内容\t通知を刷る\n委託事項2\t保守\n①委託内容\t直す\n"
    )
    document, report = read(ZEN + text)
    assert document.count("II[1].4.2") == 2
    assert [doubt.path for doubt in report.doubtful if "1）件" in doubt.why] == ["II[1].4.2[2]"]
    _, report = read(ZEN + text.replace("( 1 )", "( 2 )"))
    assert not [doubt for doubt in report.doubtful if "件と" in doubt.why]


def test_a_foot_and_a_head_in_one_line_are_in_no_answer_though_no_page_ends() -> None:
    labels = (
        "①事務の名称",
        "②事務の内容",
        "②システムの機能",
        "4. 特定個人情報ファイルを取り扱う理由",
        "①事務実施上の必要性",
    )
    body = "".join(f"{label}\n記載{number}\n{number}/5 見本の事務\n" for number, label in enumerate(labels, start=1))
    text = f"{ZEN}I 基本情報\n1. 特定個人情報ファイルを取り扱う事務\n{body}"
    document, report = read(text)
    assert document.get("I.1.1") == "記載1"
    assert document.get("I.1.2") == "記載2"
    assert "1/5 見本の事務" in "".join(each.text for each in report.unplaced)


def test_many_empty_lines_on_a_page_are_no_page_end_where_pages_end_otherwise() -> None:
    pages = [f"見出し{n}\n\n\n\n\n{text}\n見本市\n" for n, text in enumerate(("甲", "乙", "丙", "丁"))]
    reading = Reading("\f".join(pages))
    assert len(reading.pages) == 4
    assert len(Reading("\n\n\n\n\n".join(pages)).pages) == 8


def test_the_number_in_the_line_of_the_name_is_the_number() -> None:
    text = KISO.replace("評価書番号\n7\n評価書名\n", "評価書番号\n評価書名\n\n27 ")
    document, _ = read(text + "個人のプライバシー等の権利利益の保護の宣言\n守る。\n評価実施機関名\n見本市長\n")
    assert (document.get("cover.1"), document.get("cover.2")) == ("27", "見本の事務 基礎項目評価書")


PAGE = (
    "特定個人情報保護評価書(全項目評価書)\n"
    "II 特定個人情報ファイルの概要\n1. 特定個人情報ファイル名\n甲ファイル\n3. 特定個人情報の入手・使用\n"
    "{marks}③入手の時期・頻度\n{text}\n⑥使用目的\n" + "窓口で本人の住所を確かめ、台帳と照らして記す。\n" * 3
)


def test_some_of_the_marks_are_no_answer_in_the_text_of_a_page() -> None:
    marks = "[ ○ ] 電子メール\n②入手方法\n[ ○ ] 紙 [ ] 専用線\n"
    document, report = read(PAGE.format(marks=marks, text="毎月"))
    assert document.get("II[1].3.2") is None
    assert "II[1].3.2" in {doubt.path for doubt in report.doubtful}
    assert "紙" in "".join(each.text for each in report.unplaced)


def test_a_text_with_options_of_another_row_is_left_in_the_tray() -> None:
    document, report = read(PAGE.format(marks="", text="毎月 1） 委託する 2） 委託しない"))
    assert document.get("II[1].3.3") is None
    assert "毎月" in "".join(each.text for each in report.unplaced)
