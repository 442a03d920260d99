"""The weights of reading: all of them used, each with its unit and reason."""

from __future__ import annotations

from pathlib import Path

from pia_tui.ingest import text
from pia_tui.ingest.text.weights import weight, weights

SOURCES = "".join(path.read_text("utf-8") for path in sorted(Path(str(text.__file__)).parent.rglob("*.py")))


def test_every_weight_says_what_it_counts_and_why() -> None:
    assert all(each.unit and len(each.why) > 4 and each.value > 0 for each in weights().values())


def test_every_weight_is_used() -> None:
    assert not [name for name in weights() if f'weight("{name}")' not in SOURCES]


def test_a_weight_is_what_the_data_say() -> None:
    assert weight("align.beam") == weights()["align.beam"].value
