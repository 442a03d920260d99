"""Which form and version a text is written on."""

from __future__ import annotations

import re
from datetime import date

from pia_tui.forms import form_ids, load_form
from pia_tui.forms.wareki import parse_date
from pia_tui.ingest.errors import STORE_UNTOUCHED, UnreadableFile
from pia_tui.ingest.text.find import Occurrence, occurrences
from pia_tui.ingest.text.folding import fold
from pia_tui.ingest.text.labels import FULL, labels_of
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.weights import weight

_TITLE, _STAMP, _NUMBER = weight("form.title"), weight("form.stamp"), weight("form.number")
_NEAR, _LOST = weight("form.near"), weight("form.lost")
_STAMPED = re.compile(r"\[([^\W\d_]{2}(?:元|\d{1,2}))年(\d{1,2})月(様式\d)\]")
_LEAST, _FEW = weight("form.least"), weight("form.few")


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
        score -= _LOST * lost
        score += _TITLE * (fold(form.title) in head) + _STAMP * (fold(form.stamp) in reading.folded.text)
        scores[form_id] = score
    _add_nearness(scores, printed_stamp(reading))
    best = max(scores, key=lambda form_id: (scores[form_id], load_form(form_id).effective))
    if len(words[best]) < 3 and scores[best] < _LEAST:
        raise UnreadableFile(
            "評価書の文章として読めませんでした（様式の見出しが見つかりません）。",
            safe=STORE_UNTOUCHED,
            next="評価書の文章かどうかを確かめるか、--form で様式を指定してください。",
            next_on_screen="評価書の文章を、表紙の様式名（…評価書）や見出しも含めて、初めから写してください。",
        )
    return best, found[best]


def printed_stamp(reading: Reading) -> tuple[date, str, str] | None:
    """The version mark that a text carries: its month, the number of the 様式, and the mark as it stands."""
    for found in _STAMPED.finditer(reading.folded.text):
        day = parse_date(f"{found[1]}年{found[2]}月1日")
        if day is not None:
            at = reading.folded.at
            mark = reading.clean[at[found.start()] : at[found.end() - 1] + 1]
            return day, found[3], " ".join(mark.split())
    return None


def other_stamp(reading: Reading, form_id: str) -> str:
    """The version mark of a text, where it is not that of the form; else ""."""
    printed = printed_stamp(reading)
    known = fold(load_form(form_id).stamp)
    return printed[2] if printed is not None and fold(printed[2]) != known and known not in reading.folded.text else ""


def _add_nearness(scores: dict[str, float], printed: tuple[date, str, str] | None) -> None:
    """Of the versions of the printed 様式, favour the one whose time is nearest."""
    if printed is None:
        return
    day, number, _ = printed
    alike = [form_id for form_id in scores if fold(load_form(form_id).form_no) == number]
    if alike:
        scores[min(alike, key=lambda form_id: abs((load_form(form_id).effective - day).days))] += _NEAR
        for form_id in alike:
            scores[form_id] += _NUMBER


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
    # The stamp of a version that is not known is no answer either.
    spans += [(folded.at[each.start()], folded.at[each.end() - 1] + 1) for each in _STAMPED.finditer(folded.text)]
    return spans
