"""Small pieces of PDF syntax."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=8192)
def number(value: float) -> str:
    """A number with at most two decimals and no needless zeros. The edges of cells come again on every page."""
    text = f"{value:.2f}"
    if text.endswith("0"):
        return text[:-3] if text.endswith(".00") else text[:-1]
    return text


_ESCAPES = {ord(sign): b"\\" + sign.encode("ascii") for sign in "\\()"} | {ord("\r"): b"\\r"}


def escaped(code: int) -> bytes:
    """A two-byte code as it stands in a string of round brackets."""
    return b"".join([_ESCAPES.get(byte) or bytes((byte,)) for byte in code.to_bytes(2, "big")])


def text_string(text: str) -> bytes:
    """A text for people (title, alternative text) as UTF-16."""
    return b"<FEFF" + text.encode("utf-16-be", "surrogatepass").hex().upper().encode("ascii") + b">"


def name(text: str) -> bytes:
    """A PDF name; every byte that may not stand in one is written as #xx."""
    plain = b"/"
    for byte in text.encode("utf-8"):
        plain += bytes((byte,)) if chr(byte).isalnum() and byte < 128 else b"#%02X" % byte
    return plain
