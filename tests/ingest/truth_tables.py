"""Hand-made truths: where a value belongs, its first and last ten characters; compared without blanks and widths."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.forms import Value, load_form

TRUTH = Path(__file__).parent / "truth"
SEEDS = ("000", "001", "002")


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Measure:
    """`recall` of what is to be found, and what was placed wrongly."""

    right: int
    missing: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missing) + len(self.wrong))

    @property
    def wrong_share(self) -> float:
        return len(self.wrong) / max(1, self.right + len(self.wrong))


def seed_text(seed: str) -> str:
    """The text of a seed; skips where the corpus is not at hand."""
    folder = os.environ.get("PIA_TUI_CORPUS")
    if not folder:
        pytest.skip("PIA_TUI_CORPUS names no folder with published 評価書")
    found = sorted(Path(folder).glob(f"{seed}_*.txt"))
    if not found:
        pytest.skip(f"no {seed}_*.txt in PIA_TUI_CORPUS")
    return found[0].read_text("utf-8")


def truth(seed: str) -> dict:
    return yaml.safe_load((TRUTH / f"seed_{seed}.yaml").read_text("utf-8"))


def fits(item: dict, value: Value) -> bool:
    """Whether a value is the one that the truth tells."""
    if "marks" in item:
        return value == tuple(item["marks"])
    if "flag" in item:
        return value is item["flag"]
    if "count" in item:
        return value == item["count"]
    text = squeezed(str(value))
    if "value" in item:
        return text == squeezed(item["value"])
    return text.startswith(squeezed(item["first"])) and text.endswith(squeezed(item["last"]))


def measure(items: list[dict], form_id: str, state: dict[str, Value]) -> Measure:
    document = Assessment(load_form(form_id), state)
    right, missing, wrong = 0, [], []
    for item in items:
        try:
            value = document.get(item["path"])
        except PiaError:
            value = None
        if item.get("unknown"):
            if value is not None:
                wrong.append(item["path"])
        elif value is None:
            missing.append(item["path"])
        elif fits(item, value):
            right += 1
        else:
            wrong.append(item["path"])
    return Measure(right, tuple(missing), tuple(wrong))
