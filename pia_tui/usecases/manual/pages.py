"""The manual's text as it is read on a terminal, in a browser and on paper."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pia_tui import __version__

if TYPE_CHECKING:
    from markdown_it.token import Token

HERE = Path(__file__).parent
_STYLE = """
body { max-width: 46em; margin: 2em auto; padding: 0 1em; line-height: 1.8; font-family: sans-serif; }
h1, h2 { border-bottom: 1px solid #888; } code { background: #eee; padding: 0 .2em; }
table { border-collapse: collapse; } td, th { border: 1px solid #888; padding: .2em .6em; vertical-align: top; }
img { max-width: 100%; border: 1px solid #888; }
"""


@cache
def _source() -> str:
    return (HERE / "manual.md").read_text("utf-8")


def manual_text() -> str:
    """The manual for a terminal: as it was written, without pictures and marks."""
    plain = re.sub(r"!\[[^]]*\]\([^)]*\)\n\n?", "", _source())
    return re.sub(r"^#+ ", "■ ", plain, flags=re.M).replace("`", "")


def manual_html() -> str:
    """The manual as one page for a browser: pictures inside, nothing loaded from anywhere."""
    from markdown_it import MarkdownIt

    body: str = MarkdownIt("commonmark").enable("table").render(_source())
    for name in re.findall(r'src="([\w.]+)"', body):
        data = base64.b64encode((HERE / name).read_bytes()).decode()
        body = body.replace(f'src="{name}"', f'src="data:image/png;base64,{data}"')
    head = f'<meta charset="utf-8"><title>pia-tui の手引</title><style>{_STYLE}</style>'
    page = f"<body>\n{body}<p>pia-tui {__version__}</p></body>"
    return f'<!DOCTYPE html>\n<html lang="ja"><head>{head}</head>{page}</html>\n'


def manual_pdf() -> bytes:
    """The manual on paper, without pictures. Raises FontProblem."""
    from pia_tui.export.pdf.reading_pages import Block, render_reading

    return render_reading("pia-tui の手引", [Block(*each) for each in _blocks()], subject=f"pia-tui {__version__}")


def manual_files() -> dict[str, bytes]:
    """The files that a bundle takes along, by name."""
    return {"manual.html": manual_html().encode(), "manual.pdf": manual_pdf()}


def _blocks() -> list[tuple[int, str]]:
    """(level, text) in order: 1 and 2 for headings, 0 for paragraphs; the title is left out."""
    from markdown_it import MarkdownIt

    made: list[tuple[int, str]] = []
    level, before = 0, ""
    row: list[str] = []
    tokens: list[Token] = MarkdownIt("commonmark").enable("table").parse(_source())
    counters: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:]) - 1
        elif token.type == "ordered_list_open":
            counters.append(0)
        elif token.type == "bullet_list_open":
            counters.append(-1)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            counters.pop()
        elif token.type == "list_item_open":
            counters[-1] += counters[-1] >= 0
            before = "・" if counters[-1] < 0 else f"{counters[-1]}. "
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and len(row) > 1 and made[-1][1]:
            made.append((0, "　…… ".join(row)))
        elif token.type == "inline":
            text = _words(token)
            if token.level and tokens and _in_cell(tokens, token):
                row.append(text)
            elif text:
                made.append((level, f"{before}{text}"))
                level, before = 0, ""
    return [each for each in made if each != (0, "")][1:]


def _in_cell(tokens: list[Token], token: Token) -> bool:
    return tokens[tokens.index(token) - 1].type in ("td_open", "th_open")


def _words(token: Token) -> str:
    """The text of a paragraph in one line; pictures have none."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
    return "".join(parts)
