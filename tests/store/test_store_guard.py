"""個人番号: stopped at the door, and nowhere on the disk."""

from __future__ import annotations

from datetime import date

import pytest

from pia_tui.assessment import Change
from pia_tui.errors import PiaError
from pia_tui.store import Store
from pia_tui.store.errors import PersonalNumberFound
from pia_tui.workspace import Workspace

NUMBER = "983205673214"  # the example of the rule's data: a valid check digit, nobody's number
SPELLINGS = [NUMBER, "９８３２０５６７３２１４", "9832 0567 3214", "9832-0567-3214", "９８３２－０５６７－３２１４"]


def on_disk(workspace: Workspace) -> bytes:
    return b"\0".join(path.read_bytes() for path in sorted(workspace.root.rglob("*")) if path.is_file())


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_digits_stop_the_save_and_reach_no_file(
    store: Store, workspace: Workspace, document: int, spelling: str, caplog: pytest.LogCaptureFixture
) -> None:
    rows = len(store.journal())
    changes = [Change("I.1.1", None, "よい"), Change("I.1.2", None, f"本人の番号は{spelling}です")]
    with pytest.raises(PersonalNumberFound) as found:
        store.write(document, changes, label=f"番号 {spelling}")
    (place,) = found.value.places
    assert place.key == "I.1.2"
    assert f"本人の番号は{spelling}です"[place.start : place.end] == spelling
    told = str(found.value) + repr(place) + caplog.text
    assert NUMBER not in told
    assert spelling not in told
    assert "I.1.1" not in store.load(document).state
    assert len(store.journal()) == rows
    for bad in (NUMBER.encode(), spelling.encode(), spelling.encode("utf-16-be")):
        assert bad not in on_disk(workspace)


def test_every_way_in_is_guarded(store: Store, document: int) -> None:
    version = store.freeze(document, "初回").id
    other = store.freeze(document, "次").id
    store.note_publication(other, published_on="2026-04-01", kind="実施", number="")
    picture = store.attach(b"y", name="図.png", media_type="image/png").id
    attempts = [
        lambda: store.note_publication(version, published_on="2026-04-01", kind=NUMBER, number=""),
        lambda: store.withdraw_publication(store.publications()[0].revision.id, NUMBER),
        lambda: store.save_incident(NUMBER, kind="tokutei", occurred_on=date(2026, 4, 1), known_on=date(2026, 4, 1)),
        lambda: store.keep_clip("文", NUMBER, "2026-04-01"),
        lambda: store.describe(picture, alt=NUMBER),
        lambda: store.describe(picture, name=NUMBER),
        lambda: store.create("juten_h30", {"a": NUMBER}),
        lambda: store.create("juten_h30", {"@name": NUMBER}),
        lambda: store.write(document, [Change("a", None, ("紙", NUMBER))]),
        lambda: store.write(document, [Change("a", None, int(NUMBER))]),
        lambda: store.write(document, [Change(f"note:{NUMBER}", None, "x")]),
        lambda: store.write(document, [Change("note:a", None, NUMBER)]),
        lambda: store.duplicate(document, [Change("a", None, NUMBER)]),
        lambda: store.freeze(document, NUMBER),
        lambda: store.freeze(document, "版", note=NUMBER),
        lambda: store.attach(b"x", name=f"{NUMBER}.png", media_type="image/png"),
        lambda: store.attach(b"x", name="図.png", media_type="image/png", alt=NUMBER),
        lambda: store.save_judgement({"subjects": {"note": [NUMBER]}}, {}),
    ]
    for attempt in attempts:
        with pytest.raises(PersonalNumberFound) as found:
            attempt()
        assert NUMBER not in str(found.value)


def test_a_reason_lets_exactly_these_digits_pass(store: Store, document: int) -> None:
    text = f"起案番号 {NUMBER}"
    with pytest.raises(PersonalNumberFound) as found:
        store.write(document, [Change("I.1.2", None, text)])
    key = found.value.places[0].exemption
    assert NUMBER not in key
    with pytest.raises(PiaError):
        store.write(document, [Change("I.1.2", None, text), Change(key, None, "x")])
    with pytest.raises(PiaError):
        store.write(document, [Change("I.1.2", None, text), Change(key, None, f"理由 {NUMBER}")])
    store.write(document, [Change("I.1.2", None, text), Change(key, None, "起案番号です")])
    assert store.value(document, "I.1.2") == text
    # the same digits, edited around, pass; elsewhere or others do not
    store.write(document, [Change("I.1.2", text, text + "。")])
    with pytest.raises(PersonalNumberFound):
        store.write(document, [Change("I.1.1", None, text)])
    with pytest.raises(PersonalNumberFound):
        store.write(document, [Change("I.1.2", text + "。", "123456789018")])
    store.undo(document)
    store.undo(document)
    assert store.value(document, "I.1.2") is None
    store.redo(document)
    assert store.value(document, "I.1.2") == text


def test_numbers_that_only_resemble_one_are_kept(store: Store, document: int) -> None:
    for n, text in enumerate(["123456789012", "1234567890123", "2025年11月21日 075959", "090-1234-5678"]):
        store.write(document, [Change(f"a{n}", None, text)])
        assert store.value(document, f"a{n}") == text


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_label_that_names_a_block_by_its_number_is_kept_without_it(
    store: Store, workspace: Workspace, document: int, spelling: str
) -> None:
    """The label holds what a block is called, and that may be what somebody typed into it by mistake."""
    written = store.write(document, [Change("I.1.1", None, "よい")], label=f"「{spelling}」を消す")
    assert store.journal(document, limit=1)[0].label == written.label == ""
    store.write(document, [Change("I.1.1", "よい", "別")], label="直し")
    assert store.journal(document, limit=1)[0].label == "直し"
    store.close()
    assert spelling.encode() not in on_disk(workspace)


def test_an_identity_that_the_program_made_is_nobodys_number(store: Store, document: int) -> None:
    """A drawing's or a 事務's identity may hold twelve digits in a row; beside it a number is found all the same."""
    digest = f"a{NUMBER}bcdef0123456789a{'f' * 35}"
    assert len(digest) == 64
    store.write(document, [Change("I.1.1", None, digest), Change("@task", None, digest[:32])])
    for text in (f"{digest} {NUMBER}", digest + "0", digest[:31]):
        with pytest.raises(PersonalNumberFound) as found:
            store.write(document, [Change("I.1.2", None, text)])
        place = found.value.places[0]
        assert text[place.start : place.end] == NUMBER
