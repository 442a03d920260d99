"""What an import left to a person: answers to confirm, and texts without a place (未配置).

`tray[]` holds the pieces in order, `tray:#id` their texts, `traysource:#id` where they came from. A piece that was put
aside is off the list and keeps its text, so that it can be taken back at any time. `source:KEY` says where an answer
came from and how sure the reading was, `doubt:KEY` why somebody should look. Everything here is pure: changes come
back, and whoever asked carries them out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from pia_tui import keys
from pia_tui.assessment import Assessment, Change, Node
from pia_tui.errors import PiaError
from pia_tui.forms import BadPath, BadValue, Value, format_value, new_identity
from pia_tui.forms.values import NOTHING_CHANGED
from pia_tui.ingest.text.report import SURE, Report, SourceNote, read_source_note, source_note

PLACE_LABEL, ASIDE_LABEL, BACK_LABEL = "未配置から置く", "未配置の文を不要にする", "不要にした文を戻す"
SPLIT_LABEL, CONFIRM_LABEL = "未配置の文を分ける", "確認済みにする"
How = Literal["append", "replace"]

_WORDS = ((0.65, "低い"), (SURE, "やや低い"))
_SEPARATORS = re.compile(r"[、，,\n\t]+")
_MARKS = "○〇◯ 　"
_BRACKETS = "[]［］ 　\n\t"
_MARKED = re.compile(r"\[\s*[○〇◯]\s*\]\s*([^\[\n]+)")
"""A marked option as it is printed; those with an empty bracket are none."""
_DOUBT = re.compile(r"(\d+)-(\d+) (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TrayPiece:
    """A text without a place. `lines` (from 1) are those of the file it came from, `near` the key of an item there."""

    id: str
    text: str
    lines: tuple[int, int] | None
    near: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An answer to confirm; `confidence` is 0 to 1, None where nothing could be read. `why` may be empty."""

    key: str
    path: str
    lines: tuple[int, int] | None
    confidence: float | None
    why: str = ""

    @property
    def words(self) -> str:
        """How sure the reading was, in words."""
        if self.confidence is None:
            return "読み取れず"
        return next((f"自信：{word}" for border, word in _WORDS if self.confidence < border), "要確認")


@dataclass(frozen=True, slots=True)
class LeftToDo:
    """What is left to do after an import."""

    doubtful: int
    pieces: int

    def __bool__(self) -> bool:
        return bool(self.doubtful or self.pieces)


class Occupied(PiaError):
    """The item has an answer already, and nobody has said what becomes of it. `ways` are possible."""

    def __init__(self, label: str, ways: tuple[How, ...]) -> None:
        super().__init__(
            f"「{label}」には、もう記入があります。",
            safe=NOTHING_CHANGED,
            next="いまの記入に続けるか、置き換えるかを選んでください。"
            if "append" in ways
            else "置き換えるかどうかを選んでください。",
        )
        self.ways = ways


class NoPiece(PiaError):
    """There is no such piece in the tray."""


def lines_word(lines: tuple[int, int] | None) -> str:
    """Lines as they are named: 12〜15行目."""
    if lines is None:
        return ""
    return f"{lines[0]}行目" if lines[0] == lines[1] else f"{lines[0]}〜{lines[1]}行目"


def doubt_notes(report: Report) -> dict[str, Value]:
    """What the report doubts, as annotations that stay with the document."""
    noted: dict[str, tuple[tuple[int, int], list[str]]] = {}
    for each in report.doubtful:
        noted.setdefault(each.key, (each.lines, []))[1].append(each.why)
    return {
        keys.DOUBT.key(key): f"{lines[0]}-{lines[1]} {' '.join(dict.fromkeys(whys))}"
        for key, (lines, whys) in noted.items()
    }


# -- what is left ----------------------------------------------------------------------------------------------------


def pieces(document: Assessment) -> tuple[TrayPiece, ...]:
    """The tray, in the order of the file."""
    sources = _sources(document)
    found = [_piece(document, identity, sources) for identity in _listed(document)]
    return tuple(sorted(found, key=lambda each: each.lines or (0, 0)))


def set_aside(document: Assessment) -> tuple[TrayPiece, ...]:
    """The pieces that somebody called needless."""
    listed, sources = set(_listed(document)), _sources(document)
    found = (identity for identity, _ in keys.PIECE.among(document.state))
    return tuple(_piece(document, identity, sources, aside=True) for identity in found if identity not in listed)


def doubtful(document: Assessment) -> tuple[Doubtful, ...]:
    """The answers to confirm: the least sure first, what could not be read at all last; then in the form's order."""
    noted = (place for kind in (keys.SOURCE, keys.DOUBT) for place, _ in kind.among(document.state))
    found = [each for key in dict.fromkeys(noted) if (each := doubt_at(document, key)) is not None]
    if not found:
        return ()
    order = {node.key: number for number, node in enumerate(document.walk())}
    return tuple(
        sorted(found, key=lambda each: (2.0 if each.confidence is None else each.confidence, order.get(each.key, 0)))
    )


