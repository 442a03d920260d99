"""Fonts: subsets of TrueType and CFF that copy out what was typed, fallbacks, variants, names and files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import reportlab
import uharfbuzz as hb
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from pia_tui.export.pdf import font_files
from pia_tui.export.pdf.charsets import charset_of_file
from pia_tui.export.pdf.font_files import FontFile, FontPair, FontProblem, default_pair, find_pair
from pia_tui.export.pdf.fonts import GETA, Typeface
from pia_tui.export.pdf.metadata import Metadata
from pia_tui.export.pdf.pages import Layout, PdfLine, PdfPage, PdfRun, Style, Text
from pia_tui.export.pdf.paint import paint
from pia_tui.export.pdf.tags import StructureTag

VERA = str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
NOTO = default_pair().regular


def printed(face: Typeface, lines: list[str]) -> bytes:
    """A page with these lines."""
    root = StructureTag("Document")
    style = Style(face, 10.0, 14.0)
    page = PdfPage()
    set_lines = tuple(PdfLine(14.0, (PdfRun(0.0, line, style),)) for line in lines)
    page.texts.append(Text(root.add("P"), 40.0, 40.0, set_lines, 500.0))
    return paint(Layout([page], root), Metadata("試し"), {})


def read_back(data: bytes) -> list[str]:
    return PdfReader(BytesIO(data)).pages[0].extract_text().split("\n")


def fonts_of(data: bytes) -> list[dict[str, object]]:
    page = PdfReader(BytesIO(data)).pages[0]
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


@pytest.mark.parametrize(
    "text",
    [
        "住民基本台帳に関する事務",
        "𠮟る𠮷野家の髙﨑さん",
        "葛\U000e0100城市と葛\U000e0101飾区と葛西",
        "波〜と波～、−と－、―と—",
        "か\u3099行とは\u309a行",
        "ﾊﾝｶｸｶﾅ（ｶﾞｷﾞ）",
        r"\(円\) <b>&amp;</b> [1] {2} 'a' \"b\"",
        "⼀と一、⾦と金",
    ],
)
def test_what_is_drawn_copies_out_as_typed(text: str) -> None:
    # A sound mark after its kana is one glyph; readers compose or keep the pair, and both are the same text.
    assert read_back(printed(Typeface("F1", [NOTO]), [text]))[0] == text


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(
            alphabet=st.one_of(
                st.characters(
                    min_codepoint=0x3041, max_codepoint=0x30FF, exclude_characters="\u3099\u309a\u3097\u3098"
                ),
                st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
                st.characters(min_codepoint=0x21, max_codepoint=0x7E),
                st.characters(min_codepoint=0xFF01, max_codepoint=0xFF9D),
                st.sampled_from("𠀋𡈽𡌛𡑮𢌞𢎭𣜜𦥑𧾷𩸽𪘂①②〜～々〆〒￥"),
            ),
            min_size=1,
            max_size=40,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_text_copies_out_as_typed(lines: list[str]) -> None:
    text = "".join(read_back(printed(Typeface("F1", [NOTO]), lines)))
    assert text.replace(" ", "") == "".join(lines)


def test_the_layers_of_a_font_share_one_subset_and_differ_in_what_their_glyphs_stand_for() -> None:
    data = printed(Typeface("F1", [NOTO]), ["〜～ 葛葛\U000e0101"])
    fonts = fonts_of(data)
    assert len(fonts) >= 2
    assert len({font["/DescendantFonts"][0].idnum for font in fonts}) == 1  # type: ignore[index]
    assert len({font["/ToUnicode"].get_object().get_data() for font in fonts}) == len(fonts)  # type: ignore[attr-defined]


def test_every_font_is_an_embedded_subset() -> None:
    data = printed(Typeface("F1", [NOTO]), ["〜～ 葛葛\U000e0101"])
    for font in fonts_of(data):
        assert font["/Subtype"] == "/Type0"
        assert font["/Encoding"] == "/Identity-H"
        assert "/ToUnicode" in font
        descendant = font["/DescendantFonts"][0].get_object()  # type: ignore[index]
        assert descendant["/Subtype"] == "/CIDFontType0"
        program = descendant["/FontDescriptor"]["/FontFile3"]
        assert program["/Subtype"] == "/CIDFontType0C"
        assert len(program.get_data()) < 20_000
    assert b"Helvetica" not in data


def test_truetype_is_embedded_and_falls_back_for_what_it_lacks() -> None:
    face = Typeface("F1", [FontFile(VERA), NOTO])
    data = printed(face, ["Latin と日本語 𠮷"])
    assert read_back(data)[0] == "Latin と日本語 𠮷"
    kinds = {font["/DescendantFonts"][0].get_object()["/Subtype"] for font in fonts_of(data)}  # type: ignore[index]
    assert kinds == {"/CIDFontType2", "/CIDFontType0"}
    assert not face.missing


def test_a_character_that_no_font_has_is_shown_as_geta() -> None:
    face = Typeface("F1", [NOTO])
    assert not face.has("🦄")
    assert face.has("漢")
    assert read_back(printed(face, [f"幻の字🦄と{GETA}"]))[0] == f"幻の字🦄と{GETA}"
    assert face.missing == {"🦄"}


def test_invisible_characters_take_no_room_and_stop_nothing() -> None:
    face = Typeface("F1", [NOTO])
    assert face.text_width("あ\u2060い", 10.0) == 20.0
    assert read_back(printed(face, ["あ\u2060い"]))[0] == "あい"


def test_widths_are_those_of_the_font() -> None:
    face = Typeface("F1", [NOTO])
    assert face.text_width("全角", 10.0) == 20.0
    assert face.text_width("ﾊﾝ", 10.0) == 10.0
    assert face.text_width("A", 10.0) == pytest.approx(6.08)


def _subset(path: Path, flags: int = 0) -> FontFile:
    """A small OpenType font made from the bundled one: its glyph numbers are no longer its CIDs."""
    face = hb.Face(hb.Blob.from_file_path(NOTO.path))
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(map(ord, "あいう住民票𠮷〓"))
    wanted.flags = hb.SubsetFlags(flags) | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    path.write_bytes(wanted.subset(face).blob.data)
    return FontFile(str(path))


def test_a_font_whose_cids_are_not_its_glyph_numbers(tmp_path: Path) -> None:
    file = _subset(tmp_path / "small.otf")
    charset = charset_of_file(file.path, 0, hb.Face(hb.Blob.from_file_path(file.path)).glyph_count)
    assert charset.cid_keyed
    assert charset.cids is not None
    assert charset.cids[0] == 0
    assert list(charset.cids) == sorted(charset.cids)
    assert charset.cids[-1] > len(charset.cids)
    assert read_back(printed(Typeface("F1", [file]), ["住民票𠮷あ"]))[0] == "住民票𠮷あ"


def test_the_bundled_fonts_are_the_default() -> None:
    pair = find_pair()
    assert Path(pair.regular.path).name == "NotoSansCJKjp-Regular.otf"
    assert Path(pair.bold.path).name == "NotoSansCJKjp-Bold.otf"


def test_a_font_is_found_by_file() -> None:
    pair = find_pair(VERA)
    assert pair == FontPair(FontFile(VERA), FontFile(VERA.replace("Vera.ttf", "VeraBd.ttf")))


@pytest.mark.parametrize(
    "name",
    ["Bitstream Vera Sans", "bitstream vera sans", "ＢｉｔｓｔｒｅａｍＶｅｒａＳａｎｓ", "BitstreamVeraSans-Roman"],
)
def test_a_font_is_found_by_name_whatever_the_width_of_its_letters(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_files, "font_folders", lambda: [Path(VERA).parent])
    font_files.installed_fonts.cache_clear()
    try:
        pair = find_pair(name)
        assert Path(pair.regular.path).name == "Vera.ttf"
        assert Path(pair.bold.path).name == "VeraBd.ttf"
    finally:
        font_files.installed_fonts.cache_clear()


def test_an_unknown_font_is_refused_with_names_that_are_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_files, "font_folders", lambda: [Path(VERA).parent])
    font_files.installed_fonts.cache_clear()
    try:
        with pytest.raises(FontProblem, match="Bitstream Vera Sans"):
            find_pair("Bitstreem")
    finally:
        font_files.installed_fonts.cache_clear()


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "broken.ttf"
    file.write_bytes(b"this is not a font")
    with pytest.raises(FontProblem, match=r"broken\.ttf"):
        find_pair(str(file))


def test_a_font_that_may_not_be_embedded_is_refused(tmp_path: Path) -> None:
    data = bytearray(Path(VERA).read_bytes())
    tables = int.from_bytes(data[4:6], "big")
    entry = next(at for at in range(12, 12 + 16 * tables, 16) if data[at : at + 4] == b"OS/2")
    offset = int.from_bytes(data[entry + 8 : entry + 12], "big")
    data[offset + 8 : offset + 10] = (0x0002).to_bytes(2, "big")
    file = tmp_path / "restricted.ttf"
    file.write_bytes(data)
    with pytest.raises(FontProblem, match="埋め込み"):
        FontFile(str(file)).read()
