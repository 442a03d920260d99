"""Where everything stands on the pages of one document, as it was when somebody last looked at them.

`python tests/export_pdf/test_pdf_positions.py` writes the places anew; the difference shows what moved, page by page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image as Pillow

from pia_tui.assessment import Assessment
from pia_tui.export.pdf import Image, laid_out
from pia_tui.export.pdf.font_files import default_pair
from pia_tui.export.pdf.pages import Layout, PdfPage
from pia_tui.export.pdf.render import PdfOptions
from pia_tui.export.pdf.tags import StructureTag
from pia_tui.export.pdf.text_preview import preview
from pia_tui.forms import load_form

KEPT = Path(__file__).with_name("positions.txt")
LONG = "届出を受け付け、住民票の記載を行い、本人に通知する。（１）窓口では本人を確かめ、1,234件を月に処理する。"
ANSWERS: dict[str, object] = {
    "cover.1": "12",
    "cover.5": "見本市長",
    "I.1.1": "住民基本台帳に関する事務",
    "I.1.2": "\n".join(["①届出の受付　" + LONG, "②通知　" + LONG * 2, "", "・" + LONG * 3]),
    "I.1.3": "10万人以上30万人未満",
    "I.2.1[1].1": "住民記録システム",
    "I.2.1[1].2": LONG,
    "I.2.1[2].1": "宛名システム",
    "I.5.1": "実施する",
    "I.5.2": "番号法第19条第8号に基づく主務省令第2条の表 1、2、3の項",
    "II[1].1": "住民台帳ファイル",
    "II[1].2.3": LONG,
    "II[1].3.1": ["本人又は本人の代理人", "民間事業者（印刷業者）"],
    "II[1].4.1": "委託する",
    "II[1].4.1.1": "2",
    "II[1].4.2[1]": "帳票の印刷",
    "II[1].4.2[1].1": LONG * 12,
    "II[1].4.2[2]": "封入",
    "II[1].5.1.3": "○",
    "II[2].1": "宛名ファイル",
    "II[2].4.1": "委託しない",
    "III[1].2.1.1": LONG * 4,
    "III[1].2.1.2": "十分である",
    "III[2].4.1": "○",
    "betten1.1[1].1": "住民台帳ファイル",
    "betten1.1[1].2": "\n".join(f"{number}　項目{number}" for number in range(1, 90)),
    "betten2.1[1].1": "令和8年4月1日",
    "betten2.1[1].2": "Ⅰ１②事務の内容",
    "betten2.1[1].3": LONG * 3,
    "betten2.1[1].4": LONG * 30,
    "betten2.1[2].1": "令和8年5月1日",
    "besshi.1[1].1": "別紙1",
    "besshi.1[1].2": "提供先",
    "besshi.1[1].3": "項\t提供先\t根拠\n1\t厚生労働大臣\t" + LONG + "\n2\t都道府県知事\t短い",
}


def picture(width: int, height: int) -> Image:
    stream = io.BytesIO()
    Pillow.new("L", (width, height), 128).save(stream, "PNG")
    return Image(stream.getvalue(), "流れ図")


def made() -> Layout:
    document = Assessment.new(load_form("juten_h30"), "住民基本台帳に関する事務")
    for path, value in ANSWERS.items():
        document.apply(document.change(path, value))
    return laid_out(document, options=PdfOptions(draft="案", revision="0123abcd"))


def drawn() -> list[PdfPage]:
    """The pages with drawings; a form of another level has them."""
    document = Assessment.new(load_form("zenkoumoku_h30"), "事務")
    document.apply(document.change("betten1.1", ["a", "b", "c"]))
    document.apply(document.change("betten1.2", LONG * 5))
    images = {"a": picture(1200, 300), "b": picture(200, 900), "c": picture(50, 40)}
    return [page for page in laid_out(document, images=images).pages if page.pictures]


def places(layout: Layout) -> str:
    """Everything that is drawn, a thing a line, and the outline and the tags; distances in points."""
    lines = [f"outline {each.level} {each.title} → {each.anchor}" for each in layout.outline]
    for number, page in enumerate(layout.pages, start=1):
        lines += [f"== page {number} {page.size[0]:.0f}×{page.size[1]:.0f}", *_on(page)]
    lines += ["== tags", *_tags(layout.root)]
    return "\n".join(lines) + "\n"


def _on(page: PdfPage) -> Iterator[str]:
    for text in page.texts:
        kind = text.tag.kind if text.tag is not None else "-"
        yield f"text {kind} {text.x:.1f} {text.y:.1f} {text.width:.1f}"
        for line in text.lines:
            runs = " ".join(f"{run.x:.1f}/{run.tracking:.2f}/{run.style.size:g}:{run.text}" for run in line.runs)
            yield f"  {line.height:.1f} {'~' if line.goes_on else ''}{runs}"
    for fill in page.fills:
        yield f"fill {fill.x:.1f} {fill.y:.1f} {fill.width:.1f} {fill.height:.1f} {fill.colour}"
    for box in (*page.boxes, *page.frames):
        yield f"box {box.x:.1f} {box.y:.1f} {box.width:.1f} {box.height:.1f} {box.sides}"
    for each in page.pictures:
        yield f"picture {each.key} {each.x:.1f} {each.y:.1f} {each.width:.1f} {each.height:.1f}"
    for link in page.links:
        yield f"link {link.x:.1f} {link.y:.1f} {link.width:.1f} {link.height:.1f} {link.anchor} {link.label}"
    for anchor, y in page.anchors.items():
        yield f"anchor {anchor} {y:.1f}"


def _tags(tag: StructureTag, depth: int = 0) -> Iterator[str]:
    yield f"{' ' * depth}{tag.kind}{tag.attributes.decode()} {tag.alt}{tag.title}".rstrip()
    for kid in tag.kids:
        if isinstance(kid, StructureTag):
            yield from _tags(kid, depth + 1)


def whole() -> str:
    layout = made()
    pictures = "\n".join(line for page in drawn() for line in ("== drawing", *_on(page)))
    return places(layout) + pictures + "\n".join(preview(layout, 80))


def test_everything_stands_where_it_stood() -> None:
    assert default_pair().regular.path.endswith("NotoSansCJKjp-Regular.otf")
    found, kept = whole().splitlines(), KEPT.read_text("utf-8").splitlines()
    moved = [(number, old, new) for number, (old, new) in enumerate(zip(kept, found, strict=False), 1) if old != new]
    assert not moved[:5]
    assert len(found) == len(kept)


if __name__ == "__main__":
    KEPT.write_text(whole(), "utf-8")
