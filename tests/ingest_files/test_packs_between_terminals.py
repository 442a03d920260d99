"""Packs between two terminals: both sides' changes are kept, conflicts are decided, hostile files change nothing."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from pia_tui.assessment import Assessment, Change
from pia_tui.bundle import PACK_MANIFEST
from pia_tui.errors import PiaError
from pia_tui.export.pack import to_pack
from pia_tui.forms import load_form
from pia_tui.ingest.errors import DamagedFile, NewerFile, UnreadableFile, UnsafeFile
from pia_tui.ingest.packs import read_pack
from pia_tui.store import Store
from pia_tui.store.errors import PersonalNumberFound
from pia_tui.store.lock import DocumentLocked
from pia_tui.tui.conflicts.clashes import clashes_of
from pia_tui.usecases.duties.accidents import add_accident
from pia_tui.usecases.exchange.bundles import bundle_of
from pia_tui.usecases.exchange.conflicts import Choices, UndecidedConflicts
from pia_tui.usecases.exchange.incidents import judge_by_record
from pia_tui.usecases.exchange.packs import OtherForm, Unpacked, pack, preview_unpack, unpack
from pia_tui.usecases.threshold.again import facts_now, judge_again
from pia_tui.usecases.threshold.history import history
from pia_tui.workspace import Workspace


def document(store: Store, number: int) -> Assessment:
    stored = store.load(number)
    return Assessment(load_form(stored.form_id), stored.state, number)


def put(store: Store, number: int, path: str, raw: object) -> None:
    store.write(number, document(store, number).change(path, raw))


def carry(source: Store, number: int, target: Store, choices: Choices | None = None) -> Unpacked:
    return unpack(target, preview_unpack(target, pack(source, [number])), choices)[0]


def state(store: Store, number: int) -> dict[str, object]:
    own = ("@judgement", "@merged:")
    return {key: value for key, value in store.load(number).state.items() if not key.startswith(own)}


@pytest.fixture
def pair(office: Store, branch: Store) -> tuple[Store, int, Store, int]:
    """The same 重点 document in both stores."""
    return office, 2, branch, carry(office, 2, branch).id


def test_a_new_document_arrives_whole(office: Store, branch: Store) -> None:
    made = unpack(branch, preview_unpack(branch, pack(office, [1, 2, 3])))
    assert [one.new for one in made] == [True] * 3
    for number in (1, 2, 3):
        assert state(branch, number) == state(office, number)
        assert branch.load(number).uuid == office.load(number).uuid
    assert len(branch.judgements()) == len({row.state.get("@judgement") for row in map(office.load, (1, 2, 3))})
    again = unpack(branch, preview_unpack(branch, pack(office, [1, 2, 3])))
    assert [(one.new, one.changed) for one in again] == [(False, 0)] * 3
    assert branch.problems() == []


def judged(store: Store, number: int, subjects: int, why: str) -> None:
    """Judge again on another number of people."""
    again = [document(store, number)]
    facts = facts_now(store, again)
    assert facts is not None
    judge_again(store, again, replace(facts, subjects=subjects), date(2026, 11, 1), why=why)


def whys(store: Store, number: int) -> list[str]:
    """Why each judgement was made, newest first; the first of all has no reason."""
    return [str(line["why"]) for line in history(store, number)]


def test_a_judgement_made_on_one_terminal_holds_on_the_other(pair: tuple[Store, int, Store, int]) -> None:
    here, a, there, b = pair
    judged(here, a, 2_000, "一回目")
    judged(here, a, 3_000, "二回目")
    assert carry(here, a, there).changed == 1
    assert whys(there, b) == whys(here, a) == ["二回目", "一回目", ""]
    assert carry(there, b, here).changed == 0
    judged(there, b, 4_000, "三回目")
    stale = pack(here, [a])
    carry(there, b, here)
    assert whys(here, a) == ["三回目", "二回目", "一回目", ""]
    assert unpack(here, preview_unpack(here, stale))[0].changed == 0
    assert whys(here, a)[0] == "三回目"


def test_the_days_and_the_line_of_judgements_come_with_a_new_document(office: Store, branch: Store) -> None:
    judged(office, 2, 2_000, "一回目")
    for number in (1, 3):  # numbers of the branch's own store, which mean other judgements
        carry(office, number, branch)
    made = carry(office, 2, branch)
    days = [(line["on"], line["subjects"], line["why"]) for line in history(branch, made.id)]
    assert days == [(line["on"], line["subjects"], line["why"]) for line in history(office, 2)]


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_two_judgements_are_decided_once(pair: tuple[Store, int, Store, int], side: str) -> None:
    here, a, there, b = pair
    judged(here, a, 2_000, "こちら")
    judged(there, b, 3_000, "あちら")
    with pytest.raises(UndecidedConflicts) as error:
        carry(there, b, here)
    assert [one.key for one in error.value.conflicts] == ["@judgement"]
    carry(there, b, here, Choices(each={"@judgement": side}))  # type: ignore[dict-item]
    kept = {"ours": "こちら", "theirs": "あちら"}[side]
    assert whys(here, a)[0] == kept
    assert {*whys(here, a)} == {"こちら", "あちら", ""}
    assert carry(there, b, here).changed == 0, "not asked again"
    carry(here, a, there)
    assert whys(there, b)[0] == kept


def test_accidents_that_arrive_are_judged_on(office: Store, branch: Store) -> None:
    """An accident entered at the office counts for what only the branch has."""
    for number in (1, 2, 3):
        carry(office, number, branch)
    add_accident(
        office, "誤送付", occurred_on=date(2026, 11, 1), known_on=date(2026, 11, 2), kind="tokutei", malicious=False,
        today=date(2026, 12, 1),
    )  # fmt: skip
    carry(office, 1, branch)
    done = judge_by_record(branch, date(2026, 12, 1))
    assert {number for _, again in done for number in again.documents} == {1, 2, 3}
    assert all(facts_now(branch, [document(branch, number)]).incident for number in (1, 2, 3))  # type: ignore[union-attr]
    assert judge_by_record(branch, date(2026, 12, 1)) == []


def test_changes_of_both_sides_are_kept(pair: tuple[Store, int, Store, int]) -> None:
    here, a, there, b = pair
    put(here, a, "I.1.2", "こちらで直した")
    put(there, b, "I.1.1", "あちらで直した")
    there.write(b, document(there, b).add_block("II[1].4.2"))
    put(there, b, "II[1].4.2[3]", "あちらの委託")
    here.write(a, document(here, a).add_block("II[1].4.2"))
    put(here, a, "II[1].4.2[3]", "こちらの委託")
    assert carry(there, b, here).changed
    assert here.value(a, "I.1.2") == "こちらで直した"
    assert here.value(a, "I.1.1") == "あちらで直した"
    names = [document(here, a).get(f"II[1].4.2[{n}]") for n in (3, 4)]
    assert sorted(map(str, names)) == ["あちらの委託", "こちらの委託"]
    carry(here, a, there)
    assert state(there, b) == state(here, a)
    assert carry(there, b, here).changed == 0


@pytest.mark.parametrize(("side", "kept", "lost"), [("ours", "こちら", "あちら"), ("theirs", "あちら", "こちら")])
def test_a_conflict_stops_is_decided_and_not_asked_again(
    pair: tuple[Store, int, Store, int], side: str, kept: str, lost: str
) -> None:
    here, a, there, b = pair
    put(here, a, "I.1.2", "こちら")
    put(there, b, "I.1.2", "あちら")
    before = here.journal_head()
    with pytest.raises(UndecidedConflicts) as error:
        carry(there, b, here)
    assert [(one.key, one.ours, one.theirs) for one in error.value.conflicts] == [("I.1.2", "こちら", "あちら")]
    assert here.journal_head() == before
    carry(there, b, here, Choices(each={"I.1.2": side}))  # type: ignore[dict-item]
    assert here.value(a, "I.1.2") == kept
    assert any(lost in str((row.before, row.after)) for row in here.journal(a))
    put(there, b, "I.1.1", "あちらの続き")
    carry(there, b, here)
    assert (here.value(a, "I.1.2"), here.value(a, "I.1.1")) == (kept, "あちらの続き")
    carry(here, a, there)
    assert there.value(b, "I.1.2") == kept


def test_going_back_on_purpose_is_not_undone_by_an_older_copy(pair: tuple[Store, int, Store, int]) -> None:
    here, a, there, b = pair
    put(here, a, "I.1.2", "一")
    carry(here, a, there)
    put(here, a, "I.1.2", "二")
    put(here, a, "I.1.2", "一")
    put(there, b, "I.1.2", "三")
    put(there, b, "I.1.2", "一")
    put(here, a, "I.1.1", "別の名")
    assert carry(there, b, here).changed == 0
    assert here.value(a, "I.1.2") == "一"
    here.write(a, document(here, a).change("I.1.2", ""))
    carry(here, a, there)
    assert there.value(b, "I.1.2") is None


def test_removing_a_block_against_writing_in_it_keeps_the_writing(pair: tuple[Store, int, Store, int]) -> None:
    here, a, there, b = pair
    here.write(a, document(here, a).remove_block("II[1].4.2[1]"))
    here.write(a, document(here, a).remove_block("II[1].4.2[1]"))
    put(there, b, "II[1].4.2[1].1", "まだ続く委託")
    carry(there, b, here)
    kept = document(here, a)
    assert kept.count("II[1].4.2") == 1
    assert kept.get("II[1].4.2[1].1") == "まだ続く委託"


def test_copies_that_diverge_by_chance_come_together(tmp_path: Path, branch: Store) -> None:
    from made_documents import make_document

    rng = random.Random(7)
    with Store.open(Workspace(tmp_path / "main").prepare()) as main:
        made = make_document("juten_h30", rng, 0.4)
        a = main.create("juten_h30", made.state)
        b = carry(main, a, branch).id
        for _ in range(4):
            for store, number in ((main, a), (branch, b)):
                for _ in range(6):
                    current = document(store, number)
                    nodes = [node for node in current.walk() if node.value_kind == "text"]
                    put(store, number, rng.choice(nodes).path, f"{store.workspace.root.name}{rng.random()}")
                current = document(store, number)
                if current.count("II[1].4.2") < 5:
                    store.write(number, current.add_block("II[1].4.2"))
            carry(branch, b, main, Choices("ours"))
            carry(main, a, branch)
            assert state(main, a) == state(branch, b)
        assert main.problems() == branch.problems() == []


def test_versions_of_both_sides_are_kept(pair: tuple[Store, int, Store, int]) -> None:
    here, a, there, b = pair
    there.freeze(b, "あちらの公表", kind="publish")
    put(there, b, "I.1.2", "公表の後")
    put(here, a, "I.1.1", "こちらの名")
    carry(there, b, here)
    assert [one.name for one in here.revisions(a)] == ["あちらの公表"]
    frozen = here.revision_state(here.revisions(a)[0].id)
    assert frozen["I.1.2"] != "公表の後"
    assert (here.value(a, "I.1.2"), here.value(a, "I.1.1")) == ("公表の後", "こちらの名")
    assert here.problems() == []


def test_all_or_nothing_over_several_documents(office: Store, branch: Store) -> None:
    unpack(branch, preview_unpack(branch, pack(office, [1, 2])))
    put(office, 1, "I.1.2", "新しい")
    put(office, 2, "I.1.2", "新しい")
    arrivals = preview_unpack(branch, pack(office, [1, 2, 3]))
    with Store.open(branch.workspace) as other:
        other.lock(2)
        before = branch.journal_head()
        with pytest.raises(DocumentLocked):
            unpack(branch, arrivals)
        assert branch.journal_head() == before
        assert branch.count() == 2
        assert branch.db.execute("SELECT count(*) FROM attachments").fetchone() == (0,)
    assert [one.changed > 0 for one in unpack(branch, arrivals)] == [True] * 3


def test_a_personal_number_in_a_pack_changes_nothing(office: Store, branch: Store) -> None:
    import msgspec

    bundle = bundle_of(office, 1)
    bad = msgspec.structs.replace(bundle, state={**bundle.state, "I.1.2": "123456789018"})
    with pytest.raises(PersonalNumberFound):
        unpack(branch, preview_unpack(branch, to_pack([bundle_of(office, 2), bad])))
    assert branch.count() == 0


def test_copies_on_different_forms_are_refused(office: Store) -> None:
    import msgspec

    bundle = msgspec.structs.replace(bundle_of(office, 1), form_id="kiso_h31")
    with pytest.raises(OtherForm):
        preview_unpack(office, to_pack([bundle]))


# -- hostile files --------------------------------------------------------------------------------------


def rebuilt(data: bytes, change: Callable[[dict[str, bytes]], list[tuple[str, bytes]]]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members = {name: source.read(name) for name in source.namelist()}
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in change(members):
            target.writestr(name, content)
    return result.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda m: [*m.items(), ("../外へ.json", b"{}")], UnsafeFile),
        (lambda m: [*m.items(), ("/etc/passwd", b"")], UnsafeFile),
        (lambda m: [*m.items(), ("C:\\x.json", b"")], UnsafeFile),
        (lambda m: [*m.items(), ("余分.json", b"{}")], UnsafeFile),
        (lambda m: [*m.items(), list(m.items())[-1]], UnsafeFile),
        (lambda m: list(m.items())[:-1], UnsafeFile),
        (lambda m: [(n, c.replace("事務".encode(), "事林".encode())) for n, c in m.items()], DamagedFile),
        (lambda m: [*m.items(), ("爆弾.json", bytes(600_000_000 // 8))], UnsafeFile),
        (lambda m: [(n, c) for n, c in m.items() if n != PACK_MANIFEST], UnreadableFile),
        (lambda m: [(n, b"{" if n == PACK_MANIFEST else c) for n, c in m.items()], DamagedFile),
        (
            lambda m: [
                (n, json.dumps({**json.loads(c), "version": 9}).encode() if n == PACK_MANIFEST else c)
                for n, c in m.items()
            ],
            NewerFile,
        ),
    ],
)
def test_a_pack_with_a_trick_is_refused(
    office: Store, change: Callable[[dict[str, bytes]], list[tuple[str, bytes]]], error: type[PiaError]
) -> None:
    data = rebuilt(pack(office, [1]), change)
    before = office.journal_head()
    with pytest.raises(error):
        unpack(office, preview_unpack(office, data))
    assert office.journal_head() == before


def test_a_pack_that_is_cut_or_flipped_anywhere_is_refused(office: Store) -> None:
    data = pack(office, [1])
    whole = read_pack(data)
    for cut in range(0, len(data), len(data) // 150):
        with pytest.raises((DamagedFile, UnreadableFile, UnsafeFile)):
            read_pack(data[:cut])
    rng = random.Random(1)
    for _ in range(150):
        place = rng.randrange(len(data))
        flipped = data[:place] + bytes([data[place] ^ (1 << rng.randrange(8))]) + data[place + 1 :]
        try:
            assert read_pack(flipped) == whole  # a flipped date in the zip's directory means nothing
        except PiaError:
            continue


def test_a_conflict_is_named_as_an_officer_knows_it(pair: tuple[Store, int, Store, int]) -> None:
    here, a, there, b = pair
    file = str(here.load(a).state["file[]"][0])  # type: ignore[index]
    names = {
        "@name": "評価書の名前",
        "department:I": "Ⅰ （担当課）",
        f"department:II[{file}]": "Ⅱ（1） （担当課）",
        f"department:II[{file}].4": "（担当課）",
        "department:I.1.2": "（担当課）",
        "note:I.1.2": "（メモ）",
        "tray:#aaaaaa": "未配置の文章",
    }
    for store, number, word in ((here, a, "甲"), (there, b, "乙")):
        held = store.load(number).state
        store.write(number, [Change(key, held.get(key), word) for key in names])
    (arrival,) = preview_unpack(here, pack(there, [b]))
    told = {conflict.key: conflict.label for conflict in arrival.conflicts}
    assert told.keys() == names.keys()
    for key, name in names.items():
        assert name in told[key]
        assert not re.search(r"\bI\b|\[", told[key])
        assert "#" not in told[key]
    for clash in clashes_of(arrival.conflicts, arrival.document, arrival.coming):
        assert clash.words
        assert not any(sign in word for word in clash.words for sign in ":#@"), clash.words
        assert ("担当課" in clash.words) == clash.conflict.key.startswith("department:")


NOT_ASKED = ("source:I.1.2", "doubt:I.1.2", "unconfirmed:I.1.2", "source:I.1.1")


def test_where_an_answer_was_read_from_is_never_asked_and_ours_stays(pair: tuple[Store, int, Store, int]) -> None:
    here, a, there, b = pair
    for store, number, mine in ((here, a, "10-12 0.90 こちら"), (there, b, "20-22 0.50 あちら")):
        store.write(number, [Change(key, None, mine) for key in NOT_ASKED[:3]])
    there.write(b, [Change(NOT_ASKED[3], None, "30-30 0.80")])
    (arrival,) = preview_unpack(here, pack(there, [b]))
    assert arrival.conflicts == ()
    carry(there, b, here)
    state_now = here.load(a).state
    assert [state_now[key] for key in NOT_ASKED] == [*["10-12 0.90 こちら"] * 3, "30-30 0.80"]


def test_a_source_taken_away_here_comes_back_only_if_it_was_changed_there(
    pair: tuple[Store, int, Store, int],
) -> None:
    here, a, there, b = pair
    for store, number in ((here, a), (there, b)):
        store.write(number, [Change("source:I.1.2", None, "10-12"), Change("source:I.1.1", None, "1-1")])
    put(here, a, "I.1.2", "こちらで書き直した")
    here.write(a, [Change("source:I.1.2", "10-12", None), Change("source:I.1.1", "1-1", None)])
    there.write(b, [Change("source:I.1.1", "1-1", "2-2")])
    carry(there, b, here)
    state_now = here.load(a).state
    assert "source:I.1.2" not in state_now
    assert state_now["source:I.1.1"] == "2-2"


def test_going_back_to_an_old_content_does_not_hide_where_the_two_parted(pair: tuple[Store, int, Store, int]) -> None:
    """What one side went back to is the newest content of its journal; the two parted at what was carried last."""
    here, a, there, b = pair
    old = document(here, a).get("I.1.2")
    put(here, a, "I.1.2", "一")
    carry(here, a, there)
    for text in ("二", "三", old):
        put(here, a, "I.1.2", text)
    put(there, b, "I.1.1", "あちらで直した")
    carry(there, b, here)
    assert (here.value(a, "I.1.2"), here.value(a, "I.1.1")) == (old, "あちらで直した")
    carry(here, a, there)
    assert state(here, a) == state(there, b)


def test_a_way_back_that_was_carried_too_is_where_the_two_parted(pair: tuple[Store, int, Store, int]) -> None:
    here, a, there, b = pair
    old = document(here, a).get("I.1.2")
    for text in ("一", old):
        put(here, a, "I.1.2", text)
        carry(here, a, there)
    put(there, b, "I.1.2", "一")
    put(here, a, "I.1.1", "こちらで直した")
    carry(there, b, here)
    assert (here.value(a, "I.1.2"), here.value(a, "I.1.1")) == ("一", "こちらで直した")
