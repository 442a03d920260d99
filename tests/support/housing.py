"""公営住宅の管理に関する事務: the document that several tests publish, change and publish again."""

from __future__ import annotations

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.store import Store

ANSWERS = {
    "I.1.1": "公営住宅の管理に関する事務",
    "I.1.2": "入居者を決める。",
    "I.4.1": "入居者を決める。",
    "II[1].1": "入居者ファイル",
    "II[1].2.3": "入居者",
    "II[1].3.4.1": "毎月",
    "II[1].4.2[1]": "印刷",
    "II[1].4.2[1].1": "通知書の印刷",
    "II[1].4.2[2]": "保守",
}


def add_housing(store: Store, **more: str) -> int:
    """Put the document into a store, with more answers by their paths; returns its number."""
    made = Assessment.new(load_form("juten_h30"), "公営住宅の管理に関する事務")
    for path, value in {**ANSWERS, **more}.items():
        made.apply(made.change(path, value))
    return store.create("juten_h30", made.state)
