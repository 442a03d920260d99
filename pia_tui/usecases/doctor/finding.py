"""One thing that doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DiagnosisState = Literal["ok", "look", "fault"]
WORDS: dict[DiagnosisState, str] = {"ok": "良", "look": "要確認", "fault": "異常"}


@dataclass(frozen=True)
class Diagnosis:
    """How a thing stands: `said` tells what was found, `next` what to do (empty where nothing is)."""

    id: str
    title: str
    state: DiagnosisState
    said: str
    next: str = ""

    def __str__(self) -> str:
        then = f" → {self.next}" if self.next else ""
        return f"［{WORDS[self.state]}］{self.title}: {self.said}{then}"
