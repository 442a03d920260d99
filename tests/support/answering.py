"""Whoever answers the questions of the plain lines: from a list, or with something that fits whatever is asked.

    python tests/support/answering.py FOLDER

writes what is typed from an empty store to the PDF of a 重点項目評価書, as files for standard input: `judged` for
`pia-tui wizard`, `written` for `pia-tui write NUMBER --at cover.1`, `printed` for `pia-tui write NUMBER`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.forms import load_form
from pia_tui.prompts.form_dialog import FormDialog
from pia_tui.prompts.lines import EndOfInput
from pia_tui.store import Store
from pia_tui.workspace import Workspace

FORM = "juten_h30"
JUDGED = "\n".join(["20万", "", "480", "", "いいえ", "1", "1", "1", "窓口の届出に関する事務", "見本市長", "7", "1", ""])
"""The judgement that asks for a 重点項目評価書, and the documents made."""
PRINTED = ":印刷\n:終わる\n"


class Said:
    """Lines answered from a list, and all that was said."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.said: list[str] = []

    def say(self, line: str = "") -> None:
        self.said.append(line)

    def read(self, ask: str) -> str:
        self.said.append(f"{ask}>")
        if not self.answers:
            raise EndOfInput
        return self.answers.pop(0)

    @property
    def page(self) -> str:
        return "\n".join(self.said)


class Office:
    """Stands for the rest of the program."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def export(self, document_id: int) -> str:
        return f"exports/{document_id}.pdf"

    def findings(self, document: Assessment) -> Sequence[tuple[str, str]]:
        return self.found

    def edited(self, text: str) -> str:
        return f"{text}（直した）"

    def drawing(self, file: str) -> str:
        raise PiaError(f"「{file}」という図はありません。")


class Answering(Said):
    """Answers whatever is asked with something that fits, and keeps what it gave."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def read(self, ask: str) -> str:
        asked = ask.partition("（")[0]
        answer = {
            "番号": "1",
            "1 ○、2 ×": "2",
            "日付": "令和8年4月1日",
            "件数": "1",
            "図のファイル": "",
            "続き": ".",
        }.get(asked, "")
        if asked == "答え":
            answer = "届出の受付と台帳への記録" if self.said and "番号" not in self.said[-1] else "7"
        self.said.append(ask)
        self.given.append(answer)
        return answer


def whole_form(rehearsal: Path, state: Mapping[str, object]) -> str:
    """The lines that answer every item of a document of FORM with this state, tried out in a store of their own."""
    with Store.open(Workspace(rehearsal).prepare()) as store:
        store.create(FORM, dict(state))  # type: ignore[arg-type] # as a store gave it
        lines = Answering()
        FormDialog(store, Assessment.of(store.load(1).state, 1), lines, Office()).run("cover.1")
    return "\n".join([*lines.given, ""])


def main(folder: Path) -> None:
    document = Assessment.new(load_form(FORM), "窓口の届出に関する事務")
    with tempfile.TemporaryDirectory() as rehearsal:
        written = whole_form(Path(rehearsal) / "ws", document.state)
    for name, text in {"judged": JUDGED, "written": written, "printed": PRINTED}.items():
        (folder / name).write_bytes(text.encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
