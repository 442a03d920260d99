"""Full-text search over the answers of all documents: part words of any length, wide or narrow.

Both indexes are derived from the answers and hold no text of their own (`content=''`), only which grams stand in
which answer: `search_three` has the runs of three characters (SQLite's trigram tokenizer), `search_two` the runs of
two, which a trigram index cannot find (「委託」). A word is found as "all its grams", newest documents first, and
each candidate is then checked against the answer itself, so the result is exact. The index row of an answer has the
answer's own number, in which the document's number stands first; so one document's hits lie side by side, and the
search can step from document to document without reading the rest.

Text is folded by NFKC, case and blanks. Removing an answer from such an index needs exactly the text it was added
with; since the folding follows the Unicode tables of the running Python, their version is noted with the index, and
another version means a rebuild. So does another choice of what is searched (the number in FOLDING).
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from pia_tui.characters import with_ideographs, without_unseen
from pia_tui.keys import kind_of
from pia_tui.store.codec import decode, storable
from pia_tui.store.errors import is_index_damage
from pia_tui.store.records import Passage

if TYPE_CHECKING:
    from pia_tui.store.database import Database

TABLES = (
    "CREATE VIRTUAL TABLE search_three USING fts5 "
    "(text, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1')",
    "CREATE VIRTUAL TABLE search_two USING fts5 "
    "(grams, content='', detail=none, columnsize=0, prefix='4', tokenize='ascii')",
)
FOLDING = f"3/{unicodedata.unidata_version}"
SLOTS = 1 << 20
"""Answers a document may have; the number of an answer is document × SLOTS + its place."""
MAX_WORDS = 8
MAX_WORD = 200
WALK = 64
_AROUND = 40
_LAST = (1 << 63) - 1


def is_searched(key: str) -> bool:
    """Whether texts of the key's kind are found (see `keys`)."""
    return kind_of(key).searched


def fold(text: str) -> str:
    """The spelling under which text is found: NFKC, no case, no blanks, radicals as ideographs, no unseen signs."""
    plain = without_unseen(with_ideographs(text))
    return "".join(unicodedata.normalize("NFKC", plain).casefold().split())


def add(db: Database, answer_id: int, value: str) -> None:
    """Index an answer's JSON text. The caller has the transaction.

    A damaged index does not keep an answer from being written: it is noted, and made anew at the next start.
    """
    text = _searchable(value)
    if not text:
        return
    with _noting_damage(db):
        db.execute("INSERT INTO search_three (rowid, text) VALUES (?, ?)", [answer_id, text])
        db.execute("INSERT INTO search_two (rowid, grams) VALUES (?, ?)", [answer_id, _pairs(text)])


def remove(db: Database, answer_id: int, value: str) -> None:
    """Take an answer out again; `value` must be the JSON text it was added with."""
    text = _searchable(value)
    if not text:
        return
    with _noting_damage(db):
        sql = "INSERT INTO {0} ({0}, rowid, {1}) VALUES ('delete', ?, ?)"
        db.execute(sql.format("search_three", "text"), [answer_id, text])
        db.execute(sql.format("search_two", "grams"), [answer_id, _pairs(text)])


def rebuild(db: Database) -> None:
    """Make both indexes anew from the answers. The caller has the transaction."""
    for statement in TABLES:
        _drop(db, statement)
        db.execute(statement)
    with closing(db.execute("SELECT id, key, value FROM answers ORDER BY id")) as rows:
        for answer_id, key, value in rows:
            if isinstance(key, str) and isinstance(value, str) and is_searched(key):  # damage is the deep check's
                add(db, answer_id, value)
    _note(db, FOLDING)


def _drop(db: Database, statement: str) -> None:
    """Drop an index. FTS5 refuses where it cannot read its own tables: they are then filled as in an empty index."""
    table = statement.split()[3]
    try:
        db.execute(f"DROP TABLE IF EXISTS {table}")
        return
    except sqlite3.DatabaseError:
        db.execute("DROP TABLE IF EXISTS search_empty")
    db.execute(statement.replace(table, "search_empty"))
    for part in ("data", "idx", "config"):
        db.execute(f"DELETE FROM {table}_{part}")
        db.execute(f"INSERT INTO {table}_{part} SELECT * FROM search_empty_{part}")
    db.execute("DROP TABLE search_empty")
    db.execute(f"DROP TABLE {table}")


@contextmanager
def _noting_damage(db: Database) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if not is_index_damage(error):
            raise
        mark_damaged(db)


def mark_damaged(db: Database) -> None:
    """Have the index made anew when the store is opened next. The caller has the transaction."""
    _note(db, "")


