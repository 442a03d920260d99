"""Kill the editor at random moments: whatever the screen had called saved must be there. By hand:

    python tests/benchmarks/kill_editor.py 200

A scripted session types into a document without a screen; each time its header says 保存済み it tells what stands in
the items. It is killed (SIGKILL) at a random moment, the store is opened, and every text told must be in it.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.workspace import Workspace

FORM = "kiso_r6"
PATIENCE = 120.0
"""Seconds after which something must have gone wrong, however busy the machine is."""


def session(folder: str, number: int, seed: int) -> None:
    """Type until somebody ends this process."""
    from textual import events
    from textual.pilot import Pilot

    from pia_tui.tui.app import PiaApp
    from pia_tui.tui.editor.screen import EditorScreen
    from pia_tui.tui.store_thread import StoreThread
    from pia_tui.tui.widgets.title_bar import TitleBar

    shown = TitleBar.set_state

    def told(bar: TitleBar, text: str, color: str = "muted") -> None:
        """Write down what stands in the document whenever the header says that it is saved."""
        shown(bar, text, color)
        screen: object = bar.screen
        if text.startswith("保存済み") and isinstance(screen, EditorScreen):
            state = {key: value for key, value in screen.session.document.state.items() if isinstance(value, str)}
            sys.stdout.write(json.dumps(state) + "\n")
            sys.stdout.flush()

    async def run() -> None:
        from pia_tui.tui.document.session import Session

        dice = random.Random(seed)
        store = StoreThread(Workspace(Path(folder)))
        app = PiaApp(store)
        async with app.run_test() as pilot:
            await app.push_screen(EditorScreen(Session(store, number), at="I.1.2"))
            await type_on(pilot, dice)

    async def type_on(pilot: Pilot[int], dice: random.Random) -> None:
        while True:
            for _ in range(dice.randrange(1, 12)):
                letter = dice.choice("特定個人情報を取り扱う事務。")
                pilot.app.post_message(events.Key(letter, letter))
            await asyncio.sleep(dice.random() * 0.2)
            move = dice.random()
            if move < 0.15:
                pilot.app.simulate_key("tab")
            elif move < 0.2:
                pilot.app.simulate_key("ctrl+s")
            elif move < 0.25:
                pilot.app.simulate_key("escape" if pilot.app.screen.place == "text" else "up")  # type: ignore[attr-defined]

    with patch.object(TitleBar, "set_state", told):
        asyncio.run(run())


def kill_once(seed: int, least: int = 0) -> int:
    """One session, killed; returns how many times it had said that all is saved. Raises AssertionError if it lied.

    It is killed at a random moment after it has said so `least` times, on however slow a machine.
    """
    from pia_tui.store import Store

    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder)).prepare()
        with Store.open(workspace) as store:
            number = store.create(FORM, Assessment.new(load_form(FORM), "事務").state)
        output = Path(folder) / "told.txt"
        with output.open("wb") as told:
            process = subprocess.Popen(
                [sys.executable, __file__, "--session", folder, str(number), str(seed)],
                stdout=told, stderr=None,
            )  # fmt: skip
            try:
                end = time.monotonic() + PATIENCE
                while output.read_bytes().count(b"\n") < max(1, least):
                    assert process.poll() is None, "the session ended by itself"
                    assert time.monotonic() < end, "the session never said that all is saved"
                    time.sleep(0.02)
                time.sleep(dice.random() * 3)
            finally:
                process.kill()
                process.wait()
        lines = output.read_text("utf-8").split("\n")[:-1]
        if not lines:  # killed within the first line it told
            return 0
        with Store.open(workspace) as store:
            kept = store.load(number).state
            assert not store.problems(), "the store is damaged"
        for key, text in json.loads(lines[-1]).items():
            assert str(kept.get(key, "")).startswith(text), f"{key}: told {text!r}, kept {kept.get(key)!r}"
        return len(lines)


def main() -> None:
    if sys.argv[1:2] == ["--session"]:
        session(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        return
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    told = 0
    for seed in range(times):
        told += kill_once(seed)
        print(f"\r{seed + 1} 回止めました（保存済みの表示 {told:,} 回）", end="", flush=True)
    print("\nすべて残っていました")


if __name__ == "__main__":
    main()
