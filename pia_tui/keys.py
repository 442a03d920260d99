"""The kinds of key that a document's flat map holds: one entry each, and everything else asks this table.

A key names an answer by its place (`II[#k7x2qa].4.2[#p3m9zz].1`), the order of repeated blocks (`I.2.1[]`), or an
annotation: a word and a colon before what it is about (`note:I.1.2`), or an `@` before what is said of the whole
document (`@name`). What another program has written under a word that stands in no entry is kept as it is, and treated
like `OTHER`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

About = Literal["document", "place", "piece", "digits", "content", "duty"]
"""What the words after the prefix name: nothing, a place of the form, a text without a place, digits at a place (a
fingerprint or another word, a colon, the place), another copy's content, or a duty of the body with the day
(`review:2026-04-01`)."""

_Held = TypeVar("_Held")


@dataclass(frozen=True, slots=True)
class KeyKind:
    """One kind of key.

    `title` is what an officer calls it. `searched`: its text is found by the search. `follows`: it goes along where
    the block that it stands in is duplicated. `printed`: it may stand in a published file. `local`: it belongs to one
    store, and is neither compared nor merged with another copy's. `packed`: packs and JSON carry it. `told`: the
    document's history and the list of what a pack brings name its changes (what changes only along with an answer is
    not told). `asked`: where two copies differ in it, somebody has to choose; else ours stays.
    """

    prefix: str
    title: str
    about: About = "place"
    searched: bool = False
    follows: bool = True
    printed: bool = False
    local: bool = False
    packed: bool = True
    told: bool = True
    asked: bool = True

    def holds(self, key: str) -> bool:
        """Whether the key is of this kind."""
        return kind_of(key) is self

    def key(self, subject: str = "") -> str:
        """The key of this kind about a subject: `note:` and the place."""
        return self.prefix + subject

    def subject(self, key: str) -> str:
        """What a key of this kind is about."""
        return key.removeprefix(self.prefix)

    def among(self, state: Mapping[str, _Held]) -> Iterator[tuple[str, _Held]]:
        """(subject, value) of every key of this kind, in the order of the map."""
        for key, value in state.items():
            if key.startswith(self.prefix) and kind_of(key) is self:
                yield key[len(self.prefix) :], value


ANSWER = KeyKind("", "記載", searched=True, printed=True)
"""An item's answer: the key is the place itself."""
ORDER = KeyKind("", "欄の数と順番", printed=True)
"""The order of repeated blocks: a place and an empty bracket."""
OTHER = KeyKind("", "その他の情報")
"""An annotation that this program does not know: kept, carried, and never shown as an answer."""

FORM = KeyKind("@form", "様式", "document", printed=True, told=False)
"""The id of the form version that the document is written on."""
FORM_TEXT = KeyKind("@formtext", "様式の版", "document", printed=True, told=False, asked=False)
"""The SHA-256 of the form's text that the document is written on; the store keeps that text."""
NAME = KeyKind("@name", "評価書の名前", "document", searched=True, printed=True, told=False)
"""What the register calls the document until 評価書名 is filled in."""
ARCHIVED = KeyKind("@archived", "一覧から外した印", "document", local=True, told=False)
JUDGEMENT = KeyKind("@judgement", "しきい値判断", "document", local=True, told=False)
"""The number that the しきい値判断 of the document has in this store."""
TASK = KeyKind("@task", "事務", "document", told=False)
"""The identity of the 事務: the same in its 基礎 and its 重点 or 全項目評価書, and in every copy of them."""
REFERENCE = KeyKind("@reference", "他の団体の評価書の印", "document", told=False)
"""Set for a 評価書 of another body that was brought in to read: this body has no duties from it."""
MERGED = KeyKind("@merged:", "取り込み済みの印", "content", told=False)
"""The mark of a merge, before the name of the content that was taken in."""

NOTE = KeyKind("note:", "メモ", searched=True)
DEPARTMENT = KeyKind("department:", "担当課", searched=True)
UNCONFIRMED = KeyKind("unconfirmed:", "要確認", told=False, asked=False)
"""Where a text came from that somebody still has to confirm."""
SOURCE = KeyKind("source:", "取り込み元の行", told=False, asked=False)
"""The lines of the imported file that an answer was read from."""
DOUBT = KeyKind("doubt:", "読み取りの確認", told=False, asked=False)
"""Why somebody should look at an answer that was read."""
DRAFT = KeyKind("draft:", "下書き", follows=False, local=True, packed=False, told=False, asked=False)
"""What was typed at an item and cannot be read as its answer: kept until it is put right or cleared."""
EXEMPTION = KeyKind("exempt:", "番号ではない理由", "digits")
"""Why digits in an answer are nobody's 個人番号; the fingerprint of the digits stands before the place."""
RECORD = KeyKind("record:", "実施の記録", "duty")
"""What was done about a duty, and when."""

