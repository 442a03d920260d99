"""Bytes of a text file into text: UTF-8, UTF-16, and what Japanese Windows and Unix wrote before them."""

from __future__ import annotations

import codecs
import re

from pia_tui.forms.values import strip_unsafe
from pia_tui.ingest.errors import STORE_UNTOUCHED, UnreadableFile

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_USUAL = re.compile("[\u3041-\u30ff\u4e00-\u9fff、。]")
_LOST = "\ufffd"
_FEW, _RARE = 3, 1000
"""So many broken bytes, or one in so many characters, are an accident and not another encoding."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode_text(data: bytes) -> str:
    """The text, without the invisible characters that no answer may hold; page ends (form feeds) stay.

    Raises UnreadableFile for what is no text, or is in no encoding known here.
    """
    text = _decoded(data)
    if len(_CONTROL.findall(text[:20_000])) > 20:
        raise _no_text()
    return "\f".join(strip_unsafe(page) for page in text.split("\f"))


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding) or ""
    zeros = data[:4000].count(0)
    if zeros:
        # Japanese has few zero bytes in UTF-16, but its blanks, digits and line ends have them, all on one side.
        low = data[1:4000:2].count(0) >= data[0:4000:2].count(0)
        text = _strictly(data, "utf-16-le" if low else "utf-16-be")
        if text is None or len(_USUAL.findall(text)) < len(text) * 0.2:
            raise _no_text()
        return text
    for encoding in (*(["iso2022_jp_3"] if b"\x1b$" in data else []), "utf-8"):  # the first looks like ASCII
        text = _strictly(data, encoding)
        if text is not None:
            return text
    found = [text for encoding in ("cp932", "euc_jis_2004") if (text := _strictly(data, encoding)) is not None]
    found += [text for encoding in ("utf-8", "cp932") if (text := _nearly(data, encoding)) is not None]
    if not found:
        raise _no_text()
    return max(found, key=lambda text: len(_USUAL.findall(text)) - 3 * len(_HALF_KANA.findall(text)))


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _nearly(data: bytes, encoding: str) -> str | None:
    """The text where but a few bytes are broken: each costs a character, which becomes the sign for a lost one."""
    text = data.decode(encoding, "replace")
    return text if 0 < text.count(_LOST) <= max(_FEW, len(text) // _RARE) else None


def _no_text() -> UnreadableFile:
    return UnreadableFile(
        "文字として読めないファイルです（壊れているか、名前と中身の種類が違います）。",
        safe=STORE_UNTOUCHED,
        next="元のファイルからもう一度写すか、PDF、Excel（.xlsx）、テキスト（.txt）のどれかを選んでください。",
    )
