"""Take a drawing (別添1 事務の内容) from a file into the store, or say clearly why not."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pia_tui.errors import PiaError, why
from pia_tui.forms.values import NOTHING_CHANGED
from pia_tui.workspace import written_out

if TYPE_CHECKING:
    from pia_tui.store import Store

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 100_000_000
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


class BadDrawing(PiaError):
    """The file is no drawing that can be printed."""


@dataclass(frozen=True)
class Drawing:
    """A checked drawing: its file name, media type, bytes, and size in pixels."""

    name: str
    media_type: str
    data: bytes
    width: int
    height: int


def read_drawing(path: Path) -> Drawing:
    """A PNG or JPEG file, decoded once to prove it whole. Raises BadDrawing."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            limit = MAX_BYTES // 1024 // 1024
            raise _bad(f"「{path.name}」は {size / 1024 / 1024:.1f} MB あり、上限の {limit} MB を超えています。")
        data = path.read_bytes()
    except OSError as error:
        raise _bad(f"図のファイル「{path}」を読めません（{why(error)}）。") from error
    return check_drawing(path.name, data)


def check_drawing(name: str, data: bytes) -> Drawing:
    """The same for bytes that are already at hand."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            kind, (width, height) = image.format or "", image.size
            if kind not in MEDIA_TYPES:
                raise _bad(f"「{name}」は {kind} 形式なので、印刷できません。")
            if width * height > MAX_PIXELS:
                raise _bad(f"「{name}」は {width:,}×{height:,} 画素あり、大きすぎます。")
            image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise _bad(f"「{name}」は PNG でも JPEG でもありません。") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _bad(f"「{name}」は壊れていて、最後まで読めません。") from error
    return Drawing(name, MEDIA_TYPES[kind], data, width, height)


def attach_drawing(store: Store, file: str | Path, alt: str = "") -> str:
    """Keep the drawing in the store; returns the attachment's id. Raises BadDrawing and the store's errors."""
    return keep_drawing(store, read_drawing(written_out(Path(file))), alt)


def keep_drawing(store: Store, drawing: Drawing, alt: str = "") -> str:
    """The same for a drawing that was checked before; `alt` says in words what it shows."""
    kept = store.attach(
        drawing.data,
        name=drawing.name,
        media_type=drawing.media_type,
        width=drawing.width,
        height=drawing.height,
        alt=alt,
    )
    return kept.id


def _bad(what: str) -> BadDrawing:
    return BadDrawing(
        what, safe=NOTHING_CHANGED, next="図は、20 MB までの PNG か JPEG にして、もう一度選んでください。"
    )
