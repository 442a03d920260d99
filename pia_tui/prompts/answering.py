"""Answers typed in plain lines: read, understood, written to the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.assessment import Change, Node
from pia_tui.errors import PiaError
from pia_tui.prompts.lines import EndOfInput, Lines, number_in
from pia_tui.prompts.stops import Stops

if TYPE_CHECKING:
    from pia_tui.prompts.form_dialog import FormHost
    from pia_tui.store import Store

LABEL = "一問ずつの記入"
YES, NO = ("○", "〇", "はい", "1", "１"), ("×", "いいえ", "2", "２")
_END_OF_TEXT = (".", "．", "。")
_MARKS_APART = str.maketrans(dict.fromkeys("、，,・　\t", " "))


class Answering:
    """Puts what is typed into the document at the stop where one stands, and saves it at once."""

    def __init__(self, store: Store, stops: Stops, lines: Lines, host: FormHost) -> None:
        assert stops.document.id is not None
        self.store, self.stops, self.lines, self.host = store, stops, lines, host
        self.document, self.id = stops.document, stops.document.id
        self.ended = False
        """Whether the input ended in the middle of a text."""

    def one_line(self, node: Node) -> bool:
        """Whether the answer of an item is one line."""
        return bool(getattr(node.item, "one_line", False)) or node.item.digits_only or node.item.option_text

    def typed_text(self, node: Node, first: str) -> str:
        """A long text is read to the line that ends it; a colon that begins a text is typed twice."""
        if first.startswith(("::", "：：")):
            first = first[1:]
        if node.value_kind != "text" or self.one_line(node):
            return first
        typed = [first]
        try:
            while (line := self.lines.read("続き")).strip() not in _END_OF_TEXT:
                typed.append(line)
        except EndOfInput:
            self.ended = True  # what was typed before the end is kept first
        return "\n".join(typed)

    def answer(self, node: Node, raw: str) -> bool:
        """Put an answer in and save it; False when it cannot be, and why has been said."""
        try:
            return self.write(self.document.change(node.path, self._value(node, raw)))
        except PiaError as error:
            self.lines.say(str(error))
            return False

    def _value(self, node: Node, raw: str) -> object:
        kind = node.value_kind
        if kind == "flag":
            if raw.strip() in (*YES, *NO):
                return raw.strip() in YES
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

    def write(self, changes: list[Change]) -> bool:
        """Save changes; False where they hold a 個人番号 and the officer goes back to mend it. Raises PiaError."""
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
        key = self.stops.here.key
        self.stops.refresh()
        if not self.stops.go(key):
            self.stops.stay()
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
