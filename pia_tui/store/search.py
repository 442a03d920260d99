"""Full-text search over the answers of all documents: part words of any length, wide or narrow.

Both indexes are derived from the answers and hold no text of their own (`content=''`), only which grams stand in
which answer: `search_three` has the runs of three characters (SQLite's trigram tokenizer), `search_two` the runs of
two, which a trigram index cannot find (「委託」). A word is found as "all its grams", newest documents first, and
each candidate is then checked against the answer itself, so the result is exact. The index row of an answer has the
answer's own number, in which the document's number stands first; so one document's hits lie side by side, and the
search can step from document to document without reading the rest.

Text is folded by NFKC, case and blanks. Removing an answer from such an index needs exactly the text it was added
with; since the folding follows the Unicode tables of the running Python, their version is noted with the index, and
another version means a rebuild.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import closing
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from pia_tui.store.codec import decode, storable
from pia_tui.store.records import Passage
from pia_tui.store.summary import is_answer

if TYPE_CHECKING:
    from sqlite_utils import Database

TABLES = (
    "CREATE VIRTUAL TABLE search_three USING fts5 "
    "(text, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1')",
    "CREATE VIRTUAL TABLE search_two USING fts5 "
    "(grams, content='', detail=none, columnsize=0, prefix='4', tokenize='ascii')",
)
FOLDING = f"1/{unicodedata.unidata_version}"
SLOTS = 1 << 20
"""Answers a document may have; the number of an answer is document × SLOTS + its place."""
MAX_WORDS = 8
MAX_WORD = 200
_SEARCHED_NOTES = ("@name", "note:")
_AROUND = 40
_LAST = (1 << 63) - 1


def is_searched(key: str) -> bool:
    """Answers, notes and the working name are searched; order lists and other annotations are not."""
    return is_answer(key) or key.startswith(_SEARCHED_NOTES)


def fold(text: str) -> str:
    """The spelling under which text is found: NFKC, no case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def add(db: Database, answer_id: int, value: str) -> None:
    """Index an answer's JSON text. The caller has the transaction."""
    text = _searchable(value)
    if text:
        db.execute("INSERT INTO search_three (rowid, text) VALUES (?, ?)", [answer_id, text])
        db.execute("INSERT INTO search_two (rowid, grams) VALUES (?, ?)", [answer_id, _pairs(text)])


def remove(db: Database, answer_id: int, value: str) -> None:
    """Take an answer out again; `value` must be the JSON text it was added with."""
    text = _searchable(value)
    if text:
        sql = "INSERT INTO {0} ({0}, rowid, {1}) VALUES ('delete', ?, ?)"
        db.execute(sql.format("search_three", "text"), [answer_id, text])
        db.execute(sql.format("search_two", "grams"), [answer_id, _pairs(text)])


def rebuild(db: Database) -> None:
    """Make both indexes anew from the answers. The caller has the transaction."""
    for statement in TABLES:
        table = statement.split()[3]
        db.execute(f"DROP TABLE IF EXISTS {table}")  # also where the index is damaged
        db.execute(statement)
    with closing(db.execute("SELECT id, key, value FROM answers ORDER BY id")) as rows:
        for answer_id, key, value in rows:
            if is_searched(key):
                add(db, answer_id, value)
    db.execute("INSERT OR REPLACE INTO meta VALUES ('search', ?)", [FOLDING])


def is_current(db: Database) -> bool:
    """Whether the index was made with this Python's folding."""
    return bool(db.execute("SELECT value FROM meta WHERE key = 'search'").fetchone() == (FOLDING,))


def words_of(query: str) -> list[str]:
    """The folded words of a query, split at blanks."""
    return [fold(word)[:MAX_WORD] for word in storable(query).split() if fold(word)][:MAX_WORDS]


