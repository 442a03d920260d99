"""A pack (`.pia`) from another terminal, proven member by member before anything of it is used."""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec

from pia_tui.bundle import PACK_FORMAT, PACK_MANIFEST, PACK_VERSION, DocumentBundle, IncidentRow, PackManifest
from pia_tui.ingest.errors import STORE_UNTOUCHED, NewerFile, UnreadableFile, UnsafeFile
from pia_tui.ingest.json import from_json
from pia_tui.ingest.zips import damaged, open_zip, read_member

_MOST, _TOTAL = 2_000, 500_000_000


class _ManifestHead(msgspec.Struct):
    """Just enough of a manifest to know its version."""

    format: str = ""
    version: int = 0


def read_pack(data: bytes) -> tuple[DocumentBundle, ...]:
    """The documents of a pack, each as it was packed.

    Raises UnreadableFile (no pack), NewerFile, DamagedFile (cut off, wrong sums), UnsafeFile (bombs, names that lead
    out, members that no manifest names), UnknownForm.
    """
    archive = open_zip(data, most=_MOST, total=_TOTAL)
    if PACK_MANIFEST not in archive.namelist():
        raise UnreadableFile(
            "pia-tui の運搬用ファイル（.pia）ではありません。",
            safe=STORE_UNTOUCHED,
            next="「pia-tui pack」で作ったファイルを選んでください。",
            next_on_screen="pia-tui で運搬用に書き出したファイルを選んでください。",
        )
    manifest = _manifest(read_member(archive, PACK_MANIFEST))
    named = [member.name for member in manifest.members]
    if sorted([PACK_MANIFEST, *named]) != sorted(archive.namelist()):
        raise UnsafeFile(
            "目録にない中身があるか、目録にある中身がありません。",
            safe=STORE_UNTOUCHED,
            next="このファイルは使わず、送り主に、もう一度作ってもらってください。",
        )
    bundles = []
    for member in manifest.members:
        content = read_member(archive, member.name)
        if len(content) != member.size or hashlib.sha256(content).hexdigest() != member.sha256:
            raise damaged()
        bundles.append(from_json(content))
    identities = [bundle.uuid for bundle in bundles]
    if "" in identities or len(set(identities)) != len(identities):
        raise damaged()
    return tuple(bundles)


def pack_incidents(data: bytes) -> tuple[IncidentRow, ...]:
    """The accidents of the body that a pack carries; read it with `read_pack` first. Raises what that raises."""
    found = _manifest(read_member(open_zip(data, most=_MOST, total=_TOTAL), PACK_MANIFEST)).incidents
    try:
        for each in found:
            date.fromisoformat(each.occurred_on)
            date.fromisoformat(each.known_on)
    except ValueError as error:
        raise damaged() from error
    return found


def _manifest(content: bytes) -> PackManifest:
    try:
        head = msgspec.json.decode(content, type=_ManifestHead)
        if head.format == PACK_FORMAT and head.version > PACK_VERSION:
            raise NewerFile(
                f"新しい pia-tui で作られたファイルです（形式 {head.version}。読めるのは {PACK_VERSION} まで）。",
                safe=STORE_UNTOUCHED,
                next="新しい版の pia-tui で取り込んでください。",
            )
        return msgspec.json.decode(content, type=PackManifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise damaged() from error
