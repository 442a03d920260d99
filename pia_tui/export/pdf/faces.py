"""An open font file: which glyph stands for a character, how wide it is, and the subset of it that goes into a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pia_tui.export.pdf.charsets import Charset, charset_of_file
from pia_tui.export.pdf.font_files import FontFile

# Tables that a PDF has no use for: it places every glyph itself.
_UNUSED = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "kern", "name", "post")
# Of a CFF font nothing but the outlines goes into the PDF.
_UNUSED_OF_CFF = ("cmap", "hhea", "hmtx", "OS/2")


class Face:
    """One font file. Glyphs are named by CID: for a CID-keyed CFF that of its charset, else the glyph's number."""

    def __init__(self, file: FontFile) -> None:
        import uharfbuzz as hb

        self.file = file
        self.face: Any = file.read()
        self._font: Any = hb.Font(self.face)
        if any(axis.tag == "wght" for axis in self.face.axis_infos):
            self._font.set_variations({"wght": file.weight})
        tags = set(self.face.table_tags)
        self.outlines = "glyf" if "glyf" in tags else ("CFF " if "CFF " in tags else "CFF2")
        self._scale: float = 1000 / self.face.upem
        self._widths: dict[int, int] = {}
        charset = Charset(False, None)
        if self.outlines == "CFF ":
            charset = charset_of_file(file.path, file.index, self.face.glyph_count)
        self.cid_keyed = charset.cid_keyed
        self._cids: tuple[int, ...] | None = charset.cids

    def close(self) -> None:
        """Let go of the file; the subsets are made."""
        self.face = self._font = None

    @property
    def name(self) -> str:
        """The PostScript name, safe to stand in a PDF name."""
        names = [
            self.face.get_name(entry.name_id, entry.language) for entry in self.face.list_names() if entry.name_id == 6
        ]
        plain = "".join(c for c in (names[0] if names else "Font") if c.isascii() and (c.isalnum() or c in "-_"))
        return plain or "Font"

    def glyph(self, cluster: str) -> int:
        """The glyph for a character or a character with a variation selector; 0 if the font has none."""
        if len(cluster) == 1:
            return int(self._font.get_nominal_glyph(ord(cluster)) or 0)
        if len(cluster) == 2:
            return int(self._font.get_variation_glyph(ord(cluster[0]), ord(cluster[1])) or 0)
        return 0

    def cid(self, glyph: int) -> int:
        """The code that names the glyph in the PDF."""
        return glyph if self._cids is None else self._cids[glyph]

    def width(self, glyph: int) -> int:
        """The advance in thousandths of the font size."""
        known = self._widths.get(glyph)
        if known is None:
            known = self._widths[glyph] = round(self._font.get_glyph_h_advance(glyph) * self._scale)
        return known

    def metrics(self) -> dict[str, int]:
        """Ascent, descent and bounding box in thousandths, for the font descriptor."""
        extents = self._font.get_font_extents("ltr")
        head = self.face.reference_table("head").data
        box = [int.from_bytes(head[at : at + 2], "big", signed=True) for at in range(36, 44, 2)]
        scaled = [round(value * self._scale) for value in (extents.ascender, extents.descender, *box)]
        return dict(zip(("ascent", "descent", "left", "bottom", "right", "top"), scaled, strict=True))

    def subset(self, glyphs: Mapping[int, str]) -> tuple[bytes, dict[int, int]]:
        """The font program with these glyphs only, and where each went: {old glyph: new glyph}.

        With each glyph stands a text that it is shown for, which finds it faster than its number does where it can.
        TrueType comes back as a whole font file, CFF as the bare `CFF ` table, whose charset keeps the CIDs.
        A CFF without CIDs keeps its glyph numbers, since the PDF names its glyphs by them.
        """
        import uharfbuzz as hb

        flags = hb.SubsetFlags
        wanted = hb.SubsetInput()
        characters = {
            glyph: ord(text) for glyph, text in glyphs.items() if len(text) == 1 and self.glyph(text) == glyph
        }
        wanted.unicode_set.update(characters.values())
        if len(characters) < len(glyphs):
            # Numbers make HarfBuzz go through every character that the font has, which takes as long as all the rest.
            wanted.glyph_set.update(glyphs.keys() - characters.keys())
        wanted.flags = flags.NO_LAYOUT_CLOSURE | flags.NO_BIDI_CLOSURE | flags.NOTDEF_OUTLINE | flags.NO_HINTING
        unused = _UNUSED if self.outlines == "glyf" else _UNUSED + _UNUSED_OF_CFF
        wanted.drop_table_tag_set.update(int.from_bytes(tag.encode("ascii"), "big") for tag in unused)
        if self.outlines != "glyf":
            # Outlines of their own are smaller here than the shared pieces they call, and quicker to make.
            wanted.flags |= flags.DESUBROUTINIZE
            if not self.cid_keyed:
                wanted.flags |= flags.RETAIN_GIDS
            if self.outlines == "CFF2":
                wanted.flags |= flags.DOWNGRADE_CFF2
        if self.face.axis_infos:
            wanted.pin_all_axes_to_default(self.face)
            if any(axis.tag == "wght" for axis in self.face.axis_infos):
                wanted.pin_axis_location(self.face, "wght", float(self.file.weight))
        plan = hb.SubsetPlan(self.face, wanted)
        made = plan.execute()
        moved = dict(plan.old_to_new_glyph_mapping)
        if self.outlines == "glyf":
            return made.blob.data, moved
        return made.reference_table("CFF ").data, moved
