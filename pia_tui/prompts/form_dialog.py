"""A whole form, question by question in plain lines: by ear, in the smallest console, or driven by another program.

Every answer is on the disk before the next question is asked, so that one may stop anywhere and go on there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from pia_tui.assessment import Assessment, Change, Node, Part
from pia_tui.datafile import load
from pia_tui.errors import PiaError, visible
from pia_tui.forms import Value
from pia_tui.forms.values import format_value
from pia_tui.places import block_name, part_name, short, short_words
from pia_tui.prompts.lines import EndOfInput, Lines, number_in
from pia_tui.rules.changes.annex import in_old_row
from pia_tui.rules.completeness import is_answered, is_asked, is_marked_bracket, progress

if TYPE_CHECKING:
    from pia_tui.store import Store

LABEL = "一問ずつの記入"
_END_OF_TEXT = (".", "．", "。")
_MARKS_APART = str.maketrans(dict.fromkeys("、，,・　\t", " "))
_YES, _NO = ("○", "〇", "はい", "1", "１"), ("×", "いいえ", "2", "２")
_HITS = 20
_PROMPTS = {
    "choice": "番号",
    "multi": "番号（いくつでも）",
    "flag": "1 ○、2 ×",
    "date": "日付",
    "count": "件数",
    "figure": "図のファイル",
}


class Command(msgspec.Struct, frozen=True):
    """One thing that may be typed instead of an answer, with the ways to write it."""

    id: str
    words: tuple[str, ...]
    help: str


class _Commands(msgspec.Struct, frozen=True):
    commands: tuple[Command, ...]


@cache
def commands() -> tuple[Command, ...]:
    """What may be typed instead of an answer, in the order in which help tells it."""
    return load(Path(__file__).with_name("form_commands.yaml"), _Commands).commands


class Host(Protocol):
    """What the dialog asks of the rest of the program."""

    def export(self, document_id: int) -> str:
        """Write the PDF; returns where it lies. Raises PiaError."""

    def findings(self, document: Assessment) -> Sequence[tuple[str, str]]:
        """What does not look right: (path or "", sentence)."""

    def edited(self, text: str) -> str:
        """A text as it comes back from another program. Raises PiaError."""

    def drawing(self, file: str) -> Value:
        """A drawing from a file, kept in the store; returns the answer that stands for it. Raises PiaError."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where the dialog stops: an answer to give, or the end of a list where a block may be added."""

    node: Node
    part: Part

    @property
    def key(self) -> str:
        return self.node.key


