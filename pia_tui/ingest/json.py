"""Our own JSON back into a document; anything that would not come back whole is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from pia_tui.bundle import FORMAT, VERSION, DocumentBundle, Envelope
from pia_tui.forms import BadValue, FormText, Value, clean_text, keep_texts, load_form
from pia_tui.ingest.errors import STORE_UNTOUCHED, DamagedFile, NewerFile

_ASK_AGAIN = "送り主に、もう一度書き出してもらってください。"


class _FileHead(msgspec.Struct):
    """Just enough of a file to know whose it is."""

    format: str = ""
    version: int = 0


def is_own_json(data: bytes) -> bool:
    """Whether the bytes are (or claim to be) a document written by `to_json`."""
    try:
        return msgspec.json.decode(data, type=_FileHead).format == FORMAT
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return data[:200].find(f'"{FORMAT}"'.encode()) >= 0


def from_json(data: bytes) -> DocumentBundle:
    """The document in a file of ours, equal to what was exported.

    Raises DamagedFile, NewerFile, UnknownForm.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        head = msgspec.json.decode(data, type=_FileHead)
        if head.format == FORMAT and head.version > VERSION:
            raise NewerFile(
                f"新しい pia-tui で作られたファイルです（形式 {head.version}。この版が読めるのは {VERSION} まで）。",
                safe=STORE_UNTOUCHED,
                next="新しい版の pia-tui で開いてください。",
            )
        bundle = msgspec.json.decode(data, type=Envelope).document
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DamagedFile(
            f"pia-tui のデータとして読めません（{_where(error)}）。", safe=STORE_UNTOUCHED, next=_ASK_AGAIN
        ) from error
    check(bundle)
    return bundle


def check(bundle: DocumentBundle) -> None:
    """Refuse what types cannot say: unknown forms, hidden characters, attachments that are not what they claim.

    Raises DamagedFile, UnknownForm.
    """
    for text in bundle.forms:
        if FormText.of(text.id, text.text) != text:
            raise DamagedFile(
                f"様式「{text.id[:60]}」の定義が途中で壊れています（検査値が一致しません）。",
                safe=STORE_UNTOUCHED,
                next=_ASK_AGAIN,
            )
    keep_texts(bundle.forms)
    if load_form(bundle.form_id).id != bundle.form_id:
        raise DamagedFile(
            f"様式「{bundle.form_id[:60]}」の定義が、その名前のものではありません。",
            safe=STORE_UNTOUCHED,
            next=_ASK_AGAIN,
        )
    for state in (bundle.state, *(revision.state for revision in bundle.revisions)):
        _check_state(state)
    held = {file.id for file in bundle.attachments}
    if len(held) != len(bundle.attachments):
        raise DamagedFile("同じ図が二度入っています。", safe=STORE_UNTOUCHED, next=_ASK_AGAIN)
    for revision in bundle.revisions:
        if revision.publication is not None and revision.publication.pdf not in {"", *held}:
            raise DamagedFile(
                f"公表した版「{revision.name[:60]}」の PDF が入っていません。", safe=STORE_UNTOUCHED, next=_ASK_AGAIN
            )
    for file in bundle.attachments:
        if hashlib.sha256(file.data).hexdigest() != file.id:
            raise DamagedFile(
                f"図「{file.name[:60]}」が途中で壊れています（検査値が一致しません）。",
                safe=STORE_UNTOUCHED,
                next=_ASK_AGAIN,
            )


def _check_state(state: Mapping[str, Value]) -> None:
    for key, value in state.items():
        texts: Iterable[str] = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
        try:
            same = clean_text(key) == key
            for text in texts:  # what an older program kept as it came, the store turns into what it means
                clean_text(text)
        except BadValue as error:
            raise DamagedFile(
                f"「{key[:80]}」の値が読めません。{error.what}", safe=STORE_UNTOUCHED, next=_ASK_AGAIN
            ) from error
        if not same:
            raise DamagedFile(
                f"「{key[:80]}」の値が、書き出したときの形ではありません。", safe=STORE_UNTOUCHED, next=_ASK_AGAIN
            )


def _where(error: Exception) -> str:
    text = str(error)
    place = text.rpartition("at `")[2].rstrip("`") if "at `" in text else ""
    return f"場所: {place}" if place else "途中で切れているか、書き換えられています"
