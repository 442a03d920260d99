"""Nothing is dropped and nothing is made up: every character has one owner, every answer stands in the source."""

from __future__ import annotations

import random
import re

import dialects
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import HOSTILE, make_document
from truth_tables import SEEDS, seed_text, squeezed

from pia_tui.forms import form_ids, load_form
from pia_tui.forms.values import strip_unsafe
from pia_tui.ingest.errors import UnreadableFile
from pia_tui.ingest.text import ImportedText, read_text
from pia_tui.ingest.text.markup import pieces
from pia_tui.ingest.text.report import read_source_note

ALL = ("tabbed", "html", "markdown", "flowing", "torn")


def made_of(line: str, words: set[str]) -> bool:
    """Whether a line is whole words of the source: those of one cell, between which other cells' words stand."""
    reached = {0}
    for end in range(1, len(line) + 1):
        if any(line[start:end] in words for start in reached):
            reached.add(end)
    return len(line) in reached


def check(text: str, found: ImportedText) -> None:
    """The promises that hold for any text whatever."""
    report, state = found.report, found.state
    account = report.characters
    assert account.total == sum(not char.isspace() for char in text)
    assert account.placed + account.tray + account.labels + account.duplicates + account.markup == account.total
    assert account.tray == sum(not char.isspace() for each in report.unplaced for char in each.text)

    clean = squeezed("".join(piece.text for piece in pieces(text) if not piece.mark))
    words = {squeezed(word) for word in text.split()}
    form = load_form(found.form_id)
    for placed in report.placed:
        item = form.item(re.sub(r"\[[^\]]*\]", "", placed.path))
        assert item is not None
        if item.value_kind == "text":
            for line in re.split(r"[\n\u3000]", str(state[placed.key])):
                assert squeezed(line) in clean or made_of(squeezed(line), words), (placed.path, line)
        note = read_source_note(str(state[f"source:{placed.key}"]))
        assert note is not None
        assert (note.first, note.last) == placed.lines
        assert 1 <= note.first <= note.last <= text.count("\n") + text.count("\r") + 1
        assert note.confidence is not None
        assert 0 < note.confidence <= 1

    tray = state.get("tray[]", ())
    assert isinstance(tray, tuple)
    assert [each.id for each in report.unplaced] == list(tray)
    assert all(f"tray:{each}" in state and f"traysource:{each}" in state for each in tray)
    blocks = [each for key, value in state.items() if key.endswith("[]") and isinstance(value, tuple) for each in value]
    assert len(blocks) == len(set(blocks))


@pytest.mark.parametrize("dialect", ALL)
@settings(max_examples=12, deadline=None)
@given(st.data())
@pytest.mark.long
def test_spoiled_documents_lose_nothing(dialect, data):
    """Lines deleted, doubled, swapped, joined and cut; signs turned into others; noise between."""
    rng = random.Random(data.draw(st.integers(0, 10_000)))
    document = make_document(rng.choice(form_ids()), rng, 0.8, HOSTILE)
    text = spoil(getattr(dialects, dialect)(document, rng), rng, data.draw(st.integers(0, 40)))
    try:
        found = read_text(text)
    except UnreadableFile:
        found = read_text(text, document.form.id)
    check(text, found)


def spoil(text: str, rng: random.Random, times: int) -> str:
    lines = text.split("\n")
    for _ in range(times):
        place = rng.randrange(len(lines))
        kind = rng.randrange(7)
        if kind == 0:
            del lines[place]
        elif kind == 1:
            lines.insert(place, lines[place])
        elif kind == 2:
            other = rng.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
        elif kind == 3:
            lines[place] = lines[place][: rng.randrange(len(lines[place]) + 1)]
        elif kind == 4:
            lines[place] += " " + rng.choice(lines)
        elif kind == 5:
            lines[place] = lines[place].replace(rng.choice("。①[○<（\t"), rng.choice("不[<\t○|*\u3000"))
        else:
            lines.insert(
                place, rng.choice([*HOSTILE, "<p>", "</td>", "|a|b|", "[<input checked>]", "\f", "&amp;", "1) "])
            )
        lines = lines or [""]
    return "\n".join(lines)


_SIGNS = st.sampled_from(
    [
        *(
            "○",
            "[",
            "]",
            "[○]",
            "[]",
            "（",
            "）",
            "<選択肢>",
            "\t",
            "\n",
            "\n\n\n\n",
            "\f",
            "\r\n",
            " ",
            "　",
            "※",
            "1)",
            "①",
        ),
        *(
            "<table>",
            "<tr>",
            "<td>",
            "</td>",
            "</tr>",
            "<input type='checkbox'/>",
            "<br>",
            "<住基>",
            "&lt;",
            "|",
            "**",
            "- ",
        ),
        *(
            "事後",
            "令和5年9月22日",
            "42094",
            "(3)件",
            "ที่ไม่",
            "\ufeff",
            "\u202e",
            "\x00",
            "別紙1",
            "（別添１）",
        ),
    ]
)
_LABELS = st.sampled_from(
    [item.label.replace("{n}", "2") for form_id in form_ids() for item in load_form(form_id).walk()]
    + [section.title for form_id in form_ids() for section in load_form(form_id).sections]
)


# A kana and its voicing mark become one character, as everywhere in the program: such pairs would spoil the count.
_ANY = st.text(st.characters(exclude_characters="\u3099\u309a"), max_size=12).map(strip_unsafe)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_LABELS, _SIGNS, _ANY), max_size=60), st.sampled_from(form_ids()))
def test_any_text_at_all_is_accounted_for(parts, form_id):
    text = "".join(parts)
    check(text, read_text(text, form_id))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.long
def test_spoiled_published_documents_lose_nothing(seed):
    text = seed_text(seed)
    for times in (1, 10, 100):
        spoiled = spoil(text, random.Random(times), times)
        check(spoiled, read_text(spoiled))


def test_the_tray_and_the_sources_are_part_of_the_document():
    text = (
        "特定個人情報保護評価書（基礎項目評価書）\nⅠ 関連情報\n５．評価実施機関における担当部署\n"
        "①部署 市民課\n②所属長の役職名 課長\n\nⅡ しきい値判断項目\n覚え書き"
    )
    found = read_text(text, "kiso_h31")
    assert found.state["I.5.1"] == "市民課"
    note = read_source_note(str(found.state["source:I.5.1"]))
    assert note is not None
    assert (note.first, note.last) == (4, 4)
    (tray,) = found.report.unplaced
    assert tray.text == "覚え書き"
    assert found.state[f"tray:{tray.id}"] == "覚え書き"
    kept = read_source_note(str(found.state[f"traysource:{tray.id}"]))
    assert kept is not None
    assert (kept.first, kept.last, kept.near) == (8, 8, "II")
