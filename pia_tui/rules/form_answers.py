"""What a document's own answers say to しきい値判断: the bands it names, and the result they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pia_tui.assessment import Assessment
from pia_tui.rules.contradictions import Seen
from pia_tui.rules.facts import Facts
from pia_tui.rules.threshold import Judgement, judge
from pia_tui.rules.threshold_data import rules


def judgement_of(document: Assessment) -> Judgement | None:
    """The judgement that Ⅱ しきい値判断項目 of a 基礎項目評価書 leads to, or None while a part of it is unanswered."""
    band, handlers, incident = (document.by_role(role) for role in ("subjects_band", "handlers_band", "incident"))
    item = document.form.item(document.form.roles.get("subjects_band", ""))
    table = rules()
    handlers_bands = [each.label for each in table.handlers]
    if item is None or not isinstance(band, str) or handlers not in handlers_bands or incident is None:
        return None
    row = item.choice_texts.index(band) if band in item.choice_texts else -1
    if not 0 <= row < len(table.rows) or len(item.choices) != len(table.rows):
        return None
    happened = incident == table.incident_answers.with_incident
    return judge(Facts(table.rows[row].label, str(handlers), happened))


# What the bands of a form are about, by role: 対象人数 or 取扱者数 as a whole, or a part of it.
_BANDS: Mapping[str, tuple[Literal["subjects", "handlers"], bool]] = {
    "subjects_band": ("subjects", True),
    "handlers_band": ("handlers", True),
    "file_subjects_band": ("subjects", False),
    "users_band": ("handlers", False),
    "contractor_handlers_band": ("handlers", False),
}


def bands_seen(document: Assessment) -> Iterator[Seen]:
    """The bands of 対象人数 and 取扱者数 that the document names, and those of their parts."""
    for node in document.walk():
        value = document.value(node)
        if node.item.role in _BANDS and node.applies and isinstance(value, str):
            about, whole = _BANDS[node.item.role]
            yield Seen(node.path, node.item.label, value, about, whole)
