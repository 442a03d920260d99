"""Names of others and old days in a text that was taken from elsewhere."""

from __future__ import annotations

import pytest

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.tui.document.leftovers import leftovers


@pytest.fixture
def document() -> Assessment:
    made = Assessment.new(load_form("kiso_r6"), "事務")
    made.apply(made.change(made.form.roles["body"], "みなと湖市長"))
    return made


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("架空川市長は、届出を受け付ける。", ["架空川市"]),
        ("みなと湖市は、届出を受け付ける。", []),
        ("本市の職員が、他の市町村と連携する。", []),
        ("転出先市町村に通知し、各市で保管する。", []),
        ("株式会社見本に委託し、例示システム株式会社が保守する。", ["株式会社見本", "例示システム株式会社"]),
        ("平成28年4月1日から運用している。", ["平成28年4月1日"]),
    ],
)
def test_what_is_pointed_at(document: Assessment, text: str, words: list[str]) -> None:
    assert leftovers(document, text) == words
