"""Every action of the screens, named once: its key, its words, and where it works.

Bindings, footer, palette and help are all made from this table. Keys that an IME or a Windows console keeps for itself
(F6–F10, single letters, Ctrl+M/I/H/J, F11, Ctrl+Shift+…) are not used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from textual.binding import Binding, BindingType

Place = Literal["home", "editor", "text", "choose", "wizard", "result", "reading", "list", "dialog", "writing"]
"""Where an action works: the register; the page of a form; a text being written in it; a choice being made in it; a
question; the result of the judgement; a page to read; a list to pick from; a small dialog; the full screen for a text."""

_KEY_NAMES = {
    "escape": "Esc", "enter": "Enter", "space": "空白", "tab": "Tab", "shift+tab": "Shift+Tab", "delete": "Delete",
    "pageup": "PageUp", "pagedown": "PageDown", "up": "↑", "down": "↓", "left": "←", "right": "→",
}  # fmt: skip


@dataclass(frozen=True)
class Action:
    """`id` is also the name of the method `action_<id>`; `keys` the bound keys, the first is the one shown.

    `label` is the footer's word, `title` the line in the palette, `help` the sentence of the help page. `rank` orders
    the footer; 0 keeps the action out of it. A `silent` action has a key that a widget handles by itself: it is told
    about, but not bound.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    title: str
    help: str
    places: tuple[Place, ...]
    rank: int = 0
    silent: bool = False
    palette: bool = True

    @property
    def key_name(self) -> str:
        """The key as it is written for people: Ctrl+S."""
        return key_name(self.keys[0]) if self.keys else ""


def key_name(key: str) -> str:
    """The name of a key for people."""
    if key in _KEY_NAMES:
        return _KEY_NAMES[key]
    return "+".join(part.capitalize() if len(part) > 1 else part.upper() for part in key.split("+"))


_EVERYWHERE: tuple[Place, ...] = (
    "home", "editor", "text", "choose", "wizard", "result", "reading", "list", "dialog", "writing",
)  # fmt: skip
_IN_DOCUMENT: tuple[Place, ...] = ("editor", "text", "choose")

