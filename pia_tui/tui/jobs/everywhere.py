"""Actions that are the same wherever they are asked for: help, the palette, and what works on many documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.tui.screens.palette import PaletteScreen

if TYPE_CHECKING:
    from pia_tui.tui.app import PiaApp


class Everywhere:
    """Carried out for the screen in front."""

    def __init__(self, app: PiaApp) -> None:
        self._app = app

    def do_help(self) -> None:
        acting = self._app.acting
        if acting is not None:
            self._app.show_help(acting.place)

    def do_palette(self) -> None:
        acting = self._app.acting
        if acting is None:
            return

        def picked(action_id: str | None) -> None:
            if action_id:
                acting.perform(action_id)

        self._app.push_screen(PaletteScreen(acting.place, acting.hidden_actions()), picked)

    def do_renumber(self) -> None:
        from pia_tui.tui.rewriting.starting import renumber

        renumber(self._app)

    def do_replace_words(self) -> None:
        from pia_tui.tui.rewriting.starting import replace_words

        replace_words(self._app)

    def do_grounds(self) -> None:
        from pia_tui.tui.rewriting.starting import grounds

        grounds(self._app)
