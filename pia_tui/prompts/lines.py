"""Asking and answering in plain lines: nothing is drawn anew, so that a screen reader, a braille line or another
program can follow. Every question is whole lines; every answer is one line.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from pia_tui.errors import UsageError
from pia_tui.rules.questions import Choice

LineCheck = Callable[[str], str]
"""What is wrong with an answer, in Japanese; an empty text where nothing is."""


class EndOfInput(Exception):
    """Nobody answers any more: the end of standard input, or Ctrl+C."""


class Back(Exception):
    """The officer wants the question before."""


class Lines(Protocol):
    """Something that says lines and reads answers."""

    def say(self, line: str = "") -> None:
        """Say a line; an empty one parts what follows from what was said."""

    def read(self, ask: str) -> str:
        """One line of answer, without its line end. Raises EndOfInput."""


class StandardLines:
    """Standard input and output, whatever they are connected to."""

    def __init__(self) -> None:
        self._ahead: list[str] = []

    def somebody_answers(self) -> bool:
        """Whether there is a first line to read; it is kept for the first question."""
        self._ahead.append(as_meant(sys.stdin.readline()) if sys.stdin is not None else "")
        return bool(self._ahead[0])

    def say(self, line: str = "") -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def read(self, ask: str) -> str:
        sys.stdout.write(f"{ask}> ")
        sys.stdout.flush()
        try:
            line = self._ahead.pop() if self._ahead else as_meant(sys.stdin.readline())
        except KeyboardInterrupt as stop:
            raise EndOfInput from stop
        if not line:
            raise EndOfInput
        return line.rstrip("\r\n")


def as_meant(line: str) -> str:
    """A line that was led in; one that is not of the code expected (UTF-8) is of the older Japanese one, most likely.

    The mark that Windows' programs put before UTF-8 is no part of an answer.
    """
    line = line.removeprefix("\ufeff")
    if not any("\udc80" <= character <= "\udcff" for character in line):
        return line
    code = sys.stdin.encoding or "utf-8"
    return line.encode(code, "surrogateescape").decode("cp932", "replace")


BACK = ("戻る", "もどる", ":戻る", "：戻る", ":b", "：ｂ")
"""What is typed to go to the question before."""


def number_in(text: str) -> int | None:
    """A whole number typed in half-width or full-width digits, or None."""
    return int(text) if text.isdecimal() and len(text) <= 6 else None


def ask_text(lines: Lines, ask: str, check: LineCheck, start: str = "") -> str:
    """Ask until `check` has nothing to say; Enter alone keeps `start`. Raises Back, EndOfInput."""
    if start:
        lines.say(f"いまの答え: {start}（空のまま Enter で、このまま）")
    while True:
        typed = lines.read(ask).strip()
        if typed in BACK:
            raise Back
        answer = typed or start
        problem = check(answer)
        if not problem:
            return answer
        lines.say(problem)


def ask_choice(
    lines: Lines, ask: str, choices: Sequence[Choice], start: str = "", missing: str = "", *, back: bool = True
) -> str:
    """Ask for one of `choices`, by its number or its words; Enter alone keeps `start`.

    Raises EndOfInput, and Back where there is a question before (`back`).
    """
    for number, choice in enumerate(choices, start=1):
        note = f"　{choice.note}" if choice.note else ""
        now = "（いまの答え）" if start and choice.value == start else ""
        lines.say(f"  {number}) {choice.label}{note}{now}")
    while True:
        typed = lines.read(f"{ask}（番号）").strip()
        if typed in BACK:
            if back:
                raise Back
            lines.say("前の問いはありません。")
            continue
        if not typed and start:
            return start
        picked = number_in(typed)
        if picked is not None and 1 <= picked <= len(choices):
            return choices[picked - 1].value
        named = [choice for choice in choices if typed and typed in (choice.label, choice.value)]
        if len(named) == 1:
            return named[0].value
        lines.say(missing if not typed and missing else f"1 から {len(choices)} までの番号を入れてください。")


class NobodyAnswers(UsageError):
    """Standard input ended before the questions did."""

    def __init__(self) -> None:
        super().__init__(
            "答えがすべて入らないうちに、入力が終わりました。",
            safe="まだ何も保存していないので、失われたものはありません。",
            next="文字を打ち込める端末で実行するか、答えを一行ずつ標準入力に渡してください。",
        )