class FormDialog:
    """The dialog over one document, which is locked for this program. `run` returns the key where it was left."""

    def __init__(self, store: Store, document: Assessment, lines: Lines, host: Host) -> None:
        assert document.id is not None
        self.store, self.document, self.lines, self.host = store, document, lines, host
        self.id = document.id
        self._told: tuple[str, ...] = ()
        self._ended = False
        self._stops: list[Stop] = []
        self._commands: dict[str, Callable[[str], None]] = {
            "help": self._help, "keys": self._keys, "next": self._next, "back": self._back,
            "unanswered": self._unanswered, "section": self._section, "search": self._search, "read": self._read,
            "append": self._append, "editor": self._editor, "clear": self._clear, "undo": self._undo,
            "add": self._add, "remove": self._remove, "check": self._check, "export": self._export,
        }  # fmt: skip

    # -- the way through the form --------------------------------------------------------------------------------------

    def run(self, at: str = "") -> str:
        """Ask from the item at `at` (a key or a path; else from the first without an answer) until the officer stops.

        Returns the key of the item where to go on next time, or an empty text at the form's end.
        """
        self._refresh()
        self._at = self._start(at)
        self._say_beginning()
        try:
            while self._at < len(self._stops):
                if not self._ask_one():
                    break
                if self._ended:
                    raise EndOfInput
            else:
                self._say_end()
        except EndOfInput:
            self.lines.say()
            self.lines.say("入力が終わりました。ここまでに書いたものは、すべて保存済みです。")
        return self._stops[self._at].key if self._at < len(self._stops) else ""

    @property
    def stop(self) -> Stop:
        """Where the dialog stands."""
        return self._stops[self._at]

    def _refresh(self) -> None:
        document = self.document
        self._stops = [
            Stop(node, part) for part in document.parts() for node in document.nodes(part) if self._is_stop(node)
        ]

    def _is_stop(self, node: Node) -> bool:
        if not node.applies or in_old_row(self.document, node.key):
            return False
        if node.is_list:
            return node.item.repeat is not None
        if node.value_kind is None:
            return False
        if node.item.option_text:
            return is_marked_bracket(self.document, node)
        parents = self.document.form.places[node.item.id].parents
        beside_mark = bool(parents) and parents[-1].value_kind == "flag"
        return not beside_mark or self.document.state.get(self.document.beside(node.key, parents[-1].id)) is True

    def _start(self, at: str) -> int:
        if at:
            exact = (n for n, stop in enumerate(self._stops) if at in (stop.key, stop.node.path))
            below = (n for n, stop in enumerate(self._stops) if stop.node.path.startswith((f"{at}.", f"{at}[")))
            found = next(exact, next(below, None))
            if found is not None:
                return found
        return next((n for n, stop in enumerate(self._stops) if self._wants_answer(stop)), 0)

    def _wants_answer(self, stop: Stop) -> bool:
        return (
            not stop.node.is_list and is_asked(self.document, stop.node) and not is_answered(self.document, stop.node)
        )

    def _go(self, key: str) -> bool:
        """Stand on the item of a key; False where there is none to stop at."""
        found = next((n for n, stop in enumerate(self._stops) if stop.key == key), None)
        if found is not None:
            self._at = found
        return found is not None

    # -- one question --------------------------------------------------------------------------------------------------

    def _ask_one(self) -> bool:
        """Ask at one stop; False when the officer stops."""
        stop, node = self.stop, self.stop.node
        self._say_place(stop)
        value = self.document.value(node)
        if node.is_list:
            self._say_list(node)
        else:
            self._say_question(node, value)
        while True:
            typed = self.lines.read(self._prompt(node))
            command, rest = _command(typed)
            if command == "stop":
                self.lines.say("終わります。書いたものは、すべて保存済みです。次はこの項目から続けられます。")
                return False
            if command is not None and command in self._commands:
                before = self._at, stop.key
                self._commands[command](rest)
                if (self._at, self._stops[self._at].key if self._at < len(self._stops) else "") != before:
                    return True
                continue
            if command is not None:
                self.lines.say(f"「{visible(typed.strip())}」という命令はありません。「:使い方」で一覧を読めます。")
                continue
            if not typed.strip():
                self._at += 1
                return True
            if node.is_list:
                self.lines.say("欄を増やすときは「:追加」、先へ進むときは空のまま Enter を押してください。")
                continue
            if self._answer(node, self._typed_text(node, typed)):
                self._at += 1
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

    def _say_place(self, stop: Stop) -> None:
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
        if node.value_kind == "text" and not self._one_line(node):
            self.lines.say("何行でも書けます。書き終わったら、点（. か 。）だけの行を入れてください。")

    def _say_list(self, node: Node) -> None:
        unit = node.item.repeat.unit if node.item.repeat else node.label
        blocks = self.document.blocks(node.key)
        self.lines.say(f"{unit}は、いま {len(blocks)} 個です。")

    def _excerpt(self, value: Value) -> str:
        text = "、".join(value) if isinstance(value, tuple) else format_value(value)
        flat = visible(" / ".join(line for line in text.splitlines() if line.strip()))
        return flat if len(flat) <= 120 else f"{flat[:120]}……（「:読む」で全部読めます）"

    # -- answers -------------------------------------------------------------------------------------------------------

    def _one_line(self, node: Node) -> bool:
        return bool(getattr(node.item, "one_line", False)) or node.item.digits_only or node.item.option_text

    def _typed_text(self, node: Node, first: str) -> str:
        """A long text is read to the line that ends it; a colon that begins a text is typed twice."""
        if first.startswith(("::", "：：")):
            first = first[1:]
        if node.value_kind != "text" or self._one_line(node):
            return first
        typed = [first]
        try:
            while (line := self.lines.read("続き")).strip() not in _END_OF_TEXT:
                typed.append(line)
        except EndOfInput:
            self._ended = True  # what was typed before the end is kept first
        return "\n".join(typed)

    def _answer(self, node: Node, raw: str) -> bool:
        """Put an answer in and save it; False when it cannot be, and why has been said."""
        try:
            return self._write(self.document.change(node.path, self._value(node, raw)))
        except PiaError as error:
            self.lines.say(str(error))
            return False

    def _value(self, node: Node, raw: str) -> object:
        kind = node.value_kind
        if kind == "flag":
            if raw.strip() in (*_YES, *_NO):
                return raw.strip() in _YES
            return raw.strip()
        if kind == "choice":
            return self._option(node, raw.strip())
        if kind == "multi":
            parts = raw.translate(_MARKS_APART).split()
            numbers = [number_in(part) for part in parts]
            if all(number is not None for number in numbers):
                return [self._option(node, part) for part in parts]
            return [raw.strip()]
        if kind == "figure":
            return self.host.drawing(raw.strip().strip('"'))
        return raw

    def _option(self, node: Node, typed: str) -> str:
        number, options = number_in(typed), node.item.choice_texts
        return options[number - 1] if number is not None and 1 <= number <= len(options) else typed

    def _write(self, changes: list[Change]) -> bool:
        from pia_tui.store.errors import PersonalNumberFound

        if not changes:
            self.lines.say("同じ内容なので、何も変えていません。")
            return True
        try:
            self.store.write(self.id, changes, label=LABEL)
        except PersonalNumberFound as found:
            exempt = self._exempted(found)
            if not exempt:
                return False
            changes = [*changes, *exempt]
            self.store.write(self.id, changes, label=LABEL)
        self.document.apply(changes)
        key = self.stop.key
        self._refresh()
        if not self._go(key):
            self._at = min(self._at, len(self._stops) - 1)
        self.lines.say("保存しました。")
        return True

    def _exempted(self, found: PiaError) -> list[Change]:
        from pia_tui.store.errors import PersonalNumberFound

        assert isinstance(found, PersonalNumberFound)
        self.lines.say(str(found))
        keys = [place.exemption for place in found.places if place.exemption]
        reason = (
            self.lines.read("個人番号でないなら、その理由（空のまま Enter で、書き直します）").strip() if keys else ""
        )
        return [change for key in keys for change in self.document.change(key, reason)] if reason else []

    # -- commands ------------------------------------------------------------------------------------------------------

    def _help(self, _rest: str) -> None:
        item = self.stop.node.item
        said = [item.help, f"良い例: {item.good}" if item.good else "", f"良くない例: {item.poor}" if item.poor else ""]
        change = self.document.form.important_change(item.id)
        if change is not None:
            said.append(f"※ この項目を変えると、重要な変更（{change.name}）に当たることがあります。")
        for line in [one for one in said if one] or ["この項目の説明はありません。"]:
            self.lines.say(line)

    def _keys(self, _rest: str) -> None:
        for command in commands():
            self.lines.say(f"  :{command.words[0]}（:{command.words[-1]}）　{command.help}")
        self.lines.say("  コロンで始まる文を答えにするときは、コロンを二つ打ちます。")

    def _next(self, _rest: str) -> None:
        self._at += 1

    def _back(self, _rest: str) -> None:
        if self._at == 0:
            self.lines.say("ここが最初の項目です。")
        self._at = max(0, self._at - 1)

    def _unanswered(self, _rest: str) -> None:
        order = [*range(self._at + 1, len(self._stops)), *range(self._at + 1)]
        found = next((n for n in order if self._wants_answer(self._stops[n])), None)
        if found is None or found == self._at:
            self.lines.say("ほかに未記入の項目はありません。")
            return
        if found < self._at:
            self.lines.say("様式の終わりまで書いてあるので、最初に戻ります。")
        self._at = found

    def _section(self, rest: str) -> None:
        parts = [part for part in self.document.parts() if any(stop.part.key == part.key for stop in self._stops)]
        number = number_in(rest.strip())
        if number is None or not 1 <= number <= len(parts):
            for count, part in enumerate(parts, start=1):
                done = progress(self.document, part)
                self.lines.say(f"  {count}) {part_name(self.document, part)}　記入 {done.answered}/{done.asked}")
            self.lines.say("「:章 3」のように番号を書くと、その章の始めへ飛びます。")
            return
        self._at = next(n for n, stop in enumerate(self._stops) if stop.part.key == parts[number - 1].key)

    def _search(self, rest: str) -> None:
        words = rest.split()
        if not words:
            self.lines.say("「:検索 委託」のように、探す言葉を書いてください。")
            return
        hits = [n for n, stop in enumerate(self._stops) if self._holds(stop, words)]
        later = [n for n in hits if n > self._at] + [n for n in hits if n <= self._at]
        self._pick(
            later, f"「{visible(rest.strip())}」のある項目", lambda n: short(self.document, self._stops[n].node.path)
        )

    def _holds(self, stop: Stop, words: Sequence[str]) -> bool:
        from pia_tui.store.search import fold

        value = self.document.shown(stop.node)
        text = "\n".join(value) if isinstance(value, tuple) else format_value(value)
        page = fold(" ".join((*short_words(self.document, stop.node.path), text)))
        return all(fold(word) in page for word in words)

    def _pick(self, found: list[int], what: str, name: Callable[[int], str]) -> None:
        """Let one of several places be chosen by number."""
        if not found:
            self.lines.say(f"{what}は、ありません。")
            return
        for count, place in enumerate(found[:_HITS], start=1):
            self.lines.say(f"  {count}) {visible(name(place))}")
        more = f"（ほか {len(found) - _HITS} か所）" if len(found) > _HITS else ""
        typed = number_in(
            self.lines.read(f"{what} {len(found)} か所{more}。飛ぶ番号（空のまま Enter で、ここに残る）").strip()
        )
        if typed is not None and 1 <= typed <= min(len(found), _HITS):
            self._at = found[typed - 1]

    def _read(self, _rest: str) -> None:
        value = self.document.shown(self.stop.node)
        text = "\n".join(value) if isinstance(value, tuple) else format_value(value)
        for line in text.splitlines() or ["まだ何も書かれていません。"]:
            self.lines.say(visible(line))

    def _append(self, rest: str) -> None:
        node = self.stop.node
        if node.value_kind != "text":
            self.lines.say("書き足せるのは、文の項目だけです。")
            return
        added = self._typed_text(node, rest.strip() or self.lines.read("書き足す文"))
        old = self.document.value(node)
        if self._answer(node, f"{old}\n{added}" if old else added):
            self._at += 1

    def _editor(self, _rest: str) -> None:
        node = self.stop.node
        if node.value_kind != "text":
            self.lines.say("メモ帳で書けるのは、文の項目だけです。")
            return
        old = self.document.value(node)
        try:
            text = self.host.edited(str(old or ""))
        except PiaError as error:
            self.lines.say(str(error))
            return
        if text == (old or ""):
            self.lines.say("文は変わっていません。")
        elif self._answer(node, text):
            self._at += 1

    def _clear(self, _rest: str) -> None:
        node = self.stop.node
        if node.is_list or self.document.value(node) is None:
            self.lines.say("消す答えがありません。")
        else:
            self._answer(node, "") if node.value_kind == "text" else self._write(self.document.change(node.path, None))

    def _undo(self, _rest: str) -> None:
        try:
            written = self.store.undo(self.id)
        except PiaError as error:
            self.lines.say(str(error))
            return
        if written is None:
            self.lines.say("元に戻す変更はありません。")
            return
        self.document.apply(written.changes)
        self._refresh()
        place = next((change.key for change in written.changes if self._go(change.key)), "")
        self._at = min(self._at, len(self._stops) - 1)
        self.lines.say(f"元に戻しました（{visible(short(self.document, place)) if place else '欄の増減'}）。")

    def _add(self, _rest: str) -> None:
        node = self._list_here()
        if node is None:
            self.lines.say("ここには、増やせる欄がありません。")
            return
        try:
            changes = self.document.add_block(node.path)
        except PiaError as error:
            self.lines.say(str(error))
            return
        before = set(self.document.blocks(node.key))
        if self._write(changes):
            made = next(one for one in self.document.blocks(node.key) if one not in before)
            at = next((n for n, stop in enumerate(self._stops) if f"[{made}]" in stop.key), None)
            self._at = self._at if at is None else at

    def _list_here(self) -> Node | None:
        """The head of the innermost list around the place, or the list one stands on."""
        if self.stop.node.is_list:
            return self.stop.node
        heads = [stop.node for stop in self._stops if stop.node.is_list]
        inside = [node for node in heads if any(f"[{one}]" in self.stop.key for one in self.document.blocks(node.key))]
        return inside[-1] if inside else None

    def _remove(self, _rest: str) -> None:
        path = self._block_here()
        if path is None:
            self.lines.say("ここは、取り除ける欄の中ではありません。")
            return
        name = block_name(self.document, path)
        sure = self.lines.read(f"「{visible(name)}」を取り除きます。よければ「はい」と入れてください").strip()
        if sure not in _YES:
            self.lines.say("取り除きませんでした。")
            return
        self._write(self.document.remove_block(path))

    def _block_here(self) -> str | None:
        """The path of the innermost block around the place."""
        path = self.stop.node.path
        end = path.rfind("]") + 1
        return path[:end] if end and not self.stop.node.is_list else None

    def _check(self, _rest: str) -> None:
        found = self.host.findings(self.document)
        if not found:
            self.lines.say("点検で見つかったものはありません。")
            return
        places = {stop.node.path: n for n, stop in enumerate(self._stops)}
        for count, (path, sentence) in enumerate(found, start=1):
            place = short(self.document, path) if path else "全体"
            self.lines.say(f"  {count}) {visible(place)}　{visible(sentence)}")
        typed = number_in(self.lines.read(f"{len(found)} 件。飛ぶ番号（空のまま Enter で、ここに残る）").strip())
        if typed is None or not 1 <= typed <= len(found):
            return
        at = places.get(found[typed - 1][0])
        if at is None:
            self.lines.say("この指摘は、一つの項目のものではありません。")
        else:
            self._at = at

    def _export(self, _rest: str) -> None:
        try:
            self.lines.say(f"PDF を書き出しました: {self.host.export(self.id)}")
        except PiaError as error:
            self.lines.say(str(error))


def _command(typed: str) -> tuple[str | None, str]:
    """(the command's id, what follows it) of a line that begins with one colon; (None, "") for an answer.

    An unknown word after the colon gives an id that no command has.
    """
    text = typed.strip()
    if text in ("?", "？"):
        return "help", ""
    if not text.startswith((":", "：")) or text.startswith(("::", "：：")):
        return None, ""
    said = text[1:].strip()
    word, _, rest = said.replace("　", " ").partition(" ")
    found = next((one.id for one in commands() if word in one.words or word.lower() in one.words), None)
    return found or "", rest
