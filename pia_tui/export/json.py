"""A document as JSON: complete, with its format's name and version, described by the schema in `data/`."""

from __future__ import annotations

from typing import Any

import msgspec

from pia_tui import __version__
from pia_tui.bundle import FORMAT, PLAIN_VERSION, VERSION, DocumentBundle, Envelope

SCHEMA_ID = f"urn:pia-tui:document:{VERSION}"


def to_json(bundle: DocumentBundle) -> bytes:
    """The document as UTF-8 JSON, indented, keys in a fixed order: equal documents give equal bytes."""
    withdrawn = any(each.publication is not None and each.publication.withdrawn for each in bundle.revisions)
    version = VERSION if withdrawn else PLAIN_VERSION
    envelope = Envelope(format=FORMAT, version=version, program=f"pia-tui {__version__}", document=bundle)
    return msgspec.json.format(msgspec.json.encode(envelope, order="deterministic"), indent=1) + b"\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of the format, derived from the types; `data/` holds the same for readers without Python."""
    derived = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Envelope)))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "pia-tui の評価書データ",
        **derived,
    }
