"""A finding: one thing a check noticed, as a value."""

from __future__ import annotations

from typing import Literal

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """`rule` is the check's id, `path` the item it is about ("" = none), `message` the Japanese sentence."""

    rule: str
    level: Literal["error", "warning", "hint"]
    path: str
    message: str
