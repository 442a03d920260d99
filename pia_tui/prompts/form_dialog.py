"""A whole form, question by question in plain lines: by ear, in the smallest console, or driven by another program.

Every answer is on the disk before the next question is asked, so that one may stop anywhere and go on there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from pia_tui.assessment import Assessment, Node
from pia_tui.errors import visible
from pia_tui.forms import Value
from pia_tui.forms.values import format_value
from pia_tui.places import part_name, short_words
from pia_tui.prompts.answering import Answering
from pia_tui.prompts.form_commands import Changing, Moving, Showing, command_of, commands
from pia_tui.prompts.lines import EndOfInput, Lines
from pia_tui.prompts.stops import FormStop, Stops
from pia_tui.rules.completeness import is_asked, progress

if TYPE_CHECKING:
    from pia_tui.store import Store

__all__ = ["FormDialog", "FormHost", "commands"]

_PROMPTS = {
    "choice": "番号",
    "multi": "番号（いくつでも）",
    "flag": "1 ○、2 ×",
    "date": "日付",
    "count": "件数",
    "figure": "図のファイル",
}


class FormHost(Protocol):
    """What the dialog asks of the rest of the program."""

    def export(self, document_id: int) -> str:
        """Write the PDF; returns where it lies. Raises PiaError."""

    def findings(self, document: Assessment) -> Sequence[tuple[str, str]]:
        """What does not look right: (path or "", sentence)."""

    def edited(self, text: str) -> str:
        """A text as it comes back from another program. Raises PiaError."""

    def drawing(self, file: str) -> Value:
        """A drawing from a file, kept in the store; returns the answer that stands for it. Raises PiaError."""


class FormDialog:
    """The dialog over one document, which is locked for this program. `run` returns the key where it was left."""

    def __init__(self, store: Store, document: Assessment, lines: Lines, host: FormHost) -> None:
        self.document, self.lines = document, lines
        self.stops = Stops(document)
        self.answering = Answering(store, self.stops, lines, host)
        self._told: tuple[str, ...] = ()
        self._commands = {
            **Showing(self.stops, lines, host).commands(),
            **Moving(self.stops, lines, host).commands(),
            **Changing(self.answering).commands(),
        }

    def run(self, at: str = "") -> str:
        """Ask from the item at `at` (a key or a path; else from the first without an answer) until the officer stops.

        Returns the key of the item where to go on next time, or an empty text at the form's end.
        """
        self.stops.start(at)
        self._say_beginning()
        try:
            while self.stops.at < len(self.stops.all):
                if not self._ask_one():
                    break
                if self.answering.ended:
                    raise EndOfInput
            else:
                self._say_end()
        except EndOfInput:
            self.lines.say()
            self.lines.say("入力が終わりました。ここまでに書いたものは、すべて保存済みです。")
        return self.stops.key

    def _ask_one(self) -> bool:
        """Ask at one stop; False when the officer stops."""
        stop, node = self.stops.here, self.stops.here.node
        self._say_place(stop)
        value = self.document.value(node)
        if node.is_list:
            self._say_list(node)
        else:
            self._say_question(node, value)
        while True:
            typed = self.lines.read(self._prompt(node))
            command, rest = command_of(typed)
            if command == "stop":
                self.lines.say("終わります。書いたものは、すべて保存済みです。次はこの項目から続けられます。")
                return False
            if command is not None and command in self._commands:
                before = self.stops.at, stop.key
                self._commands[command](rest)
                if (self.stops.at, self.stops.key) != before:
                    return True
                continue
            if command is not None:
                self.lines.say(f"「{visible(typed.strip())}」という命令はありません。「:使い方」で一覧を読めます。")
                continue
            if not typed.strip():
                self.stops.at += 1
                return True
            if node.is_list:
                self.lines.say("欄を増やすときは「:追加」、先へ進むときは空のまま Enter を押してください。")
                continue
            if self.answering.answer(node, self.answering.typed_text(node, typed)):
                self.stops.at += 1
                return True

    def _prompt(self, node: Node) -> str:
        if node.is_list:
            return "Enter で次へ、増やすときは :追加"
        return _PROMPTS.get(node.value_kind or "", "答え")

    def _say_beginning(self) -> None:
        done = progress(self.document)
        self.lines.say(f"「{visible(self.document.name)}」を一問ずつ書きます。記入 {done.answered}/{done.asked}。")
        self.lines.say(
            "答えを入れて Enter、書かずに進むには空のまま Enter。「:使い方」で、戻る・検索などの命令を読めます。"
        )

    def _say_end(self) -> None:
        done = progress(self.document)
        self.lines.say()
        self.lines.say(f"様式の終わりです。記入 {done.answered}/{done.asked}。書いたものは、すべて保存済みです。")
        if not done.complete:
            self.lines.say("書いていない項目があります。もう一度始めると、最初の未記入の項目から続けられます。")

    def _say_place(self, stop: FormStop) -> None:
        """The section and the headings over the item, as far as they differ from what was said last."""
        words = (part_name(self.document, stop.part), *short_words(self.document, stop.node.path)[1:-1])
        told, self._told = self._told, words
        same = 0
        while same < min(len(told), len(words)) and told[same] == words[same]:
            same += 1
        if same < len(words):
            self.lines.say()
        for depth, word in enumerate(words[same:], start=same):
            self.lines.say(f"【{word}】" if depth == 0 else word)

    def _say_question(self, node: Node, value: Value | None) -> None:
        item = node.item
        marks = "" if is_asked(self.document, node) or node.value_kind == "flag" else "（任意）"
        name = short_words(self.document, node.path)[-1]
        head = name if item.input_label in (item.label, "") else f"{name}　{item.input_label}"
        self.lines.say(f"{head}{'　※' if item.star else ''}{marks}")
        if node.value_kind in ("choice", "multi"):
            chosen = value if isinstance(value, tuple) else (value,)
            for number, option in enumerate(item.choices, start=1):
                self.lines.say(f"  {number}) {option.text}{'（いまの答え）' if option.text in chosen else ''}")
        elif value is not None:
            self.lines.say(f"いまの答え: {self._excerpt(value)}")
        elif (shown := self.document.shown(node)) is not None:
            self.lines.say(f"書かなければ、こう印刷されます: {self._excerpt(shown)}")
        if node.value_kind == "text" and not self.answering.one_line(node):
            self.lines.say("何行でも書けます。書き終わったら、点（. か 。）だけの行を入れてください。")

    def _say_list(self, node: Node) -> None:
        unit = node.item.repeat.unit if node.item.repeat else node.label
        blocks = self.document.blocks(node.key)
        self.lines.say(f"{unit}は、いま {len(blocks)} 個です。")

    def _excerpt(self, value: Value) -> str:
        text = "、".join(value) if isinstance(value, tuple) else format_value(value)
        flat = visible(" / ".join(line for line in text.splitlines() if line.strip()))
        return flat if len(flat) <= 120 else f"{flat[:120]}……（「:読む」で全部読めます）"
