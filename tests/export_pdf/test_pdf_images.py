"""Drawings of 別添: PNG and JPEG of all kinds, scaled to the page; broken ones refused in plain words."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image as Pillow
from pypdf import PdfReader

from pia_tui.assessment import Assessment
from pia_tui.export.pdf import BrokenImage, Image, laid_out, render
from pia_tui.export.pdf.images import image_size
from pia_tui.forms import load_form


def picture(mode: str, size: tuple[int, int] = (64, 48), kind: str = "PNG", **options: Any) -> bytes:
    stream = BytesIO()
    gradient = Pillow.linear_gradient("L").resize(size)
    made = Pillow.merge("RGB", (gradient, gradient.rotate(90).resize(size), gradient)).convert(mode)
    made.save(stream, kind, **options)
    return stream.getvalue()


def document(*keys: str) -> Assessment:
    made = Assessment.new(load_form("zenkoumoku_h30"), "事務")
    made.apply(made.change("betten1.1", list(keys)))
    return made


def images_of(data: bytes) -> list[Any]:
    found = []
    for page in PdfReader(BytesIO(data)).pages:
        shown = page.get_contents().get_data().decode("latin-1")  # type: ignore[union-attr]
        objects = page["/Resources"].get("/XObject", {})  # type: ignore[attr-defined, union-attr]
        found += [objects[name].get_object() for name in objects if f"{name} Do" in shown]
    return found


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA"])
def test_a_png_of_any_kind_shows_its_pixels(mode: str) -> None:
    data = picture(mode)
    shown = images_of(render(document("a"), images={"a": Image(data, "図")}))
    assert len(shown) == 1
    assert (shown[0]["/Width"], shown[0]["/Height"]) == (64, 48)
    original = Pillow.open(BytesIO(data))
    if original.mode in ("RGBA", "LA"):
        plain = Pillow.new("RGB", original.size, "white")
        plain.paste(original.convert("RGBA"), mask=original.convert("RGBA").getchannel("A"))
    else:
        plain = original.convert("RGB")
    drawn = shown[0].decode_as_image().convert("RGB")
    assert drawn.tobytes() == plain.tobytes()


def test_an_interlaced_or_deep_png_is_shown_too() -> None:
    deep = BytesIO()
    Pillow.new("I;16", (20, 10), 40000).save(deep, "PNG")
    # (pypdf reads predictors of one-bit pictures wrongly, so their pixels are not compared here.)
    for data in (deep.getvalue(), picture("1"), picture("P", optimize=True), picture("RGB", kind="GIF")):
        assert len(images_of(render(document("a"), images={"a": Image(data)}))) == 1


def test_a_jpeg_goes_in_as_it_is() -> None:
    data = picture("RGB", kind="JPEG", quality=90)
    shown = images_of(render(document("a"), images={"a": Image(data)}))
    assert shown[0]["/Filter"] == "/DCTDecode"
    assert shown[0]._data == data


def test_a_cmyk_jpeg_is_turned_into_rgb() -> None:
    shown = images_of(render(document("a"), images={"a": Image(picture("CMYK", kind="JPEG"))}))
    assert shown[0]["/ColorSpace"] == "/DeviceRGB"


@pytest.mark.parametrize("size", [(4000, 300), (300, 4000), (40, 30), (1600, 1200)])
def test_a_drawing_fits_its_page_in_its_proportions(size: tuple[int, int]) -> None:
    layout = laid_out(document("a", "a"), images={"a": Image(picture("L", size))})
    placed = [(page, each) for page in layout.pages for each in page.pictures]
    assert len(placed) == 2
    for page, each in placed:
        assert each.width / each.height == pytest.approx(size[0] / size[1])
        assert each.x >= 40
        assert each.x + each.width <= page.size[0] - 40
        assert each.y >= 40
        assert each.y + each.height <= page.size[1] - 40
        assert each.width <= size[0] * 0.75 + 0.01


def test_drawings_that_are_not_there_leave_the_empty_frame() -> None:
    layout = laid_out(document("lost"))
    assert not any(page.pictures for page in layout.pages)
    assert any(box.height > 250 for page in layout.pages for box in page.boxes)


@pytest.mark.parametrize("data", [b"", b"no picture", picture("RGB")[:120], picture("RGB", kind="JPEG")[:60]])
def test_a_broken_drawing_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenImage, match="画像"):
        render(document("a"), images={"a": Image(data)})


def test_sizes_are_read() -> None:
    assert image_size(Image(picture("RGB", (33, 21)))) == (33, 21)
    assert image_size(Image(picture("RGB", (33, 21), "JPEG"))) == (33, 21)
