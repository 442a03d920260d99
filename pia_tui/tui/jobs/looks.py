"""The app's looks: theme, console-safe style, and remembering both."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.scrollbar import ScrollBar, ScrollBarRender

from pia_tui.settings import Settings, save_settings
from pia_tui.tui.drawing import theme
from pia_tui.tui.drawing.glyphs import is_safe, use_style
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.menu_view import MenuEntry
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from textual.app import App

VARIABLE = "PIA_TUI_CONSOLE"
"""`safe` or `normal`: the style that a launcher asks for."""


class WholeCells(ScrollBarRender):
    """A scroll bar without pieces of cells."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8


class Looks:
    """Chooses the theme and the style of an app, and remembers both."""

    def __init__(self, app: App[int], workspace: Workspace, settings: Settings, safe: bool | None = None) -> None:
        """Register the themes and choose the style: what the caller says, the environment, what was chosen last."""
        self._app = app
        self._workspace = workspace
        self._settings = settings
        for look in theme.LOOKS.values():
            app.register_theme(look.theme)
        asked = {"safe": True, "normal": False}.get(os.environ.get(VARIABLE, "").strip().lower())
        chosen = next((one for one in (safe, asked, settings.safe) if one is not None), False)
        self.choose_style(chosen)
        name = settings.theme
        if name not in theme.LOOKS:
            few = not app.is_headless and app.console.color_system in ("standard", "windows")
            name = theme.ANSI if few else theme.DARK
        app.theme = name

    def choose_style(self, safe: bool) -> None:
        """The normal or the console-safe style, from now on."""
        use_style(safe)
        self._app.set_class(safe, "-safe")
        # Whole cells only: the pieces of blocks that Textual ends a scroll bar with are ambiguous signs too.
        ScrollBar.renderer = WholeCells

    def do_switch_theme(self) -> None:
        """Pick a theme; it shows at once while one moves over the list."""
        before = self._app.theme

        def picked(name: str | None) -> None:
            self._app.theme = name or before
            if name:
                self._settings.theme = name
                save_settings(self._workspace, self._settings)

        entries = [MenuEntry(name, look.title) for name, look in theme.LOOKS.items()]
        self._app.push_screen(PickScreen("画面の色", entries, at=before), picked)

    def do_switch_console(self) -> None:
        """Between the normal style and the one for consoles that draw ① over two cells."""

        def picked(answer: str | None) -> None:
            if answer:
                self.choose_style(answer == "safe")
                self._settings.safe = answer == "safe"
                save_settings(self._workspace, self._settings)
                self._app.refresh_css()
                for screen in self._app.screen_stack:
                    screen.refresh(layout=True, recompose=False)
                    for widget in screen.query("*"):
                        widget.notify_style_update()
                        widget.refresh(layout=True)

        entries = [
            MenuEntry(
                "normal",
                "ふつう（Windows Terminal、新しい端末）",
                detail="線を引いて、欄を見やすく区切ります",
            ),
            MenuEntry(
                "safe", "古いコンソール（①や○が2文字分の幅になる）", detail="線を引かず、①や※の幅を2文字分と数えます"
            ),
        ]
        text = "①②③④⑤|\nあいうえお|\n上の二本の縦線がそろうなら「古いコンソール」、ずれるなら「ふつう」です。"
        self._app.push_screen(PickScreen("記号の幅", entries, text=text, at="safe" if is_safe() else "normal"), picked)
