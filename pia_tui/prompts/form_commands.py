"""What may be typed instead of an answer: going about in the form, changing it otherwise, having things told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pia_tui.assessment import Node
from pia_tui.datafile import load
from pia_tui.errors import PiaError, visible
from pia_tui.forms.values import format_value
from pia_tui.places import block_name, part_name, short, short_words
from pia_tui.prompts.answering import YES, Answering
from pia_tui.prompts.lines import Lines, number_in
from pia_tui.prompts.stops import FormStop, Stops
from pia_tui.rules.completeness import progress

if TYPE_CHECKING:
    from pia_tui.prompts.form_dialog import FormHost

_HITS = 20
RunCommand = Callable[[str], None]
"""Carries out a command; the text is what was typed after its word."""


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


def command_of(typed: str) -> tuple[str | None, str]:
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


class Moving:
    """Commands that lead to another place of the form."""

    def __init__(self, stops: Stops, lines: Lines, host: FormHost) -> None:
        self.stops, self.lines, self.host, self.document = stops, lines, host, stops.document

    def commands(self) -> dict[str, RunCommand]:
        """By their ids."""
        return {
            "next": self._next, "back": self._back, "unanswered": self._unanswered, "section": self._section,
            "search": self._search, "check": self._check,
        }  # fmt: skip

    def _next(self, _rest: str) -> None:
        self.stops.at += 1

    def _back(self, _rest: str) -> None:
        if self.stops.at == 0:
            self.lines.say("ここが最初の項目です。")
        self.stops.at = max(0, self.stops.at - 1)

    def _unanswered(self, _rest: str) -> None:
        order = [*range(self.stops.at + 1, len(self.stops.all)), *range(self.stops.at + 1)]
        found = next((n for n in order if self.stops.wants_answer(self.stops.all[n])), None)
        if found is None or found == self.stops.at:
            self.lines.say("ほかに未記入の項目はありません。")
            return
        if found < self.stops.at:
            self.lines.say("様式の終わりまで書いてあるので、最初に戻ります。")
        self.stops.at = found

    def _section(self, rest: str) -> None:
        parts = [part for part in self.document.parts() if any(stop.part.key == part.key for stop in self.stops.all)]
        number = number_in(rest.strip())
        if number is None or not 1 <= number <= len(parts):
            for count, part in enumerate(parts, start=1):
                done = progress(self.document, part)
                self.lines.say(f"  {count}) {part_name(self.document, part)}　記入 {done.answered}/{done.asked}")
            self.lines.say("「:章 3」のように番号を書くと、その章の始めへ飛びます。")
            return
        self.stops.at = next(n for n, stop in enumerate(self.stops.all) if stop.part.key == parts[number - 1].key)

    def _search(self, rest: str) -> None:
        words = rest.split()
        if not words:
            self.lines.say("「:検索 委託」のように、探す言葉を書いてください。")
            return
        hits = [n for n, stop in enumerate(self.stops.all) if self._holds(stop, words)]
        later = [n for n in hits if n > self.stops.at] + [n for n in hits if n <= self.stops.at]
        self._pick(
            later, f"「{visible(rest.strip())}」のある項目", lambda n: short(self.document, self.stops.all[n].node.path)
        )

    def _holds(self, stop: FormStop, words: Sequence[str]) -> bool:
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
            self.stops.at = found[typed - 1]

    def _check(self, _rest: str) -> None:
        found = self.host.findings(self.document)
        if not found:
            self.lines.say("点検で見つかったものはありません。")
            return
        places = {stop.node.path: n for n, stop in enumerate(self.stops.all)}
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
            self.stops.at = at


class Changing:
    """Commands that change the document otherwise than by an answer in a line."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self.stops, self.lines, self.document = answering.stops, answering.lines, answering.document

    def commands(self) -> dict[str, RunCommand]:
        """By their ids."""
        return {
            "append": self._append, "editor": self._editor, "clear": self._clear, "undo": self._undo,
            "add": self._add, "remove": self._remove,
        }  # fmt: skip

    def _append(self, rest: str) -> None:
        node = self.stops.here.node
        if node.value_kind != "text":
            self.lines.say("書き足せるのは、文の項目だけです。")
            return
        added = self._answering.typed_text(node, rest.strip() or self.lines.read("書き足す文"))
        old = self.document.value(node)
        if self._answering.answer(node, f"{old}\n{added}" if old else added):
            self.stops.at += 1

    def _editor(self, _rest: str) -> None:
        node = self.stops.here.node
        if node.value_kind != "text":
            self.lines.say("メモ帳で書けるのは、文の項目だけです。")
            return
        old = self.document.value(node)
        try:
            text = self._answering.host.edited(str(old or ""))
        except PiaError as error:
            self.lines.say(str(error))
            return
        if text == (old or ""):
            self.lines.say("文は変わっていません。")
        elif self._answering.answer(node, text):
            self.stops.at += 1

    def _clear(self, _rest: str) -> None:
        node = self.stops.here.node
        if node.is_list or self.document.value(node) is None:
            self.lines.say("消す答えがありません。")
        else:
            self._answering.answer(node, "") if node.value_kind == "text" else self._answering.write(
                self.document.change(node.path, None)
            )

    def _undo(self, _rest: str) -> None:
        try:
            written = self._answering.store.undo(self._answering.id)
        except PiaError as error:
            self.lines.say(str(error))
            return
        if written is None:
            self.lines.say("元に戻す変更はありません。")
            return
        self.document.apply(written.changes)
        self.stops.refresh()
        place = next((change.key for change in written.changes if self.stops.go(change.key)), "")
        self.stops.stay()
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
        if self._answering.write(changes):
            made = next(one for one in self.document.blocks(node.key) if one not in before)
            at = next((n for n, stop in enumerate(self.stops.all) if f"[{made}]" in stop.key), None)
            self.stops.at = self.stops.at if at is None else at

    def _list_here(self) -> Node | None:
        """The head of the innermost list around the place, or the list one stands on."""
        if self.stops.here.node.is_list:
            return self.stops.here.node
        heads = [stop.node for stop in self.stops.all if stop.node.is_list]
        inside = [
            node for node in heads if any(f"[{one}]" in self.stops.here.key for one in self.document.blocks(node.key))
        ]
        return inside[-1] if inside else None

    def _remove(self, _rest: str) -> None:
        path = self._block_here()
        if path is None:
            self.lines.say("ここは、取り除ける欄の中ではありません。")
            return
        name = block_name(self.document, path)
        sure = self.lines.read(f"「{visible(name)}」を取り除きます。よければ「はい」と入れてください").strip()
        if sure not in YES:
            self.lines.say("取り除きませんでした。")
            return
        self._answering.write(self.document.remove_block(path))

    def _block_here(self) -> str | None:
        """The path of the innermost block around the place."""
        path = self.stops.here.node.path
        end = path.rfind("]") + 1
        return path[:end] if end and not self.stops.here.node.is_list else None


class Showing:
    """Commands that tell something, and that write the PDF."""

    def __init__(self, stops: Stops, lines: Lines, host: FormHost) -> None:
        self.stops, self.lines, self.host, self.document = stops, lines, host, stops.document

    def commands(self) -> dict[str, RunCommand]:
        """By their ids."""
        return {"help": self._help, "keys": self._keys, "read": self._read, "export": self._export}

    def _help(self, _rest: str) -> None:
        item = self.stops.here.node.item
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

    def _read(self, _rest: str) -> None:
        value = self.document.shown(self.stops.here.node)
        text = "\n".join(value) if isinstance(value, tuple) else format_value(value)
        for line in text.splitlines() or ["まだ何も書かれていません。"]:
            self.lines.say(visible(line))

    def _export(self, _rest: str) -> None:
        try:
            self.lines.say(f"PDF を書き出しました: {self.host.export(self.document.id or 0)}")
        except PiaError as error:
            self.lines.say(str(error))
