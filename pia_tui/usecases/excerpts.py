"""Answers on a line each, and two long ones so that what differs is in sight."""

from __future__ import annotations

from pia_tui.forms import Value, format_value

_LEAD = 20
"""Characters that are shown before the place where two texts begin to differ."""


def one_line(value: Value | None, line_end: str = " ") -> str:
    """An answer on one line, `line_end` where its lines end; what is empty and a mark taken off are said."""
    return "（空欄）" if value is None else "×" if value is False else format_value(value).replace("\n", line_end)


def excerpts(one: str, other: str, most: int) -> tuple[str, str]:
    """Both texts, of at most `most` characters each: longer ones from a little before the first difference."""
    start = 0
    if max(len(one), len(other)) > most:
        pairs = enumerate(zip(one, other, strict=False))
        same = next((at for at, (mine, yours) in pairs if mine != yours), min(len(one), len(other)))
        start = max(0, same - _LEAD) if same > 2 * _LEAD else 0
    return _excerpt(one, start, most), _excerpt(other, start, most)


def _excerpt(text: str, start: int, most: int) -> str:
    rest = text[start : start + most]
    return f"{'…' if start else ''}{rest}{'…' if start + most < len(text) else ''}"