def _note(db: Database, folding: str) -> None:
    """Note what the index was made with, in the same row: a backup compares the rows in their order."""
    db.execute(
        "INSERT INTO meta VALUES ('search', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [folding]
    )


def is_current(db: Database) -> bool:
    """Whether the index was made with this Python's folding."""
    return bool(db.execute("SELECT value FROM meta WHERE key = 'search'").fetchone() == (FOLDING,))


def words_of(query: str) -> list[str]:
    """The folded words of a query, split at blanks."""
    return [fold(word)[:MAX_WORD] for word in storable(query).split() if fold(word)][:MAX_WORDS]


def documents_with(db: Database, words: list[str], *, before: int | None = None) -> Generator[int, None, None]:
    """The documents that hold every word somewhere, newest first; `before` goes on after that document."""
    below = _LAST if before is None else before * SLOTS
    with ExitStack() as open_words:
        steps = [open_words.enter_context(closing(_Word(db, word))) for word in words]
        while (found := _newest_with_all(steps, below)) is not None:
            yield found
            below = found * SLOTS


def passages(db: Database, document_id: int, words: list[str], limit: int) -> tuple[Passage, ...]:
    """Places in the document where the words stand: at least one of each word, at most `limit` beyond that.

    The oldest answers come first; what was added last is mostly the table of changes, which repeats the others.
    """
    found: dict[str, Passage] = {}
    for word in words:
        matches = _matches(db, word, document_id * SLOTS, (document_id + 1) * SLOTS)
        for answer_id, text in islice(matches, max(1, limit // len(words))):
            key = db.execute("SELECT key FROM answers WHERE id = ?", [answer_id]).fetchone()[0]
            found.setdefault(key, _passage(key, text, word))
    return tuple(found.values())


class _Word:
    """The answers that hold a word, from the last on down.

    It walks from hit to hit, and where that takes long asks the index for the next one below a place.
    """

    def __init__(self, db: Database, word: str) -> None:
        self._db, self._word = db, word
        self._hits: Generator[int, None, None] = _candidates(db, word, 0, _LAST)
        self._at = next(self._hits, None)
        self._proven = False

    def newest_below(self, high: int) -> int | None:
        """The last answer below this number that holds the word."""
        walked = 0
        while self._at is not None:
            if self._at < high and (self._proven or _text(self._db, self._at, self._word) is not None):
                self._proven = True
                return self._at
            walked += 1
            if walked > WALK and self._at >= high:
                self.close()
                self._hits, walked = _candidates(self._db, self._word, 0, high), 0
            self._at, self._proven = next(self._hits, None), False
        return None

    def close(self) -> None:
        self._hits.close()


def _newest_with_all(words: list[_Word], below: int) -> int | None:
    """The last document with all words: whichever word is furthest behind says where the others go on."""
    document, agreed = below // SLOTS, 0
    while agreed < len(words):
        agreed = 0
        for word in words:
            at = word.newest_below(below)
            if at is None:
                return None
            agreed = agreed + 1 if at // SLOTS == document else 1
            document = at // SLOTS
            below = (document + 1) * SLOTS
    return document


def _matches(db: Database, word: str, low: int, high: int) -> Iterator[tuple[int, str]]:
    """Answers with low ≤ number < high that hold the word, first ones first, with their text."""
    with closing(_candidates(db, word, low, high, ascending=True)) as candidates:
        for answer_id in candidates:
            text = _text(db, answer_id, word)
            if text is not None:
                yield answer_id, text


def _candidates(db: Database, word: str, low: int, high: int, *, ascending: bool = False) -> Generator[int, None, None]:
    """Answers in that range that hold all runs of the word, not yet checked for the word itself; the last first."""
    table, grams = _grams(word)
    order = "ASC" if ascending else "DESC"
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid {order}"
    with closing(db.execute(sql, [grams, low, high])) as rows:
        for (answer_id,) in rows:
            yield answer_id


def _text(db: Database, answer_id: int, word: str) -> str | None:
    """The answer's text if it holds the word."""
    row = db.execute("SELECT value FROM answers WHERE id = ?", [answer_id]).fetchone()
    return _plain(row[0]) if row and word in _searchable(row[0]) else None


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
    start, end = locate(text, word)
    first, last = max(0, start - _AROUND), end + _AROUND
    head, tail = "…" if first else "", "…" if last < len(text) else ""
    moved = first - len(head)
    return Passage(key, head + text[first:last] + tail, start - moved, end - moved)


def locate(text: str, word: str) -> tuple[int, int]:
    """Where a folded word begins and ends in a text as it was written; (0, 0) where that cannot be said."""
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