OLD_ROWS = KeyKind("@old_rows", "前の年までの変更箇所", "document", told=False, asked=False)
"""The rows that stood in the table when the document was published or brought in: nobody fills them in again."""
CHANGE_DATE = KeyKind("@change_date", "変更日", "document")
"""変更日 for the rows of 変更箇所 to come, as it is written on the form."""
CHANGE_EFFECT = KeyKind("@change_effect", "変更を行う日", "document")
"""The day on which the changes take effect, as an ISO date."""
RISK = KeyKind("risk:", "※の変更の問い（危険性）", "digits")
"""Whether a change makes leaks and the like more dangerous; the kind of the change stands before the place."""
IN_FORCE = KeyKind("in_force:", "※の変更の問い（実施済みか）", "digits")
ROW_DATE = KeyKind("row_date:", "変更箇所の行（変更日）", "digits")
ROW_ITEM = KeyKind("row_item:", "変更箇所の行（項目）", "digits")
ROW_BEFORE = KeyKind("row_before:", "変更箇所の行（変更前の記載）", "digits")
ROW_AFTER = KeyKind("row_after:", "変更箇所の行（変更後の記載）", "digits")
ROW_TIMING = KeyKind("row_timing:", "変更箇所の行（提出時期）", "digits")
ROW_NOTE = KeyKind("row_note:", "変更箇所の行（説明）", "digits")
ROW_ASIDE = KeyKind("row_aside:", "行を作らない理由", "digits")
ROW_INTO = KeyKind("row_into:", "まとめた行", "digits", told=False)
ROW_SPLIT = KeyKind("row_split:", "項目ごとに分けた行", "digits", told=False)
COVERS = KeyKind("covers:", "行が伝える変更", told=False, asked=False)
"""The changes that a row of the table tells; the place is the row's."""
ROW_WRITTEN = KeyKind("row_written:", "書き入れたときの行", told=False, asked=False)
ROW_TEXT = KeyKind("row_text:", "書き入れたときの本文", told=False, asked=False)
ASIDE = KeyKind("aside:", "見送った指摘", "digits")
"""Why a finding of the checks is set aside; the check and a fingerprint of what it found stand before the place."""

TRAY = KeyKind("tray[]", "未配置の文章", "piece")
"""The texts without a place, in order."""
PIECE = KeyKind("tray:", "未配置の文章", "piece", searched=True)
PIECE_SOURCE = KeyKind("traysource:", "未配置の文章", "piece", told=False, asked=False)

ANNOTATIONS = tuple(kind for kind in vars().values() if isinstance(kind, KeyKind) and kind.prefix)
"""Every kind with a word of its own; a new one is a new entry above, and nothing else."""

_BY_PREFIX: Mapping[str, KeyKind] = {kind.prefix: kind for kind in ANNOTATIONS}


def kind_of(key: str) -> KeyKind:
    """The kind of a key."""
    word, colon, _ = key.partition(":")
    if colon or key.startswith("@") or key == TRAY.prefix:
        return _BY_PREFIX.get(word + colon, OTHER)
    return ORDER if key.endswith("[]") else ANSWER


def is_annotation(key: str) -> bool:
    """Whether a key says something about an answer, a place or the document, and is no answer or order of blocks."""
    return kind_of(key) not in (ANSWER, ORDER)


def is_answer(key: str) -> bool:
    """Whether a key is the place of an item's answer."""
    return kind_of(key) is ANSWER


def is_list(key: str) -> bool:
    """Whether the value is an order: of blocks, or of the texts without a place."""
    return key.endswith("[]")


def place_of(key: str) -> str:
    """The place in the form that a key is about, itself for an answer; empty where it is about no place."""
    kind = kind_of(key)
    if kind is ANSWER:
        return key
    if kind is ORDER:
        return key.removesuffix("[]")
    if kind is OTHER:
        return "" if key.startswith("@") else key.rpartition(":")[2]
    if kind.about == "digits":
        return kind.subject(key).partition(":")[2]
    return kind.subject(key) if kind.about == "place" else ""


def without_local(state: Mapping[str, _Held]) -> dict[str, _Held]:
    """What of a state another copy of the document may be compared with."""
    return {key: value for key, value in state.items() if not kind_of(key).local}


def packed(state: Mapping[str, _Held]) -> dict[str, _Held]:
    """What of a state a pack or a JSON file carries."""
    return {key: value for key, value in state.items() if kind_of(key).packed}


def printed_annotations(keys: Iterable[str]) -> set[str]:
    """The annotations that may stand in a published file."""
    return {key for key in keys if is_annotation(key) and kind_of(key).printed}
