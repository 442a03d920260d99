"""定型文: texts kept to be used again, picked for the item that is being written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from pia_tui.errors import PiaError
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.menu_view import MenuEntry

if TYPE_CHECKING:
    from pia_tui.store import Clip
    from pia_tui.tui.jobs.host import JobHost


class ClipPicker:
    """Inserts a text kept before, keeps the one at hand, or throws one away."""

    def __init__(self, host: JobHost) -> None:
        self._host = host

    def pick(self, insert: Callable[[str], None], text: str, *, source: str = "") -> None:
        """Ask which; `insert` gets the text chosen. `text` is the one at hand, `source` where it stands."""
        try:
            kept = self._host.store.call(lambda s: s.clips())
        except PiaError as error:
            self._host.say(error.on_screen, "error")
            return
        entries = [MenuEntry("keep", "いまの文を定型文に登録する", detail=text[:60])] if text.strip() else []
        entries += [MenuEntry(f"use:{n}", one.title, detail=_from(one)) for n, one in enumerate(kept)]
        if kept:
            entries += [MenuEntry("", "登録をやめるもの", heading=True)]
            entries += [
                MenuEntry(f"drop:{n}", f"「{one.title}」の登録をやめる", color="muted") for n, one in enumerate(kept)
            ]

        def picked(answer: str | None) -> None:
            what, _, number = (answer or "").partition(":")
            try:
                if what == "keep":
                    self._host.store.call(lambda s: s.keep_clip(text, source, date.today().isoformat()))
                    self._host.say("定型文に登録しました")
                elif what == "use":
                    insert(kept[int(number)].text)
                elif what == "drop":
                    self._host.store.call(lambda s: s.drop_clip(kept[int(number)].id))
                    self._host.say("登録をやめました")
            except PiaError as error:
                self._host.say(error.on_screen, "error")

        said = "" if entries else "まだ定型文がありません。文を書いた項目で、この操作から登録できます。"
        self._host.ask(PickScreen("定型文", entries, text=said), picked)


def _from(clip: Clip) -> str:
    try:
        day = date.fromisoformat(clip.kept_on)
        where = f"{clip.source}　{day.year}年{day.month}月{day.day}日"
    except ValueError:
        where = clip.source
    return f"{clip.text[:80]}{'…' if len(clip.text) > 80 else ''}（{where}）"
