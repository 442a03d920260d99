"""The app's looks: theme, console-safe style, and remembering both."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.scrollbar import ScrollBar, ScrollBarRender

from pia_tui.tui.drawing import theme
from pia_tui.tui.drawing.glyphs import is_safe, use_style
from pia_tui.tui.jobs.settings import Settings, save_settings
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.menu_view import Entry
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from textual.app import App

    _Base = App[int]
else:
    _Base = object

VARIABLE = "PIA_TUI_CONSOLE"
"""`safe` or `normal`: the style that a launcher asks for."""


class WholeCells(ScrollBarRender):
    """A scroll bar without pieces of cells."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8


class Looks(_Base):
    """Mixin of the app."""

    settings: Settings
    workspace: Workspace

    def prepare_looks(self, safe: bool | None) -> None:
        """Register the themes and choose the style: what the caller says, the environment, what was chosen last."""
        for look in theme.LOOKS.values():
            self.register_theme(look.theme)
        asked = {"safe": True, "normal": False}.get(os.environ.get(VARIABLE, "").strip().lower())
        chosen = next((one for one in (safe, asked, self.settings.safe) if one is not None), False)
        self.choose_style(chosen)
        name = self.settings.theme
        if name not in theme.LOOKS:
            few = not self.is_headless and self.console.color_system in ("standard", "windows")
            name = theme.SIXTEEN if few else theme.DARK
        self.theme = name

    def choose_style(self, safe: bool) -> None:
        """The normal or the console-safe style, from now on."""
        use_style(safe)
        self.set_class(safe, "-safe")
        # Whole cells only: the pieces of blocks that Textual ends a scroll bar with are ambiguous signs too.
        ScrollBar.renderer = WholeCells

    def do_switch_theme(self) -> None:
        """Pick a theme; it shows at once while one moves over the list."""
        before = self.theme

        def picked(name: str | None) -> None:
            self.theme = name or before
            if name:
                self.settings.theme = name
                save_settings(self.workspace, self.settings)

        entries = [Entry(name, look.title) for name, look in theme.LOOKS.items()]
        self.push_screen(PickScreen("画面の色", entries, at=before), picked)

    def do_switch_console(self) -> None:
        """Between the normal style and the one for consoles that draw ① over two cells."""

        def picked(answer: str | None) -> None:
            if answer:
                self.choose_style(answer == "safe")
                self.settings.safe = answer == "safe"
                save_settings(self.workspace, self.settings)
                self.refresh_css()
                for screen in self.screen_stack:
                    screen.refresh(layout=True, recompose=False)
                    for widget in screen.query("*"):
                        widget.notify_style_update()
                        widget.refresh(layout=True)

        entries = [
            Entry(
                "normal",
                "ふつう（Windows Terminal、新しい端末）",
                detail="線を引いて、欄を見やすく区切ります",
            ),
            Entry(
                "safe", "古いコンソール（①や○が2文字分の幅になる）", detail="線を引かず、①や※の幅を2文字分と数えます"
            ),
        ]
        text = "①②③④⑤|\nあいうえお|\n上の二本の縦線がそろうなら「古いコンソール」、ずれるなら「ふつう」です。"
        self.push_screen(PickScreen("記号の幅", entries, text=text, at="safe" if is_safe() else "normal"), picked)
