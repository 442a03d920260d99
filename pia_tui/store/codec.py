"""How values stand in the database, and the hashes that show damage.

A value is JSON text with one spelling per value, so that equal values are equal bytes. Hashes:

* `answer_hash` of one answer; a document row keeps the sum of them modulo 2**256, so that a save need not read the
  whole document and a load proves that every answer is what was written;
* `content_hash` of a whole document, the name of what a revision froze;
* `seal` of a row, over all its other columns.

They find damage and loss. Against somebody who edits the file on purpose stands the journal's hash chain.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping

from pia_tui.forms import Value

SUM_BYTES = 32


class Corrupt(sqlite3.DataError):
    """What was read is not what this program wrote; the store reports it as damage."""


def encode(value: Value) -> str:
    """The JSON text of a value."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> Value:
    """The value of a JSON text written by `encode`. Raises Corrupt for anything else."""
    try:
        value = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise Corrupt("a value is no JSON") from error
    if isinstance(value, list):
        if all(isinstance(part, str) for part in value):
            return tuple(value)
    elif isinstance(value, (str, int)):
        return value
    raise Corrupt("a value has a type that is never stored")


def decode_state(rows: Iterable[tuple[str, str]]) -> dict[str, Value]:
    """The flat map of (key, JSON text) rows."""
    return {key: decode(text) for key, text in rows}


def canonical(value: object) -> bytes:
    """JSON bytes with one spelling: sorted keys, no blanks, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def storable(text: str) -> str:
    """A text beside the content (a label, a searched word) as SQLite can take it: broken characters become 「?」."""
    return text.encode("utf-8", "replace").decode()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def content_hash(state: Mapping[str, Value]) -> str:
    """SHA-256 (hex) over the canonical JSON of a whole document."""
    return sha256(canonical(dict(state))).hex()


def answer_hash(key: str, text: str) -> int:
    """The share of one answer in a document's sum."""
    return int.from_bytes(sha256(f"{key}\0{text}".encode("utf-8", "surrogatepass")), "big")


def add_to_sum(total: bytes, difference: int) -> bytes:
    """A document's sum after answers came (positive) and went (negative)."""
    return ((int.from_bytes(total, "big") + difference) % (1 << 8 * SUM_BYTES)).to_bytes(SUM_BYTES, "big")


def seal(columns: Iterable[object]) -> bytes:
    """SHA-256 over the columns of a row; bytes count as their hex text."""
    return row_hash(b"", [part.hex() if isinstance(part, bytes) else part for part in columns])


def row_hash(previous: bytes, columns: Iterable[object]) -> bytes:
    """SHA-256 over a hash and the columns of a row. Raises Corrupt for a type that is never stored."""
    try:
        return sha256(previous + canonical(list(columns)))
    except TypeError as error:
        raise Corrupt("a column has a type that is never stored") from error