def doubt_at(document: Assessment, key: str) -> Doubtful | None:
    """What is doubtful about an answer, or None. An answer that somebody gave after the import is not."""
    source, doubt = document.state.get(keys.SOURCE.key(key)), document.state.get(keys.DOUBT.key(key))
    if source is None and doubt is None:
        return None
    note = read_source_note(str(source)) if source is not None else None
    low = note is not None and note.confidence is not None and note.confidence < SURE
    answered = key in document.state
    if not (doubt is not None and (source is not None or not answered)) and not (low and answered):
        return None
    path = document.path(key)
    if path is None:
        return None
    match = _DOUBT.fullmatch(str(doubt)) if doubt is not None else None
    lines = (int(match[1]), int(match[2])) if match else (note.first, note.last) if note else None
    return Doubtful(key, path, lines, note.confidence if note and answered else None, match[3] if match else "")


def left(document: Assessment) -> LeftToDo:
    """How much is left to do."""
    return LeftToDo(len(doubtful(document)), len(_listed(document)))


def _sources(document: Assessment) -> list[tuple[int, int, str]]:
    """(first line, last line, key) of every answer that was read, in the order of the file."""
    found: list[tuple[int, int, str]] = []
    for key, value in keys.SOURCE.among(document.state):
        note = read_source_note(str(value))
        if note is not None and document.path(key) is not None:
            found.append((note.first, note.last, key))
    return sorted(found)


def _piece(
    document: Assessment, identity: str, sources: list[tuple[int, int, str]], *, aside: bool = False
) -> TrayPiece:
    note = read_source_note(str(document.state.get(keys.PIECE_SOURCE.key(identity), "")))
    text = str(document.state.get(keys.PIECE.key(identity), ""))
    if note is None:
        return TrayPiece(identity, text, None, "", aside)
    return TrayPiece(identity, text, (note.first, note.last), _near(document, note, sources), aside)


def _near(document: Assessment, note: SourceNote, sources: list[tuple[int, int, str]]) -> str:
    """The item that a piece stood near: the one noted, else the one whose text stood closest before it in the file."""
    path = note.near
    while path:
        try:
            return document.node(path).key.removesuffix("[]")
        except BadPath:
            path = path.rpartition(".")[0]
    at = bisect_right(sources, note.first, key=lambda each: each[0])
    return sources[max(0, at - 1)][2] if sources else ""


# -- changes ---------------------------------------------------------------------------------------------------------


def place(
    document: Assessment, identity: str, path: str, *, how: How | None = None, part: tuple[int, int] | None = None
) -> list[Change]:
    """Put a piece, or its characters from `part[0]` to `part[1]`, into an item; what is not placed stays in the tray.

    Raises NoPiece, BadPath, BadValue (with what would be valid), Occupied where `how` has to be told.
    """
    text = _text(document, identity)
    start, end = part or (0, len(text))
    node = document.answer_node(path)
    changes = _answer(document, node, text[start:end], how)
    note = read_source_note(str(document.state.get(keys.PIECE_SOURCE.key(identity), "")))
    return [*changes, *_settled(document, node.key, note), *_taken_out(document, identity, start, end)]


def split(document: Assessment, identity: str, start: int, end: int) -> tuple[list[Change], str]:
    """Make the characters from `start` to `end` a piece of its own; returns its identity too. Raises NoPiece."""
    text = _text(document, identity)
    new = new_identity(_taken(document))
    return _taken_out(document, identity, start, end, keep=(new, text[start:end])), new


def put_aside(document: Assessment, identity: str) -> list[Change]:
    """Call a piece needless: it goes off the list, its text stays. Raises NoPiece."""
    _text(document, identity)
    listed = _listed(document)
    return _list_change(document, tuple(one for one in listed if one != identity))


def take_back(document: Assessment, identity: str) -> list[Change]:
    """Put a needless piece back on the list. Raises NoPiece."""
    _text(document, identity)
    return _list_change(document, (*(one for one in _listed(document) if one != identity), identity))


def confirm(document: Assessment, key: str) -> list[Change]:
    """Call an answer right as it stands: it keeps its source lines and is doubtful no more."""
    return _settled(document, key, None)


