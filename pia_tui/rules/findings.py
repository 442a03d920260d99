"""A finding: one thing a check noticed, as a value."""

from __future__ import annotations

from typing import Literal

import msgspec

WORDS = {"error": "誤り", "warning": "注意", "hint": "参考"}
"""What findings are called everywhere, by how grave they are."""
UNANSWERED = "unanswered"
"""The check of items without an answer; its findings have a word of their own."""


class Finding(msgspec.Struct, frozen=True):
    """`rule` is the check's id, `path` the item it is about ("" = none), `message` the Japanese sentence."""

    rule: str
    level: Literal["error", "warning", "hint"]
    path: str
    message: str

    @property
    def word(self) -> str:
        """What the finding is called."""
        return "未記入" if self.rule == UNANSWERED else WORDS[self.level]
