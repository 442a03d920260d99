"""Which form and version a text is written on."""

from __future__ import annotations

import re

from pia_tui.forms import form_ids, load_form
from pia_tui.ingest.errors import STORE_UNTOUCHED, UnreadableFile
from pia_tui.ingest.text.find import Occurrence, occurrences
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import FULL, labels_of
from pia_tui.ingest.text.reading import Reading

_TITLE = 40.0
_STAMP = 30.0
_LEAST = 2.0
_FEW = 10


def recognise(reading: Reading) -> tuple[str, list[Occurrence]]:
    """The id of the form whose labels fit best, with their occurrences. Raises UnreadableFile."""
    found = {form_id: occurrences(reading, labels_of(form_id)) for form_id in form_ids()}
    words = {form_id: _words(own, ("cell", "soft")) for form_id, own in found.items()}
    if max(map(len, words.values())) < _FEW:
        # Perhaps the line ends are lost.
        words = {form_id: _words(own, ("cell", "soft", "mid")) for form_id, own in found.items()}
    scores: dict[str, float] = {}
    head = reading.folded.text[:4000]
    for form_id, own in words.items():
        form = load_form(form_id)
        # A label counts for more the fewer forms have it.
        score = sum(1 / sum(word in labels_of(other).spellings for other in words) for word in own)
        lost = len([word for word in labels_of(form_id).numbered if word not in own])
        score -= 0.01 * lost
        score += _TITLE * (fold(form.title) in head) + _STAMP * (fold(form.stamp) in reading.folded.text)
        scores[form_id] = score
    best = max(scores, key=lambda form_id: (scores[form_id], load_form(form_id).effective))
    if len(words[best]) < 3 and scores[best] < _LEAST:
        raise UnreadableFile(
            "評価書の文章として読めませんでした（様式の見出しが見つかりません）。",
            safe=STORE_UNTOUCHED,
            next="評価書の文章かどうかを確かめるか、--form で様式を指定してください。",
        )
    return best, found[best]


def _words(found: list[Occurrence], before: tuple[str, ...]) -> set[str]:
    """The numbered labels that were found in full."""
    return {each.text for each in found if each.numbered and each.before in before and each.spellings[0].form == FULL}


def enter_titles(reading: Reading) -> list[tuple[int, int]]:
    """Where the titles and stamps of the forms stand: sentences that every document prints."""
    spans: list[tuple[int, int]] = []
    folded = reading.folded
    texts = {fold(text) for form_id in form_ids() for text in (load_form(form_id).title, load_form(form_id).stamp)}
    for text in texts:
        for match in re.finditer(re.escape(text), folded.text):
            spans.append((folded.at[match.start()], folded.at[match.end() - 1] + 1))
    return spans
