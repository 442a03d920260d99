"""The terminal as the program meets it: size, colours, character code, and how wide it draws ambiguous signs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from pia_tui.system import cursor_column, draws_escapes, is_terminal, output_code_page
from pia_tui.usecases.doctor.finding import Diagnosis

LEAST = (76, 22)
"""Columns and lines that the screens need."""
LEGACY = "以前の種類のコンソール（レガシ コンソール）なので、画面を出せません。"
LEGACY_NEXT = (
    "窓の題名を右クリックして「プロパティ」を開き、「レガシ コンソールを使う」の印を外して、窓を開き直してください。"
    "「pia-tui write」は、このままでも使えます。"
)
_MEASURED = "①②③"


@dataclass(frozen=True)
class Terminal:
    """What is known of the terminal; `width` is in cells of one ambiguous sign (0: not measured)."""

    attached: bool
    columns: int = 0
    lines: int = 0
    encoding: str = ""
    code_page: int = 0
    colours: str = ""
    width: float = 0
    escapes: bool = True

    def __str__(self) -> str:
        size = f"{self.columns}×{self.lines}" if self.columns and self.lines else "大きさは分かりません"
        return f"{size if self.attached else 'つながっていません'}（文字コード {self.encoding or '?'}）"


def this_terminal(env: Mapping[str, str] | None = None) -> Terminal:
    """The terminal that the program was started in. Signs are drawn and taken away again to measure them."""
    env = os.environ if env is None else env
    attached = is_terminal(sys.stdout) and is_terminal(sys.stdin)
    size = shutil.get_terminal_size((0, 0))
    encoding = getattr(sys.stdout, "encoding", "") or ""
    width = _width() if attached else 0
    escapes = not attached or draws_escapes(sys.stdout)
    return Terminal(attached, size.columns, size.lines, encoding, output_code_page(), colours(env), width, escapes)


def colours(env: Mapping[str, str], platform: str = sys.platform) -> str:
    """How many colours the terminal says it has."""
    if env.get("NO_COLOR"):
        return "なし（NO_COLOR）"
    if env.get("COLORTERM", "").lower() in ("truecolor", "24bit") or platform == "win32" or env.get("WT_SESSION"):
        return "1677万色"
    kind = env.get("TERM", "")
    if "256color" in kind:
        return "256色"
    return "なし" if kind in ("", "dumb") else "16色"


def _width() -> float:
    sys.stdout.write("\r")
    before = cursor_column()
    sys.stdout.write(_MEASURED)
    sys.stdout.flush()
    after = cursor_column()
    sys.stdout.write("\r" + " " * 2 * len(_MEASURED) + "\r")
    sys.stdout.flush()
    return 0 if before is None or after is None else (after - before) / len(_MEASURED)


def findings(terminal: Terminal, tried: Mapping[str, str], tried_on: str) -> list[Diagnosis]:
    """What is said of the terminal; `tried` is what the test sheet (`doctor --console`) came to."""
    if not terminal.attached:
        return [Diagnosis("console", "端末", "ok", f"画面につながっていません（文字コード {terminal.encoding}）。")]
    made = [_size(terminal)]
    if not terminal.escapes:
        made.append(Diagnosis("legacy", "窓の種類", "fault", LEGACY, LEGACY_NEXT))
    page = f"、コードページ {terminal.code_page}" if terminal.code_page else ""
    made.append(Diagnosis("encoding", "文字コード", "ok", f"{terminal.encoding}{page}、色 {terminal.colours}"))
    if terminal.width:
        wide = terminal.width > 1
        made.append(
            Diagnosis(
                "widths",
                "記号の幅",
                "look" if wide else "ok",
                f"①などの記号を {terminal.width:g} 桁で表示します。",
                "画面の線がずれるときは、画面の「表示」の設定で「端末に合わせた表示」を選んでください。"
                if wide
                else "",
            )
        )
    made.append(_tried(tried, tried_on))
    return made


def _size(terminal: Terminal) -> Diagnosis:
    said = f"{terminal.columns}桁×{terminal.lines}行"
    if terminal.columns < LEAST[0] or terminal.lines < LEAST[1]:
        least = f"{LEAST[0]}桁×{LEAST[1]}行"
        return Diagnosis("console", "端末の大きさ", "look", said, f"窓を広げてください（{least} 以上）。")
    return Diagnosis("console", "端末の大きさ", "ok", said)


def _tried(tried: Mapping[str, str], tried_on: str) -> Diagnosis:
    title = "日本語入力とキー"
    if not tried:
        return Diagnosis("ime", title, "look", "まだ試していません。", "「pia-tui doctor --console」で試せます。")
    wrong = [name for name, said in tried.items() if said.startswith(("違います", "届かない", "届いていません"))]
    if wrong:
        return Diagnosis(
            "ime",
            title,
            "look",
            f"{tried_on} の試験で合わなかったもの: {'、'.join(wrong)}",
            "端末の担当に伝えてください。",
        )
    return Diagnosis("ime", title, "ok", f"{tried_on} に試しました。")
