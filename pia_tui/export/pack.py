"""Documents as one file that travels between terminals (`.pia`): a zip with a manifest and the sum of each member."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence

import msgspec

from pia_tui import __version__
from pia_tui.bundle import (
    PACK_FORMAT,
    PACK_MANIFEST,
    PACK_PLAIN_VERSION,
    PACK_VERSION,
    DocumentBundle,
    IncidentRow,
    PackManifest,
    PackMember,
)
from pia_tui.export.json import to_json

_DAY = (1980, 1, 1, 0, 0, 0)


def to_pack(bundles: Sequence[DocumentBundle], incidents: Sequence[IncidentRow] = ()) -> bytes:
    """The pack, with the accidents of the body; equal ones give equal bytes. Each document must have its identity."""
    contents = {f"documents/{bundle.uuid}.json": to_json(bundle) for bundle in bundles}
    manifest = PackManifest(
        format=PACK_FORMAT,
        version=PACK_VERSION if incidents else PACK_PLAIN_VERSION,
        program=f"pia-tui {__version__}",
        members=tuple(
            PackMember(name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest())
            for name, data in contents.items()
        ),
        incidents=tuple(incidents),
    )
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for name, data in {PACK_MANIFEST: msgspec.json.encode(manifest), **contents}.items():
            member = zipfile.ZipInfo(name, _DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0
            archive.writestr(member, data)
    return result.getvalue()