ACTIONS: tuple[Action, ...] = (
    # -- everywhere
    Action("help", ("f1",), "ヘルプ", "ヘルプ", "この画面の使い方と、書き方の説明を出します。", _EVERYWHERE, 10),
    Action(
        "palette", ("ctrl+p",), "操作", "すべての操作", "名前からどの操作でも選べます。",
        ("home", "editor", "text", "choose", "reading", "result", "wizard"), 90, palette=False,
    ),
    Action("quit", ("ctrl+q",), "終了", "終了する", "保存を済ませてから、プログラムを終わります。", _EVERYWHERE, 95),
    Action("switch_theme", (), "画面の色", "画面の色を変える", "暗い・明るい・高コントラスト・16色から選びます。", ("home", "editor", "reading", "result", "wizard")),
    Action(
        "switch_console", (), "記号の幅", "記号の幅を合わせる（○や罫線で文字がずれるとき）",
        "古いコンソールで①や○の後ろがずれるときに切り替えます。", ("home", "editor", "reading", "result", "wizard"),
    ),
    # -- the register
    Action("open", ("enter",), "開く", "評価書を開く", "選んだ評価書を開きます。", ("home",), 20, silent=True),
    Action("new", ("ctrl+n",), "新規", "しきい値判断から新しく作る", "3つの問いに答えて、必要な評価書を作ります。", ("home",), 30),
    Action("sort", ("f2",), "並べ替え", "一覧を並べ替える", "番号・名称・種類・公表日・更新の順に並べ替えます。", ("home",), 40),
    Action("search_all", ("f3",), "全文検索", "すべての評価書から言葉を探す", "本文の言葉で、すべての評価書を探します。", ("home",), 42),
    Action("toggle_archived", ("f4",), "保管庫", "保管庫に入れた評価書を見る・隠す", "一覧から外した評価書を表示します。", ("home",), 44),
    Action("reload", ("f5",), "読み直す", "一覧を読み直す", "ほかの端末での変更を一覧に反映します。", ("home",), 0),
    Action("document_menu", ("ctrl+b",), "複製など", "複製・書き出し・保管など、評価書の操作", "選んだ評価書の複製、書き出し、保管庫への移動を行います。", ("home",), 50),
    Action("add_demo", (), "見本", "見本の評価書を入れる", "架空の市の評価書を3つ入れます。", ("home",)),
    Action("import_file", (), "取り込む", "ファイルを取り込む", "公表済みの評価書や Excel などのファイルを取り込みます。", ("home",)),
    # -- the editor
    Action("edit", ("enter",), "書く", "この項目を書く", "項目を開いて書きます。文字を打ち始めても開きます。", ("editor",), 12, silent=True),
    Action("next_open", ("f2",), "次の未記入", "次の未記入の項目へ", "まだ書いていない項目へ順に移ります。", _IN_DOCUMENT, 20),
    Action("find", ("f3",), "検索", "この評価書から言葉を探す", "言葉を入れると、書いた所と項目名から探します。", _IN_DOCUMENT, 30),
    Action("sections", ("f4",), "目次", "目次へ", "章を選んで移ります。", _IN_DOCUMENT, 32),
    Action("check", ("f5",), "点検", "記入もれや食い違いを調べる", "点検して、指摘の一覧を出します。", _IN_DOCUMENT, 34),
    Action("back", ("escape",), "一覧へ", "一覧へ戻る", "保存を済ませて、評価書の一覧へ戻ります。", ("editor",), 80),
    Action("save", ("ctrl+s",), "保存", "いま保存する", "入力は自動で保存されます。すぐ保存したいときに押します。", (*_IN_DOCUMENT, "writing"), 60),
    Action("undo", ("ctrl+z",), "元に戻す", "元に戻す", "直前の変更を取り消します。終了した後でも戻せます。", ("editor",), 62),
    Action("redo", ("ctrl+y",), "やり直す", "やり直す", "元に戻した変更を、もう一度行います。", ("editor",), 0),
    Action("blocks", ("ctrl+b",), "増やす・減らす", "繰り返しの欄を増やす・複製・並べ替え・減らす", "システム、委託事項、提供先、ファイルなどの欄の数と順番を変えます。", ("editor", "text"), 40),
    Action("note", ("ctrl+n",), "メモ", "この項目にメモを付ける", "印刷されないメモです。書いた理由や、聞く相手を残せます。", _IN_DOCUMENT, 0),
    Action("notes", (), "メモ一覧", "メモの一覧", "この評価書に付けたメモを一覧にします。", _IN_DOCUMENT),
    Action("clips", ("ctrl+t",), "定型文", "定型文を使う・登録する", "よく使う文を登録し、ほかの項目や評価書で使います。", ("editor", "text", "writing"), 0),
    Action("confirm_text", (), "確認済み", "この項目を「確認済み」にする", "定型文や取込みで入った文の「要確認」を外します。", ("editor",)),
    Action("unconfirmed", (), "要確認の一覧", "要確認の項目の一覧", "まだ人が確かめていない項目を一覧にします。", _IN_DOCUMENT),
    Action("filter", ("ctrl+l",), "絞り込み", "未記入だけ・指摘だけを表示する", "すべて、未記入だけ、指摘のある項目だけ、と切り替えます。", ("editor",), 0),
    Action("review", ("ctrl+r",), "通して読む", "評価書を初めから通して読む", "印刷される順に、全体を文章で読みます。", ("editor",), 50),
    Action("export_pdf", ("ctrl+d",), "PDF", "PDF を作る", "様式どおりの PDF を作って、保存した場所を示します。", ("editor", "reading", "home"), 45),
    Action("export_other", (), "書き出す", "Excel・JSON に書き出す", "Excel や、持ち運び用のファイルに書き出します。", ("editor", "home")),
    Action("clear_item", ("delete",), "消す", "この項目を未記入に戻す", "答えを消して、未記入に戻します（元に戻せます）。", ("editor",), 0),
    Action("clear_hidden", (), "書かない欄を消す", "書かなくてよくなった欄に残る文を消す", "「委託しない」などで不要になった欄に残る文を消します（元に戻せます）。", ("editor",)),
    Action("copy_from_file", (), "写す", "ほかの特定個人情報ファイルから、この章を写す", "Ⅱ・Ⅲの同じ項目を、ほかのファイルからまとめて写します。", ("editor",)),
    Action("history", (), "履歴", "変更の履歴を見る", "いつ、どの項目を、どう変えたかを新しい順に見ます。", ("editor",)),
    Action("take_over", (), "編集を引き継ぐ", "編集を引き継ぐ（ほかの人が開いているとき）", "閉じ忘れなどのとき、この端末で編集できるようにします。", ("editor",)),
    # -- writing a text
    Action("finish", ("escape",), "書き終わる", "書き終わる", "書いた文を保存して、項目の一覧に戻ります。", ("text", "writing"), 12),
    Action("next_item", ("tab",), "次の項目", "次の項目へ", "書いた文を保存して、次の項目へ移ります。", ("text",), 14, silent=True),
    Action("previous_item", ("shift+tab",), "前の項目", "前の項目へ", "書いた文を保存して、前の項目へ移ります。", ("text",), 0, silent=True),
    Action("full_screen", ("ctrl+e",), "大きく書く", "画面いっぱいに広げて書く", "長い文を、画面いっぱいの欄で書きます。", ("editor", "text"), 16),
    Action("external", ("ctrl+o",), "メモ帳で書く", "メモ帳などの外部エディターで書く", "使い慣れたエディターで書き、保存して閉じると戻ります。", ("editor", "text", "writing"), 18),
    Action("undo_typing", ("ctrl+z",), "元に戻す", "打った文字を元に戻す", "打った文字を取り消します。", ("text", "writing"), 0, silent=True, palette=False),
    # -- making a choice in the page
    Action("choose", ("space", "enter"), "選ぶ", "選ぶ", "○を付ける・外す、又は選びます。", ("choose",), 12, silent=True, palette=False),
    Action("leave_choice", ("escape",), "選び終わる", "選び終わる", "項目の一覧に戻ります。", ("choose",), 14, silent=True, palette=False),
    # -- questions
    Action("next_question", ("enter",), "次へ", "次の問いへ", "答えを確かめて、次の問いへ進みます。", ("wizard",), 12, silent=True, palette=False),
    Action("previous_question", ("escape",), "前へ", "前の問いへ", "前の問いへ戻ります。最初の問いでは一覧へ戻ります。", ("wizard", "result"), 14),
    Action("make_documents", ("enter", "ctrl+s"), "評価書を作る", "評価書を作る", "事務の名称などを入れて、評価書を作ります。", ("result",), 12),
    Action("save_result", (), "記録する", "判断の記録だけを残す", "評価書を作らずに、判断を記録します。", ("result",), 0),
    # -- reading, picking, dialogs
    Action("close", ("escape",), "戻る", "戻る", "前の画面へ戻ります。", ("reading", "list", "dialog"), 80),
    Action("pick", ("enter",), "選ぶ", "選ぶ", "選んだものに決めます。", ("list", "reading"), 12, silent=True, palette=False),
    Action("accept", ("ctrl+s",), "決める", "決める", "入れた内容に決めます。", ("dialog",), 12),
)  # fmt: skip
"""The registry, in the order of the help page."""


@cache
def actions_at(place: Place) -> tuple[Action, ...]:
    """The actions of a place, in the registry's order."""
    return tuple(action for action in ACTIONS if place in action.places)


def footer_actions(place: Place) -> list[Action]:
    """The actions for the footer of a place, most wanted first."""
    return sorted((action for action in actions_at(place) if action.rank and action.keys), key=lambda one: one.rank)


def find_action(action_id: str, place: Place | None = None) -> Action:
    """The action with this id; of several, the one that works at `place`."""
    found = [action for action in ACTIONS if action.id == action_id]
    return next((action for action in found if place is None or place in action.places), found[0])


def bindings(*places: Place) -> list[BindingType]:
    """Textual bindings for the keys of some places. Every key asks the screen, which knows the place it is in."""
    keys = dict.fromkeys(
        key for place in places for action in actions_at(place) if not action.silent for key in action.keys
    )
    return [Binding(key, f"key({key!r})", show=False) for key in keys]


def action_for_key(place: Place, key: str) -> Action | None:
    """The action that a key starts at a place, silent ones apart."""
    return next((action for action in actions_at(place) if not action.silent and key in action.keys), None)
