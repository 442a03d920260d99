"""Drawings of 別添1: what is taken, and how the rest is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pia_tui.usecases.incoming import drawings
from pia_tui.usecases.incoming.drawings import BadDrawing, check_drawing, read_drawing


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 60).convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "media"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_png_and_jpeg_are_taken(tmp_path: Path, kind: str, media: str) -> None:
    file = tmp_path / "事務の流れ.png"
    file.write_bytes(picture(kind))
    drawing = read_drawing(file)
    assert (drawing.media_type, drawing.width, drawing.height) == (media, 40, 30)
    assert drawing.name == "事務の流れ.png"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP"])
def test_other_formats_are_named(kind: str) -> None:
    with pytest.raises(BadDrawing, match=f"{kind} 形式"):
        check_drawing("図", picture(kind))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"<svg/>", b"MZ" * 500, "図ではない".encode()])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadDrawing, match="PNG でも JPEG でもありません"):
        check_drawing("図", data)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(["PNG", "JPEG"]))
def test_a_damaged_picture_is_refused_or_whole(data: st.DataObject, kind: str) -> None:
    whole = picture(kind)
    cut = data.draw(st.integers(1, len(whole) - 1))
    try:
        drawing = check_drawing("図", whole[:cut])
    except BadDrawing:
        return
    assert (drawing.width, drawing.height) == (40, 30)


def test_half_a_picture_is_refused() -> None:
    whole = picture("PNG", (200, 200))
    with pytest.raises(BadDrawing, match="壊れて"):
        check_drawing("図", whole[: len(whole) // 2])


def test_too_many_bytes_or_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "大きな図.png"
    with file.open("wb") as out:
        out.truncate(drawings.MAX_BYTES + 1)
    with pytest.raises(BadDrawing, match="20 MB"):
        read_drawing(file)
    monkeypatch.setattr(drawings, "MAX_PIXELS", 100)
    with pytest.raises(BadDrawing, match="大きすぎます"):
        check_drawing("図", picture("PNG"))


def test_a_missing_file_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "ない.png", tmp_path):
        with pytest.raises(BadDrawing, match="読めません"):
            read_drawing(path)


@pytest.mark.parametrize("name", ["ない.png", "フォルダー"])
def test_why_a_file_cannot_be_read_is_said_in_japanese(tmp_path: Path, name: str) -> None:
    (tmp_path / "フォルダー").mkdir()
    with pytest.raises(BadDrawing, match="フォルダー") as caught:
        read_drawing(tmp_path / name)
    assert "directory" not in str(caught.value)
