"""Both sides of the store's bounds: pauses, silence, what fits together, and each way in which a kept form breaks."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pia_tui.assessment import Change
from pia_tui.store import Store, backup, codec, forms, health, journal, lock, records, search, steps, summary
from pia_tui.store.backup import Backup
from pia_tui.store.header import LENGTH, MAGIC, read_header
from pia_tui.workspace import Workspace

MOMENT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


def written(label: str, key: str = "I.1.2", *, after: float = 0, batch: int = 1) -> records.Written:
    at = (MOMENT + timedelta(seconds=after)).isoformat(timespec="milliseconds")
    return records.Written(batch, at, (Change(key, None, "x"),), label)


# -- steps of older programs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other", "together"), [
    (written("文字の入力"), written("文字の入力", after=60), True),
    (written("文字の入力", after=60), written("文字の入力"), True),
    (written("文字の入力"), written("文字の入力", after=60.001), False),
    (written("文字の入力"), written("文字の入力", "I.1.3"), False),
    (written("文字の入力"), written("選択"), False),
    (written("選択"), written("文字の入力"), False),
    (written("選択"), written("選択"), False),
    (written("別の端末の記入と合わせる"), written("別の端末の記入と合わせる（この端末の記入を残す）", after=900), True),
    (written("別の端末の記入と合わせる"), written("別の端末の記入と合わせる"), False),
])  # fmt: skip
def test_what_an_older_program_took_back_at_once(
    store: Store, one: records.Written, other: records.Written, together: bool
) -> None:
    assert steps.are_one(store.db, one, other) is together


@pytest.mark.parametrize(("first", "second", "together"), [
    ("a", "a", True), ("a", "b", False), ("", "", False), ("a", None, False), (None, "a", False),
])  # fmt: skip
def test_groups_say_what_is_one_step(
    store: Store, document: int, first: str | None, second: str | None, together: bool
) -> None:
    made = [
        store.write(
            document, [Change("I.1.2", before, after)], label="文字の入力", kind="k" if group else "", group=group or ""
        )
        for before, after, group in ((None, "一", first), ("一", "二", second))
    ]
    for write, group in zip(made, (first, second), strict=True):
        if group == "":
            steps.note(store.db, write.batch, "command", "")
    assert steps.are_one(store.db, made[0], made[1]) is together


def test_the_last_row_of_a_write() -> None:
    change = Change("a", None, "x")
    assert [records.Written(7, "", (change,) * many).last for many in (0, 1, 2, 5)] == [7, 7, 8, 11]


# -- locks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "life"), [(-30, "alive"), (30, "silent")])
def test_another_machine_is_silent_after_ten_minutes(seconds: int, life: str) -> None:
    last = datetime.now(UTC) - lock.SILENT_AFTER - timedelta(seconds=seconds)
    assert lock._life("SOUMU-PC07", 1, "?", last.isoformat()) == life


def test_who_holds_a_document_in_words() -> None:
    since = MOMENT.isoformat()
    local = MOMENT.astimezone()
    shown = str(lock.Holder(1, "山田", "PC07", 9, since, since, "alive"))
    assert shown == f"山田（PC07、{local.month}月{local.day}日 {local:%H:%M} から）"
    store_holders = [lock.Holder(1, "a", "b", 1, since, since, life) for life in ("alive", "silent")]
    told = [str(lock.DocumentLocked(each)) for each in store_holders]
    assert ["応答がありません" in each for each in told] == [False, True]
    assert "引き継がれました" in str(lock.LockLost(store_holders[0]))
    assert "なくなりました" in str(lock.LockLost(None))


def test_all_holders_are_told_in_the_order_of_their_documents(store: Store, document: int) -> None:
    other = store.create("kiso_r6", {})
    store.lock(other)
    store.lock(document)
    assert [each.document_id for each in lock.holders(store.db)] == [document, other]
    assert lock.holder(store.db, 99) is None


# -- forms that documents were written on -----------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [
    "UPDATE forms SET text = text || '#'",
    "UPDATE forms SET sha256 = 'x'",
    "UPDATE forms SET seal = x'00'",
    "UPDATE forms SET kept_at = '2020'",
    "UPDATE forms SET id = 'kiso_r6'",
])  # fmt: skip
def test_each_part_of_a_kept_form_is_sealed(store: Store, document: int, damage: str) -> None:
    assert forms.texts(store.db)
    store.db.execute("DROP TRIGGER forms_are_fixed")
    store.db.execute(damage)
    with pytest.raises(codec.Corrupt):
        forms.texts(store.db)


def test_a_text_resealed_under_another_sum_is_no_form(store: Store, document: int) -> None:
    sha256, form_id, text, at, _ = store.db.execute("SELECT * FROM forms").fetchone()
    store.db.execute("DROP TRIGGER forms_are_fixed")
    columns = [sha256, form_id, text + "#", at]
    store.db.execute("UPDATE forms SET text = ?, seal = ?", [columns[2], codec.seal(columns)])
    with pytest.raises(codec.Corrupt):
        forms.texts(store.db)


def test_a_form_is_kept_once(store: Store, document: int) -> None:
    store.create("juten_h30", {})
    assert [each.id for each in forms.texts(store.db)] == ["juten_h30"]


# -- backups ----------------------------------------------------------------------------------------------------------


def dated(day: datetime, reason: str = "exit") -> Backup:
    return Backup(day.isoformat(), reason, "0", 5, "s", "0 00", {}, 1, "", Path(f"{day:%Y%m%d%H%M%S}-{reason}"))


@pytest.mark.parametrize(("days", "kept"), [(30, True), (31, False)])
@pytest.mark.parametrize("reason", ["migration", "restore"])
def test_how_long_a_backup_before_something_risky_stays(days: int, kept: bool, reason: str) -> None:
    newer = [dated(MOMENT - timedelta(hours=12 * n)) for n in range(80)]
    risky = dated(MOMENT - timedelta(days=days), reason)
    same_day = [dated(MOMENT - timedelta(days=days) + timedelta(minutes=n)) for n in range(-3, 4) if n]
    assert (risky in backup.keep([*newer, risky, *same_day])) is kept


def test_the_newest_three_stay_even_of_one_hour() -> None:
    every = [dated(MOMENT - timedelta(minutes=n)) for n in range(6)]
    assert {each.path for each in backup.keep(every)} == {each.path for each in every[:3]}
    assert backup.keep([]) == []


def test_names_of_backups_of_one_second_are_counted(workspace: Workspace) -> None:
    names = []
    for _ in range(3):
        path = backup._free_path(workspace, MOMENT, "manual")
        path.write_bytes(b"")
        names.append(path.name)
    stem = names[0].removesuffix(".sqlite3")
    assert names[1:] == [f"{stem}-2.sqlite3", f"{stem}-3.sqlite3"]


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_the_sum_of_a_file_is_of_all_of_it(tmp_path: Path, size: int) -> None:
    data = bytes(n % 251 for n in range(size))
    (tmp_path / "file").write_bytes(data)
    assert backup._file_hash(tmp_path / "file") == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(("seconds", "there"), [(-60, True), (60, False)])
def test_a_part_of_a_backup_is_left_for_a_day(workspace: Workspace, seconds: int, there: bool) -> None:
    import os

    part = workspace.backups / ".0.part-journal"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"half")
    then = datetime.now(UTC).timestamp() - backup.LEFTOVER_SECONDS - seconds
    os.utime(part, (then, then))
    backup._remove_leftovers(workspace)
    assert part.exists() is there


# -- the journal ------------------------------------------------------------------------------------------------------


def test_a_head_is_read_as_it_was_written(store: Store, document: int) -> None:
    head = store.journal_head()
    assert journal.Head.parse(str(head)) == head
    assert journal.holds(store.db, head)
    assert journal.holds(store.db, journal.Head(0, journal.START))
    for other in (journal.Head(head.seq, b"x"), journal.Head(head.seq + 1, head.hash), journal.Head(0, b"x")):
        assert not journal.holds(store.db, other)


def test_what_a_replay_gives_at_each_row(store: Store, document: int) -> None:
    start = store.journal_head().seq
    store.write(document, [Change("a", None, "一")])
    store.write(document, [Change("a", "一", None)])
    found = [journal.replay(store.db, document, seq).get("a") for seq in (start, start + 1, start + 2)]
    assert found == [None, '"一"', None]


def test_pages_of_the_journal(store: Store, document: int) -> None:
    other = store.create("kiso_r6", {})
    every = [row.seq for row in store.journal()]
    assert every == sorted(every, reverse=True)
    assert [row.seq for row in journal.entries(store.db, limit=2, offset=1)] == every[1:3]
    assert {row.document_id for row in store.journal(other)} == {other}


# -- what lists show --------------------------------------------------------------------------------------------------


def test_the_line_of_a_document_of_an_unknown_form_has_its_name() -> None:
    made = summary.summarise("x_99", {"@name": "一行目\n二行目"}.get)
    assert (made.level, made.name, made.number, made.published_on, made.archived) == (
        "",
        "一行目 二行目",
        "",
        "",
        False,
    )
    assert summary.summarise("x_99", {}.get).name == "x_99"  # type: ignore[arg-type]
    assert len(summary.summarise("x_99", {"@name": "あ" * 501}.get).name) == 500


def test_the_day_of_a_publication_in_a_list(store: Store, document: int) -> None:
    from pia_tui.forms import load_form

    key = load_form("juten_h30").roles["published_on"]
    store.write(document, [Change(key, None, "令和7年4月1日")])
    assert store.summary(document).published_on == "2025-04-01"
    store.write(document, [Change(key, "令和7年4月1日", "未定")])
    assert store.summary(document).published_on == ""


def test_how_many_answers_a_document_has(store: Store, document: int) -> None:
    store.write(document, [Change("I.1.2", None, "一"), Change("note:I.1.2", None, "覚え")])
    assert store.summary(document).answered == 1
    store.write(document, [Change("I.1.2", "一", "二"), Change("I.1.3", None, "三")])
    assert store.summary(document).answered == 2
    store.write(document, [Change("I.1.2", "二", None)])
    assert store.summary(document).answered == 1


# -- search -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "word", "place"), [
    ("届出を受ける", "受け", (3, 5)),
    ("Ｗｅｂの", "web", (0, 3)),
    ("前 Ｗ ｅ ｂ", "web", (2, 7)),
    ("か\u3099", "が", (0, 0)),
    ("㈱甲", "株)甲", (0, 2)),
])  # fmt: skip
def test_where_a_word_stands_in_a_text_as_it_was_written(text: str, word: str, place: tuple[int, int]) -> None:
    assert search.locate(text, word) == place


@pytest.mark.parametrize(("before", "after", "head", "tail"), [
    (40, 40, "", ""), (41, 40, "…", ""), (40, 41, "", "…"), (41, 41, "…", "…"),
])  # fmt: skip
def test_how_much_is_shown_around_a_word(before: int, after: int, head: str, tail: str) -> None:
    made = search._passage("k", "前" * before + "検診" + "後" * after, "検診")
    assert made.text == head + "前" * 40 + "検診" + "後" * 40 + tail
    assert made.text[made.start : made.end] == "検診"


def test_how_many_words_and_letters_are_looked_for() -> None:
    assert len(search.words_of(" ".join("あいうえおかきくけこ"))) == search.MAX_WORDS
    assert [len(word) for word in search.words_of("あ" * 500)] == [search.MAX_WORD]
    assert search.words_of("　\u200b ") == []


@pytest.mark.parametrize("many", [1, search.WALK, search.WALK + 2, 3 * search.WALK])
def test_a_rare_word_beside_a_common_one_is_found_however_far_away(store: Store, many: int) -> None:
    rare = store.create("kiso_r6", {"a": "稀な委託"})
    for _ in range(0, many, 40):
        store.create("kiso_r6", {f"k{n}": "委託" for n in range(40)})
    middle = store.create("kiso_r6", {"a": "稀な", "b": "委託"})
    store.create("kiso_r6", {f"k{n}": "委託" for n in range(many)})
    assert [hit.document.id for hit in store.search("稀な 委託")] == [middle, rare]
    assert [hit.document.id for hit in store.search("委託 稀な", before=middle)] == [rare]


# -- facts ------------------------------------------------------------------------------------------------------------


def test_judgements_that_name_each_other_end(store: Store, document: int) -> None:
    from pia_tui.rules.duty_keys import JUDGEMENT_KEY

    figures = {"subjects": 9_000, "handlers": 20, "incident": False}
    last = 0
    for _ in range(14):
        last = store.save_judgement(figures, {"level": "kiso", "replaces": last or None, "judged_on": "2026-04-01"})
    store.write(document, [Change(JUDGEMENT_KEY, None, last)])
    kept = store.document_facts()[document].judgements
    assert [each.number for each in kept] == list(range(14, 2, -1))
    assert {each.on for each in kept} == {date(2026, 4, 1)}
    assert not any(each.incident or each.exempt for each in kept)


def test_long_answers_are_cut_in_the_facts(store: Store, document: int) -> None:
    from pia_tui.forms import load_form

    key = load_form("juten_h30").roles["department"]
    store.write(document, [Change(key, None, "課" * 301)])
    assert store.document_facts()[document].roles["department"] == "課" * 300


def test_when_something_was_written_last(store: Store, workspace: Workspace) -> None:
    before = store.last_written()
    document = store.create("kiso_r6", {})
    assert store.last_written() > before
    assert store.last_written() == max(store.summary(document).updated_at, store.journal()[0].at)


def test_a_file_that_is_attached_stands_in_the_journal_once(store: Store) -> None:
    rows = len(store.journal())
    kept = store.attach(b"data", name="図.png", media_type="image/png")
    assert (kept.width, kept.height, kept.alt) == (0, 0, "")
    added = store.journal()[: len(store.journal()) - rows]
    assert [row.action for row in added] == ["attach"]
    store.attach(b"data", name="図.png", media_type="image/png")
    assert len(store.journal()) == rows + 1


def test_a_sound_file_has_no_problems(store: Store, document: int) -> None:
    assert health.sqlite_problems(store.db) == []


@pytest.mark.parametrize(("written", "size"), [(1, 65536), (2, 2), (512, 512), (4096, 4096)])
def test_the_page_size_of_a_file(tmp_path: Path, written: int, size: int) -> None:
    file = tmp_path / "x.sqlite3"
    file.write_bytes(MAGIC.ljust(16, b"\0") + written.to_bytes(2, "big") + bytes(LENGTH - 18))
    found = read_header(file)
    assert found is not None
    assert (found.page_size, found.size) == (size, LENGTH)
    file.write_bytes(file.read_bytes()[:-1])
    assert read_header(file) is None