def documents_with(db: Database, words: list[str], *, before: int | None = None) -> Iterator[int]:
    """The documents that hold every word somewhere, newest first; `before` goes on after that document."""
    below = _LAST if before is None else before * SLOTS
    while True:
        found = _newest_with_all(db, words, below)
        if found is None:
            return
        yield found
        below = found * SLOTS


def passages(db: Database, document_id: int, words: list[str], limit: int) -> tuple[Passage, ...]:
    """Places in the document where the words stand: at least one of each word, at most `limit` beyond that."""
    found: dict[str, Passage] = {}
    for word in words:
        matches = _matches(db, word, document_id * SLOTS, (document_id + 1) * SLOTS)
        for answer_id, text in islice(matches, max(1, limit // len(words))):
            key = db.execute("SELECT key FROM answers WHERE id = ?", [answer_id]).fetchone()[0]
            found.setdefault(key, _passage(key, text, word))
    return tuple(found.values())


def _newest_with_all(db: Database, words: list[str], below: int) -> int | None:
    """Step all words down together: whichever is furthest behind says where the others go on."""
    while True:
        lowest = below
        for word in words:
            match = next(_matches(db, word, 0, lowest), None)
            if match is None:
                return None
            lowest = (match[0] // SLOTS + 1) * SLOTS
        if len(words) == 1 or all(
            next(_matches(db, word, lowest - SLOTS, lowest), None) is not None for word in words[:-1]
        ):
            return lowest // SLOTS - 1
        below = lowest


def _matches(db: Database, word: str, low: int, high: int) -> Iterator[tuple[int, str]]:
    """Answers with low ≤ number < high that hold the word, last first, with their text."""
    table, grams = _grams(word)
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC"
    with closing(db.execute(sql, [grams, low, high])) as rows:
        for (answer_id,) in rows:
            row = db.execute("SELECT value FROM answers WHERE id = ?", [answer_id]).fetchone()
            if row and word in _searchable(row[0]):
                yield answer_id, _plain(row[0])


def _grams(word: str) -> tuple[str, str]:
    """The index to ask, and what to ask it."""
    if len(word) >= 3:
        parts = dict.fromkeys(word[at : at + 3] for at in range(len(word) - 2))
        return "search_three", " AND ".join('"' + part.replace('"', '""') + '"' for part in parts)
    units = _units(word)
    if len(units) == 1:
        return "search_two", f"{units[0]}*"
    return "search_two", " AND ".join(f'"{a}{b}"' for a, b in pairwise(units))


def _pairs(text: str) -> str:
    """Runs of two UTF-16 units as hexadecimal words, which the tokenizer leaves whole whatever the characters are.

    The last unit stands alone, so that a single character is found as the beginning of a word everywhere.
    """
    units = _units(text)
    return " ".join([a + b for a, b in pairwise(units)] + units[-1:])


def _units(text: str) -> list[str]:
    digits = text.encode("utf-16-be").hex()
    return [digits[at : at + 4] for at in range(0, len(digits), 4)]


def _plain(value: str) -> str:
    decoded = decode(value)
    if isinstance(decoded, tuple):
        return "、".join(decoded)
    return decoded if isinstance(decoded, str) else ""


def _searchable(value: str) -> str:
    return fold(_plain(value)) if value[:1] in '"[' else ""


def _passage(key: str, text: str, word: str) -> Passage:
    """The word with some text around it; found again in the unfolded text by folding ever shorter beginnings."""
    start, end = _locate(text, word)
    first = max(0, start - _AROUND)
    shown = text[first : end + _AROUND]
    return Passage(key, shown, start - first, end - first)


def _locate(text: str, word: str) -> tuple[int, int]:
    at = text.find(word)
    if at >= 0:
        return at, at + len(word)
    folded, places = [], []
    for at, character in enumerate(text):
        for part in fold(character):
            folded.append(part)
            places.append(at)
    at = "".join(folded).find(word)
    if at < 0:  # characters that fold together only as a pair (か + ゛): show the beginning
        return 0, 0
    return places[at], places[at + len(word) - 1] + 1