def _answer(document: Assessment, node: Node, text: str, how: How | None) -> list[Change]:
    """The changes that put a text into an item."""
    kind, held = node.value_kind, document.value(node)
    if kind is None or kind == "figure":
        what = "図を付ける欄" if kind == "figure" else "見出し"
        raise BadValue(
            f"「{node.label}」は{what}なので、文は置けません。",
            safe=NOTHING_CHANGED,
            next="ほかの項目を選んでください。",
        )
    if not text.strip():
        raise BadValue("置く文がありません。", safe=NOTHING_CHANGED, next="文字のある所を選んでください。")
    if kind == "text":
        if held is None or how == "replace":
            return document.change(node.key, text)
        if how is None:
            raise Occupied(node.label, ("append", "replace"))
        return document.change(node.key, f"{held}\n{text}")
    if kind == "multi":
        marks = _marks(document, node, text)
        if held is not None and how is None:
            raise Occupied(node.label, ("append", "replace"))
        kept = list(held) if isinstance(held, tuple) and how == "append" else []
        return document.change(node.key, [*kept, *marks])
    changes = document.change(node.key, text.strip(_BRACKETS))
    if held is not None and changes and how != "replace":
        raise Occupied(node.label, ("replace",))
    return changes


def _marks(document: Assessment, node: Node, text: str) -> list[str]:
    """The options that a text names: those with a mark, the whole of it, or one after the other. Raises BadValue."""
    marked = [one.strip() for one in _MARKED.findall(text)]
    if marked:
        document.change(node.key, marked)
        return marked
    whole = text.strip().strip(_MARKS)
    try:
        document.change(node.key, [whole])
    except BadValue:
        found = [one.strip().strip(_MARKS) for one in _SEPARATORS.split(text)]
        found = [one for one in found if one]
        document.change(node.key, found)
        return found
    return [whole]


def _settled(document: Assessment, key: str, note: SourceNote | None) -> list[Change]:
    """Take the doubt off an answer; `note` is where its new text came from, if it has one."""
    changes: list[Change] = []
    doubt, source = document.state.get(keys.DOUBT.key(key)), document.state.get(keys.SOURCE.key(key))
    if doubt is not None:
        changes.append(Change(keys.DOUBT.key(key), doubt, None))
    held = read_source_note(str(source)) if source is not None else None
    known = held or note
    after = source_note((known.first, known.last), None) if known else source
    if after is not None and after != source:
        changes.append(Change(keys.SOURCE.key(key), source, after))
    return changes


def _taken_out(
    document: Assessment, identity: str, start: int, end: int, keep: tuple[str, str] | None = None
) -> list[Change]:
    """Take characters out of a piece. What stood before stays under its name, what stood after becomes a new piece.

    `keep` is a piece that takes their place.
    """
    text = _text(document, identity)
    source = document.state.get(keys.PIECE_SOURCE.key(identity))
    head, tail = text[:start], text[end:]
    rest: list[tuple[str, str]] = [(identity, head)] if head.strip() else []
    if keep is not None:
        rest.append(keep)
    if tail.strip():
        names = {name for name, _ in rest}
        rest.append((identity if not names & {identity} else new_identity(_taken(document) | names), tail))
    names = {name for name, _ in rest}
    changes = [] if identity in names else _drop(document, identity)
    for name, each in rest:
        for key, value in ((keys.PIECE.key(name), each), (keys.PIECE_SOURCE.key(name), source)):
            before = document.state.get(key)
            if value is not None and before != value:
                changes.append(Change(key, before, value))
    listed = _listed(document)
    order = [name for name, _ in rest]
    if identity in listed:
        at = listed.index(identity)
        changes += _list_change(document, (*listed[:at], *order, *listed[at + 1 :]))
    return changes


def _drop(document: Assessment, identity: str) -> list[Change]:
    held = (keys.PIECE.key(identity), keys.PIECE_SOURCE.key(identity))
    return [Change(key, value, None) for key in held if (value := document.state.get(key)) is not None]


def _list_change(document: Assessment, after: tuple[str, ...]) -> list[Change]:
    before = document.state.get(keys.TRAY.prefix)
    value = after or None
    return [] if before == value else [Change(keys.TRAY.prefix, before, value)]


def _listed(document: Assessment) -> tuple[str, ...]:
    listed = document.state.get(keys.TRAY.prefix)
    return listed if isinstance(listed, tuple) else ()


def _text(document: Assessment, identity: str) -> str:
    text = document.state.get(keys.PIECE.key(identity))
    if not isinstance(text, str):
        raise NoPiece(
            "その文は、もう未配置にありません。", safe=NOTHING_CHANGED, next="一覧を見直して、もう一度選んでください。"
        )
    return text


def _taken(document: Assessment) -> set[str]:
    """Every name that a block or a piece has, or once had here."""
    named = (identity for identity, _ in keys.PIECE.among(document.state))
    return {*document.identities(), *named}


def excerpt(value: Value | None) -> str:
    """An answer on one line."""
    return "×" if value is False else format_value(value).replace("\n", " ")
