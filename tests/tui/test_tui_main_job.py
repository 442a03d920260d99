"""The main job on the screen: three answers, the form that follows, the whole of Ⅰ, leaving, coming back, the PDF."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from screens import settle
from textual import events

from pia_tui.store import Store
from pia_tui.tui.editor.screen import EditorScreen
from pia_tui.tui.threshold.wizard import WizardScreen
from pia_tui.tui.widgets.text_editor import TextEditor

TASK = "国民健康保険に関する事務"
OUTLINE = """国民健康保険の資格の取得と喪失、保険給付、保険税の賦課と徴収に関する事務（保健事業の案内を含む。）

市は、国民健康保険法、地方税法その他の法令と市の条例に基づき、加入の届出の受付から給付金の支払、保険税の通知までを行う。\
加入する世帯の所得や住所の動きを正しくつかみ、払い過ぎや給付の漏れが起きないよう、毎月の異動を台帳に反映し、\
関係する課と突き合わせながら、公平な負担と確かな給付を保つ。

※世帯主が加入者でない場合も、届出と納税の義務を負う者として取り扱う。届出が遅れた場合は、資格が生じた日にさかのぼって\
保険税を計算し直し、既に支払った医療費の精算を行う。

①住民が窓口で加入を届け出ると、職員が本人を確かめて資格を登録する。②登録した資格に基づき、資格確認書を交付する。\
③医療機関からの請求を審査支払機関を通じて受け取り、給付額を決める。④前年の所得を税務課から受け取り、保険税を計算して通知する。\
⑤ほかの市町村から転入した者の前年の所得を、情報提供ネットワークシステムで照会する。"""

SYSTEMS = (
    (
        "国保資格システム",
        "加入と脱退の届出を登録し、資格の履歴と世帯の構成を管理して、資格確認書を作る電算処理を行う。",
        (1, 4),
        "",
    ),
    (
        "国民健康保険税賦課システム",
        "前年の所得と資格の履歴から、世帯ごとの保険税の額を計算し、納税通知書と納付書を作る電算処理を行う。",
        (2, 6),
        "",
    ),
    (
        "共通基盤システム（庁内連携システム）",
        "①情報の預かり機能　各課のシステムが渡した情報を、決められた形で預かる機能。\n"
        "②情報の受渡し機能　預かった情報を、許可された課のシステムにだけ渡し、渡した日時と項目を記録する機能。\n"
        "③異動の反映機能　転入や転居があったときに、預かった情報を夜間の処理で新しいものに置き換える機能。",
        (4, 5, 6, 7),
        "各課の業務システム",
    ),
    (
        "住登外者管理システム",
        "①番号付け機能　住民票のない加入者に、市の中だけで使う番号を付けて登録する機能。登録は各課の職員が行う。\n"
        "②修正機能　登録した内容を必要に応じて直し、共通基盤を通じて各課のシステムに知らせる機能。",
        (2,),
        "",
    ),
    (
        "団体内統合宛名システム",
        "①宛名番号の付番機能　まだ番号のない者に、市の中で一つだけの宛名番号を付け、"
        "各課のシステムと中間サーバーに返す機能。\n"
        "②宛名の管理機能　氏名と住所を宛名番号や個人番号と結び付けて保存し、入れ替わりがないかを毎日確かめる機能。\n"
        "③中間サーバーとの連携機能　中間サーバーからの求めに応じて、宛名番号に結び付く宛名の情報を知らせる機能。\n"
        "④業務システムとの連携機能　各課のシステムからの求めに応じて、個人番号に結び付く宛名の情報を知らせる機能。",
        (2, 7),
        "中間サーバー",
    ),
)  # fmt: skip
TEXTS = {
    "I.4.1": "①法令と条例に基づき、加入者の資格と所得を正しくつかみ、給付と負担を公平にするため。\n"
    "②同じ氏名の者を取り違えず、届出から通知までを早く確かに行うため。",
    "I.4.2": "前の住所地の所得や、ほかの医療保険の加入の有無を、本人が証明書を取り寄せなくても確かめられるようになり、"
    "窓口での手間と待ち時間が減るとともに、資格の重複や保険税の計算誤りを早く見付けられることが期待される。",
    "I.5.1": "番号法第9条第1項　別表の44の項　<番号の利用>",
    "I.6.2": "<情報照会>\n○番号法第19条第8号に基づく主務省令第2条の表の69の項"
    "（国民健康保険法による保険給付の支給、保険税の徴収に関する事務で、省令で定めるもの）\n"
    "<情報提供>\n○同じ表のうち、情報提供者が「市町村長」で、提供する情報に「医療保険給付関係情報」が含まれる項",
    "I.7.1": "市民部保険年金課（財務部税務課）",
    "I.7.2": "保険年金課長（税務課長）",
}


async def answer(pilot: Any, text: str) -> None:
    pilot.app.screen.query_one("#answer", TextEditor).load_text(text)
    await pilot.press("enter")
    await settle(pilot)


async def to_form(pilot: Any) -> EditorScreen:
    """From the empty register to the 全項目 form, with the figures of a city of more than 300,000."""
    await pilot.press("ctrl+n")
    await settle(pilot)
    wizard = pilot.app.screen
    assert isinstance(wizard, WizardScreen)
    for text in ("33万5千", "令和7年4月1日", "４２０", ""):
        await answer(pilot, text)
    await pilot.press("1", "1")
    await settle(pilot)
    await pilot.press("enter", "enter")
    await settle(pilot)
    for text in (TASK, "見本市長", "9"):
        await answer(pilot, text)
    await pilot.press("1")
    await settle(pilot)
    editor = pilot.app.screen
    assert isinstance(editor, EditorScreen)
    assert editor.session.document.form.level == "zenkoumoku"
    return editor


async def write(pilot: Any, editor: EditorScreen, text: str) -> None:
    """Open the item with the cursor by pasting, and go on with Tab."""
    pilot.app.post_message(events.Paste(text))
    await settle(pilot)
    assert editor.place == "text"
    await pilot.press("tab")


def goes_to(editor: EditorScreen, path: str) -> None:
    assert editor.go_to(editor.session.document.key(path)), path


async def test_the_whole_of_the_first_section_is_typed_kept_and_printed(
    running: Callable[..., Any], workspace: Any
) -> None:
    async with running() as pilot:
        editor = await to_form(pilot)
        document = editor.session.document
        assert document.get("I.1.1") == TASK
        goes_to(editor, "I.1.2")
        await write(pilot, editor, OUTLINE)
        assert editor.pane.node.path == "I.1.3"
        assert document.get("I.1.3") == "30万人以上", "the judgement has answered it"
        for number, (name, use, marks, other) in enumerate(SYSTEMS, start=1):
            if number > 1:
                add = next(n for n, row in enumerate(editor.pane.page.rows) if row.key == "+I.2.1[]")
                editor.pane.page.move_to(add)
                await pilot.press("enter")
                await settle(pilot)
                assert editor.pane.node.path == f"I.2.1[{number}]"
            goes_to(editor, f"I.2.1[{number}].1")
            await write(pilot, editor, name)
            await write(pilot, editor, use)
            assert editor.pane.node.path == f"I.2.1[{number}].3"
            for mark in marks:
                await pilot.press(str(mark))
            if other:
                goes_to(editor, f"I.2.1[{number}].3.7")
                await write(pilot, editor, other)
        for path, text in TEXTS.items():
            goes_to(editor, path)
            await write(pilot, editor, text)
        goes_to(editor, "I.6.1")
        await pilot.press("1")
        number_of_document = editor.session.id
        await pilot.press("ctrl+q")
        await settle(pilot)

    async with running() as pilot:
        pilot.app.open_document(number_of_document)
        await settle(pilot)
        again = pilot.app.screen.session.document
        assert again.get("I.1.2") == OUTLINE
        assert again.count("I.2.1") == len(SYSTEMS)
        options = again.form.item("I.2.1.3").choice_texts
        for number, (name, use, marks, other) in enumerate(SYSTEMS, start=1):
            assert again.get(f"I.2.1[{number}].1") == name
            assert again.get(f"I.2.1[{number}].2") == use
            assert again.get(f"I.2.1[{number}].3") == tuple(options[mark - 1] for mark in marks)
            assert again.get(f"I.2.1[{number}].3.7") == (other or None)
        assert {path: again.get(path) for path in TEXTS} == TEXTS
        assert again.get("I.6.1") == "実施する"

    printed = printed_text(workspace, number_of_document)
    sentences = [OUTLINE, *TEXTS.values(), *(part for system in SYSTEMS for part in (system[0], system[1], system[3]))]
    for sentence in (line for text in sentences for line in text.split("\n") if line):
        assert squeezed(sentence) in printed, sentence


def printed_text(workspace: Any, document_id: int) -> str:
    """The words of the document's PDF, without blanks."""
    from pypdf import PdfReader

    from pia_tui.usecases.export import content

    with Store.open(workspace, read_only=True) as store:
        _, data = content(store, document_id, "pdf")
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


def squeezed(text: str) -> str:
    return "".join(text.split())
