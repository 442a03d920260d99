"""Published 評価書 against truths made by hand. They are not in the repository: PIA_TUI_CORPUS names their folder."""

from __future__ import annotations

import pytest
from truth_tables import SEEDS, measure, seed_text, squeezed, truth

from pia_tui.ingest.text import read_text

RECALL = {"000": 0.95, "001": 0.85, "002": 0.95}
WRONG = 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_the_truth_is_large_enough_and_holds_no_sentences(seed):
    items = truth(seed)["items"]
    assert len([item for item in items if not item.get("unknown")]) >= 120
    assert all(len(str(item.get(end, ""))) <= 10 for item in items for end in ("first", "last"))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_published_document_is_read(seed):
    wanted = truth(seed)
    found = read_text(seed_text(seed))
    assert found.form_id == wanted["form"]
    measured = measure(wanted["items"], found.form_id, found.state)
    assert measured.recall >= RECALL[seed], measured.missing
    assert measured.wrong_share <= WRONG, measured.wrong


@pytest.mark.parametrize("seed", SEEDS)
def test_every_character_of_a_published_document_is_accounted_for(seed):
    text = seed_text(seed)
    report = read_text(text).report
    account = report.characters
    assert account.total == sum(not char.isspace() for char in text)
    parts = account.placed + account.tray + account.labels + account.duplicates + account.markup
    assert parts == account.total
    assert account.tray == sum(not char.isspace() for each in report.unplaced for char in each.text)


def test_lost_pages_are_told():
    missing = {each.path for each in read_text(seed_text("000")).report.missing}
    # By hand: the pages that the text of this document lacks.
    assert {"I.1", "II[1].3", "II[2].3", "II[3].3", "II[3].5", "III[1].1", "III[1].2", "III[1].3"} <= missing


def test_forms_are_told_by_their_labels_too():
    text = seed_text("002")
    body = text[text.index("1. 特定個人情報ファイルを取り扱う事務") :]
    assert "全項目評価書" not in squeezed(body[:3000])
    assert read_text(body).form_id == "zenkoumoku_h30"
