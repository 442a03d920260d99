"""One answer being written: it belongs to the key it was opened for, wherever the cursor is meanwhile.

What cannot be read as an answer (令和7年4月 where a day is wanted) is not refused and not thrown away: it is kept as a
draft beside the answer, saved like everything typed, shown with what is wrong, and offered again when the item is
opened.
"""

from __future__ import annotations

from pia_tui import keys
from pia_tui.assessment import Assessment, Change, Node
from pia_tui.errors import PiaError
from pia_tui.forms import BadValue, format_value, parse_value
from pia_tui.forms.day_faults import past_end_words
from pia_tui.forms.day_serials import serial_words
from pia_tui.forms.values import reason_of
from pia_tui.forms.wareki import parse_date
from pia_tui.rules.date_doubts import doubt_words, suggested_day
from pia_tui.tui.document.session import Session
from pia_tui.tui.document.sheet_lines import Tag

WEEKDAYS = "月火水木金土日"
REPLACED = ("date", "count")
"""Kinds whose answer is replaced when one types on it, as in a spreadsheet; a text is written on."""


class AnswerEditor:
    """The answer at a key of a session's document, while it is written."""

    def __init__(self, session: Session, node: Node) -> None:
        self._session = session
        self.node = node
        self.key = node.key
        self._value = session.document.state.get(node.key)
        """The answer when it was opened; `before` is the same as one writes it."""
        self.before = format_value(session.document.value(node))
        self.problem: BadValue | None = None
        self.warned = False
        draft = draft_at(session.document, node.key)
        self.start = self.before if draft is None else draft
        if draft is not None:
            self.problem = problem_of(node, draft)
            self.warned = self.problem is not None

    @property
    def one_line(self) -> bool:
        """Whether Enter confirms; an answer that has several lines already keeps them."""
        return self.node.item.is_line and "\n" not in self.start

    @property
    def replaced_by_typing(self) -> bool:
        """Whether a letter typed on the closed answer takes its place."""
        return self.node.value_kind in REPLACED or self.node.item.digits_only

    def take(self, text: str) -> list[Change]:
        """Keep what stands in the field: as the answer, or as a draft where it cannot be one (yet)."""
        document = self._session.document
        changes: list[Change] = []
        draft: str | None = None
        try:
            changes = document.change(self.key, text)
            self.problem, self.warned = None, False
        except BadValue as error:
            # A day that could be read on the way (R7.4.1 of R7.4.15) was not meant: what stood there before stays.
            held = document.state.get(self.key)
            changes = [Change(self.key, held, self._value)] if held != self._value else []
            self.problem, draft = error, text
        return self._session.edit([*changes, *draft_changes(document, self.key, draft)])

    def suggestion(self, text: str) -> str | None:
        """The day that a spreadsheet's number stands for, where a day is wanted."""
        return suggested_day(text) if self.node.value_kind == "date" else None

    def hint(self, text: str) -> tuple[Tag, ...]:
        """The words under the field: how a date is read, how long a text is, what is wrong."""
        kind = self.node.value_kind
        if self.suggestion(text) is not None:
            return (Tag(f"{serial_words(text)}Enter を押すと、その日付に直します", "warning"),)
        if self.problem is not None and (self.warned or kind == "text"):
            return (Tag(reason_of(self.problem, text), "error"),)
        doubts = tuple(Tag(f"！{words}", "warning") for words in doubt_words(self.node, text))
        if kind == "date":
            return (*doubts, Tag(self._date_words(text), "muted"))
        if kind == "count":
            return (Tag("数字で入れてください（全角でもかまいません）", "muted"),)
        return (*doubts, Tag(f"{len(text):,} 字", "muted"))

    def _date_words(self, text: str) -> str:
        day = parse_date(text)
        if day is not None:
            read = f"→ {parse_value(self.node.item, text)}（西暦{day.year}年、{WEEKDAYS[day.weekday()]}曜日）"
            return f"{read}　{ended}" if (ended := past_end_words(text)) else read
        if self.node.item.free_text_ok and text.strip():
            return "日付ではないので、書いたとおりの文で残ります"
        return "日付は 令和7年4月15日、R7.4.15、2025-04-15 のどれでも読めます"

    def kept_as_draft(self) -> PiaError:
        """What to tell when the field is left although its text is no answer."""
        assert self.problem is not None
        return PiaError(
            f"「{self.node.label}」{'の' if self.problem.what.startswith('「') else ''}{self.problem.what}",
            safe="入れた文字は下書きに残り、印刷されません。",
            next=self.problem.next,
        )


def draft_at(document: Assessment, key: str) -> str | None:
    """What was typed at a key and could not be read, or None."""
    held = document.state.get(keys.DRAFT.key(key))
    return held if isinstance(held, str) else None


def draft_changes(document: Assessment, key: str, text: str | None) -> list[Change]:
    """The change that keeps a draft at a key, or with None takes it away; none where it is so already."""
    held = document.state.get(keys.DRAFT.key(key))
    return [] if held == text else [Change(keys.DRAFT.key(key), held, text)]


def problem_of(node: Node, text: str) -> BadValue | None:
    """Why a text cannot be the answer of an item, or None where it can."""
    try:
        parse_value(node.item, text)
    except BadValue as error:
        return error
    return None


def drafts(document: Assessment) -> list[str]:
    """The keys at which something was typed that could not be read."""
    return [key for key, _ in keys.DRAFT.among(document.state)]
