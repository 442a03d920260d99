"""The looks of the screens: a dark, a light and a high-contrast theme, and one for consoles of 16 colours.

Every theme names the same text colours (`$color-…`) and backgrounds (`$background-…`). No meaning
is told by colour alone: a mark, a word or a bracket always says it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

COLORS = (
    "text",  # what the officer wrote
    "label",  # the form's own words
    "strong",  # headings
    "muted",  # what one may overlook
    "empty",  # a place that waits for an answer
    "chosen",  # the choice taken, the mark made
    "differs",  # words that the text beside does not have
    "good",
    "warning",
    "error",
    "link",  # what can be clicked
)
BACKGROUNDS = (
    "plain",
    "cursor",  # the row one stands on
    "band",  # a heading of the form
    "bar",  # header and footer
    "highlight",  # a place pointed at inside a row
)

DARK, LIGHT, CONTRAST, ANSI = "pia-dark", "pia-light", "pia-contrast", "pia-16"


@dataclass(frozen=True)
class Look:
    """A theme with the name that the user reads."""

    theme: Theme
    title: str


def _variables(colors: dict[str, str], backgrounds: dict[str, str], **more: str) -> dict[str, str]:
    variables = {f"color-{name}": colors[name] for name in COLORS} | {
        f"background-{name}": backgrounds[name] for name in BACKGROUNDS
    }
    # Words of style, so that a theme without colours may turn a row round instead.
    styles = {
        "cursor-style": "none",
        "band-style": "bold",
        "highlight-style": "none",
        "chosen-style": "bold",
        "differs-style": "bold underline",
    }
    return variables | styles | {name.replace("_", "-"): value for name, value in more.items()}


_DARK_COLORS = {
    "text": "#e6ebf1", "label": "#b4c3d4", "strong": "#cfe3fa", "muted": "#9db0c4", "empty": "#d2aa68",
    "chosen": "#ffffff", "differs": "#ffffff",
    "good": "#86d09a", "warning": "#f2b95f", "error": "#ff8f8f", "link": "#7db8f2",
}  # fmt: skip
_DARK_BACKGROUNDS = {
    "plain": "#121822",
    "cursor": "#29405f",
    "band": "#1f2b3c",
    "bar": "#0c1119",
    "highlight": "#503c10",
}

_LIGHT_COLORS = {
    "text": "#17202b", "label": "#38475a", "strong": "#12395f", "muted": "#545f6b", "empty": "#855000",
    "chosen": "#000000", "differs": "#000000",
    "good": "#186430", "warning": "#8a4b00", "error": "#a8201a", "link": "#1a5796",
}  # fmt: skip
_LIGHT_BACKGROUNDS = {
    "plain": "#fbf9f3",
    "cursor": "#cfe2f6",
    "band": "#e4ebf1",
    "bar": "#dfe3e8",
    "highlight": "#f6e0a0",
}

_CONTRAST_COLORS = {
    "text": "#ffffff", "label": "#ffffff", "strong": "#ffff55", "muted": "#d8d8d8", "empty": "#ffff55",
    "chosen": "#ffffff", "differs": "#ffffff",
    "good": "#7dff7d", "warning": "#ffd24d", "error": "#ffb3b3", "link": "#8fdcff",
}  # fmt: skip
_CONTRAST_BACKGROUNDS = {
    "plain": "#000000",
    "cursor": "#00339c",
    "band": "#262626",
    "bar": "#000000",
    "highlight": "#6a4d00",
}

_ANSI_COLORS = dict.fromkeys(COLORS, "ansi_default")
_ANSI_BACKGROUNDS = dict.fromkeys(BACKGROUNDS, "ansi_default")

LOOKS: dict[str, Look] = {
    DARK: Look(
        Theme(
            name=DARK, primary="#4f8fd0", secondary="#2d4a6e", accent="#f2b95f", warning="#f2b95f", error="#ff8f8f",
            success="#86d09a", foreground="#e6ebf1", background="#121822", surface="#1a2330", panel="#1f2b3c",
            variables=_variables(_DARK_COLORS, _DARK_BACKGROUNDS),
        ),
        "暗い画面",
    ),
    LIGHT: Look(
        Theme(
            name=LIGHT, primary="#1f5c99", secondary="#7fa3c7", accent="#8a4b00", warning="#8a4b00", error="#a8201a",
            success="#186430", foreground="#17202b", background="#fbf9f3", surface="#ffffff", panel="#e4ebf1",
            dark=False, variables=_variables(_LIGHT_COLORS, _LIGHT_BACKGROUNDS),
        ),
        "明るい画面（紙の色）",
    ),
    CONTRAST: Look(
        Theme(
            name=CONTRAST, primary="#8fdcff", secondary="#ffffff", accent="#ffff55", warning="#ffd24d",
            error="#ffb3b3", success="#7dff7d", foreground="#ffffff", background="#000000", surface="#000000",
            panel="#000000", variables=_variables(_CONTRAST_COLORS, _CONTRAST_BACKGROUNDS),
        ),
        "はっきりした画面（高コントラスト）",
    ),
    ANSI: Look(
        Theme(
            name=ANSI, ansi=True, primary="ansi_blue", secondary="ansi_cyan", warning="ansi_yellow",
            error="ansi_red", success="ansi_green", accent="ansi_default", foreground="ansi_default",
            background="ansi_default", surface="ansi_default", panel="ansi_default", boost="ansi_default",
            variables=BUILTIN_THEMES["ansi-dark"].variables
            | _variables(
                _ANSI_COLORS, _ANSI_BACKGROUNDS, cursor_style="reverse", highlight_style="bold reverse",
                band_style="bold underline", error_style="bold",
            ),
        ),
        "16色の画面（古い端末）",
    ),
}  # fmt: skip
"""Every theme by name, in the order of the menu."""


@cache
def style_of(theme: str, color: str, background: str) -> Style:
    """The style of a text colour on a background."""
    look = LOOKS.get(theme) or LOOKS[DARK]
    words = look.theme.variables
    style = Style.from_color(
        Color.parse(words[f"color-{color}"]).rich_color, Color.parse(words[f"background-{background}"]).rich_color
    )
    for name in (background, color):
        style += Style.parse(words.get(f"{name}-style", "none"))
    return style + Style(bold=True) if color == "strong" else style
