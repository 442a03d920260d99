"""Where fonts come from: the two that are installed with the program, and any other by name or by file."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from pia_tui.errors import PiaError
from pia_tui.workspace import is_file, is_folder, is_there

SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
_COLLECTION = b"ttcf"
_NAME_FAMILY, _NAME_STYLE, _NAME_FULL, _NAME_POSTSCRIPT, _NAME_TYPO_FAMILY, _NAME_TYPO_STYLE = 1, 2, 4, 6, 16, 17
_FAMILY_IDS = (_NAME_FAMILY, _NAME_TYPO_FAMILY)
_NO_EMBEDDING, _BITMAPS_ONLY = 0x0002, 0x0200


class FontProblem(PiaError):
    """A font that cannot be found, read or embedded."""


class FontFile(msgspec.Struct, frozen=True):
    """One font of a file. `index` counts within a collection; `weight` is set on the axis of a variable font."""

    path: str
    index: int = 0
    weight: int = 400

    def read(self) -> Any:
        """The HarfBuzz face; the file is mapped, not copied. Raises FontProblem for what is no usable font."""
        import uharfbuzz as hb

        try:
            face = hb.Face(_blob(self.path), self.index)
        except (OSError, ValueError, hb.HarfBuzzError) as error:
            raise FontProblem(
                f"フォントのファイル「{self.path}」が読めません。", next="別のフォントを選んでください。"
            ) from error
        if not face.glyph_count or not {"glyf", "CFF ", "CFF2"} & set(face.table_tags):
            raise FontProblem(
                f"「{self.path}」は TrueType でも OpenType でもありません。", next="別のフォントを選んでください。"
            )
        rights = os2_rights(face)
        if rights & (_NO_EMBEDDING | _BITMAPS_ONLY):
            raise FontProblem(
                f"フォント「{self.path}」は、PDF への埋め込みが許されていません。",
                next="埋め込みのできるフォント（BIZ UDゴシック など）を選んでください。",
            )
        return face


class FontPair(msgspec.Struct, frozen=True):
    """A regular and a bold font; where a family has no bold, both are the same."""

    regular: FontFile
    bold: FontFile


def os2_rights(face: Any) -> int:
    """The embedding rights (fsType) of the OS/2 table; 0 where the font says nothing."""
    table = face.reference_table("OS/2").data or b""
    return int.from_bytes(table[8:10], "big")


def default_pair() -> FontPair:
    """Noto Sans CJK JP, which is installed with the program."""

    def bundled(package: str, name: str) -> FontFile:
        package_file = getattr(find_spec(package), "origin", None)
        if package_file is None:
            raise FontProblem(
                "付属の日本語フォントが見つかりません。",
                next="pia-tui を入れ直すか、--font でフォントを指定してください。",
                next_on_screen="pia-tui を入れ直してください。",
            )
        return FontFile(str(Path(package_file).with_name(name)))

    return FontPair(
        bundled("noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf"),
        bundled("noto_cjk_sans_jp_bold", "NotoSansCJKjp-Bold.otf"),
    )


def find_pair(wanted: str = "") -> FontPair:
    """The fonts for a name (`BIZ UDゴシック`, `IPAexGothic`) or a file; empty for the default.

    Names are compared without regard to width, case and spaces. Raises FontProblem with the nearest names.
    """
    if not wanted.strip():
        return default_pair()
    if Path(wanted).suffix.lower() in SUFFIXES and is_file(Path(wanted)):
        return _pair_of_file(str(Path(wanted).resolve()))
    if is_there(Path(wanted)):
        raise FontProblem(
            f"「{wanted}」はフォントのファイルではありません。",
            next=f"フォントの名前か、フォントのファイル（{'、'.join(sorted(SUFFIXES))}）を指定してください。",
        )
    key = _plain(wanted)
    installed = installed_fonts()
    matches = [font for font in installed if key in font.names]
    if not matches:
        near = sorted({font.family for font in installed if key[:3] and any(key[:3] in name for name in font.names)})
        hint = (
            f"似た名前のフォント: {'、'.join(near[:5])}。"
            if near
            else "この端末にあるフォントの名前を確かめてください。"
        )
        raise FontProblem(f"「{wanted}」というフォントが見つかりません。", next=hint)
    chosen = min(matches, key=lambda font: (font.bold, font.italic, font.path, font.index))
    if chosen.axis:
        return FontPair(chosen.file(400), chosen.file(700))
    partners = [font for font in installed if font.bold and not font.italic and font.family_key == chosen.family_key]
    bold = partners[0] if partners and not chosen.bold else chosen
    return FontPair(chosen.file(), bold.file())


class InstalledFont(msgspec.Struct, frozen=True):
    """What a font file says about itself. `names` are comparable forms of all its names, in every language."""

    path: str
    index: int
    family: str
    family_key: str
    names: frozenset[str]
    bold: bool
    italic: bool
    axis: bool

    def file(self, weight: int = 400) -> FontFile:
        """The font to open."""
        return FontFile(self.path, self.index, weight)


@lru_cache(maxsize=1)
def installed_fonts() -> tuple[InstalledFont, ...]:
    """All fonts in the folders where this system keeps them; unreadable files are passed over."""
    found: list[InstalledFont] = []
    for folder in font_folders():
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in SUFFIXES:
                found.extend(_describe(str(path)))
    return tuple(found)


def font_folders() -> list[Path]:
    """The system's and the user's font folders that exist."""
    home = Path.home()
    if sys.platform == "win32":
        folders = [
            Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
            Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local")) / "Microsoft/Windows/Fonts",
        ]
    elif sys.platform == "darwin":
        folders = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    else:
        folders = [
            Path("/usr/share/fonts"),
            Path("/usr/local/share/fonts"),
            home / ".local/share/fonts",
            home / ".fonts",
        ]
    return [folder for folder in folders if is_folder(folder)]


def _pair_of_file(path: str) -> FontPair:
    FontFile(path).read()  # says what is wrong with it
    first = _describe(path)[0]
    if first.axis:
        return FontPair(first.file(400), first.file(700))
    beside = [
        font
        for other in sorted(Path(path).parent.iterdir())
        if other.suffix.lower() in SUFFIXES
        for font in _describe(str(other))
    ]
    bold = next((f for f in beside if f.bold and not f.italic and f.family_key == first.family_key), first)
    return FontPair(first.file(), first.file() if first.bold else bold.file())


def _blob(path: str) -> Any:
    """The file as HarfBuzz takes it: mapped, or read where its name is more than HarfBuzz can open (on Windows)."""
    import uharfbuzz as hb

    try:
        return hb.Blob.from_file_path(path)
    except (OSError, ValueError, hb.HarfBuzzError):
        return hb.Blob(Path(path).read_bytes())


@lru_cache(maxsize=2048)
def _describe(path: str) -> tuple[InstalledFont, ...]:
    import uharfbuzz as hb

    try:
        with Path(path).open("rb") as file:
            head = file.read(12)
        count = int.from_bytes(head[8:12], "big") if head[:4] == _COLLECTION else 1
        blob = _blob(path)
        faces = [(index, hb.Face(blob, index)) for index in range(min(count, 64))]
        return tuple(_facts(path, index, face) for index, face in faces if face.glyph_count)
    except (OSError, ValueError, hb.HarfBuzzError):
        return ()


def _facts(path: str, index: int, face: Any) -> InstalledFont:
    names = dict(_names(face))
    families = [text for name_id in _FAMILY_IDS for text in names.get(name_id, ())]
    known = {text for name_id in (*_FAMILY_IDS, _NAME_FULL, _NAME_POSTSCRIPT) for text in names.get(name_id, ())}
    style = " ".join(text for i in (_NAME_STYLE, _NAME_TYPO_STYLE) for text in names.get(i, ())).casefold()
    family = families[0] if families else Path(path).stem
    return InstalledFont(
        path=path,
        index=index,
        family=family,
        family_key=_plain(family),
        names=frozenset(map(_plain, known | {Path(path).stem})),
        bold="bold" in style or "太" in style,
        italic="italic" in style or "oblique" in style,
        axis=any(axis.tag == "wght" for axis in face.axis_infos),
    )


def _names(face: Any) -> Iterator[tuple[int, list[str]]]:
    texts: dict[int, list[str]] = {}
    for entry in face.list_names():
        if entry.name_id in (*_FAMILY_IDS, _NAME_STYLE, _NAME_TYPO_STYLE, _NAME_FULL, _NAME_POSTSCRIPT):
            text = face.get_name(entry.name_id, entry.language)
            if text:
                texts.setdefault(entry.name_id, []).append(text)
    yield from texts.items()


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())
