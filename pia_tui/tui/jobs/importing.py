"""Taking in files and texts: read beside the screens, shown, kept when the officer says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pia_tui.errors import PiaError
from pia_tui.forms import Value
from pia_tui.forms.wareki import parse_date
from pia_tui.ingest.errors import UnreadableCells
from pia_tui.tui.conflicts.clashes import Clash, clashes_of
from pia_tui.tui.files.choosing import FileScreen
from pia_tui.tui.files.preview import PreviewScreen
from pia_tui.tui.jobs.picking import folder_to_open, remember_folder
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen, numbered
from pia_tui.tui.screens.working import Ended, ProgressStep, WorkingScreen
from pia_tui.tui.widgets.menu_view import MenuEntry
from pia_tui.workspace import Workspace

if TYPE_CHECKING:
    from pia_tui.ingest.xlsx import Proposal, SheetReading
    from pia_tui.store import Store
    from pia_tui.tui.conflicts.screen import ConflictDecisions
    from pia_tui.tui.jobs.host import JobHost
    from pia_tui.usecases.exchange.conflicts import Conflict
    from pia_tui.usecases.exchange.packs import Arrival
    from pia_tui.usecases.incoming.alike import Alike
    from pia_tui.usecases.incoming.importing import ImportPublication, Prepared
    from pia_tui.usecases.incoming.sheets import SheetPreview

    Found = Prepared | SheetPreview | tuple[Arrival, ...]

Done = Callable[[], None]
Way = tuple[str, str, str]
"""A way to go on: its id, what is written on it, what it means."""
ENDINGS = (".json", ".pdf", ".xlsx", ".txt", ".md", ".html", ".htm", ".tsv", ".pia")
"""Files that are offered; any other can be named."""
_MOST = 100
"""Characters of an answer that are shown."""
_STOP_AND_MEND: Way = (
    "stop",
    "取り込まない",
    "Excel で直して保存し、もう一度取り込みます。保存済みの評価書は変わりません",
)
_PASTE = MenuEntry(
    "paste", "貼り付けた文章から取り込む", detail="PDF やホームページから写した評価書の文章を読み取ります"
)


class Importer:
    """Asks for a file or a text, reads it beside the screens, shows what would come of it, and keeps it."""

    def __init__(self, host: JobHost) -> None:
        self._host = host

    def import_file(self, done: Done) -> None:
        """Pick a file, or go on to paste a text, and take it in; `done` is called when something was kept."""

        def picked(path: str | None) -> None:
            if path == _PASTE.id:
                self.import_text(done)
            elif path:
                remember_folder(self._host, Path(path))
                self._read(ImportSource("ファイルを読んでいます", Path(path), done))

        screen = FileScreen("取り込むファイル", ENDINGS, folder_to_open(self._host), more=[_PASTE])
        self._host.ask(screen, picked)

    def import_text(self, done: Done, text: str = "") -> None:
        """Take in a text that is pasted; where nothing comes of it, it is there again to be mended or thrown away."""
        from pia_tui.tui.files.pasting import PastingScreen

        def pasted(text: str | None) -> None:
            if text:
                back = partial(self.import_text, done, text)
                self._read(ImportSource("文章を読んでいます", text.encode("utf-8"), done, back))

        self._host.ask(PastingScreen(text), pasted)

    def _read(self, source: ImportSource) -> None:
        """Read beside the screens, with a bar that can be stopped, then show what would come of it."""
        workspace = self._host.workspace

        def ended(end: Ended[Found] | None) -> None:
            error = end.error if end is not None else None
            if end is not None and end.result is not None:
                self._offer(end.result, source)
            elif isinstance(error, UnreadableCells):
                self._offer_readable(error, source)
            else:
                if error is not None:
                    self._tell_failure(error)
                source.go_back()

        self._host.close_messages()  # what was said of another file is no word about this one
        self._host.ask(WorkingScreen(source.title, lambda step: read(workspace, source, step)), ended)

    def _offer_readable(self, error: UnreadableCells, source: ImportSource) -> None:
        """A sheet of a document that is not in the register has cells that cannot be read."""

        def picked(answer: str | None) -> None:
            if answer == "readable":
                self._read(replace(source, readable_only=True))
            else:
                self._not_kept(source)

        ways = numbered([_STOP_AND_MEND, ("readable", "読める欄だけで、新しい評価書として取り込む", "")])
        text = "\n".join(unreadable_lines(error.places))
        self._host.ask(PreviewScreen("記入票に読めない欄があります", ways, text=text), picked)

    def _offer(self, found: Found, source: ImportSource) -> None:
        """Show what was read; where nothing has to be decided, keep it at once."""
        title, lines, entries = preview(found)

        def decided(single: ConflictDecisions | None) -> None:
            keep("stop" if single is None else "each", single)

        def keep(answer: str | None, single: ConflictDecisions | None = None) -> None:
            if answer == "each" and single is None:
                self._decide(found, decided)
                return
            if answer in (None, "stop"):
                self._not_kept(source)
                return
            if answer in ("published", "earlier"):
                self._ask_publication(found, source, earlier=answer == "earlier")
                return
            self._keep(source, lambda store: take_in(store, found, answer or "", single))

        names = () if source.number else getattr(found, "documents", ())
        if names:
            self._ask_document(names, source)
            return
        if not lines and entries:
            keep(entries[0][0])
            return
        stop = ("stop", "取り込まない" if entries else "閉じる", "保存済みの評価書は変わりません")
        unreadable = any(one[0] in ("stop", "readable") for one in entries)
        ways = list(entries)
        if not unreadable:
            ways.insert(1 if _as_published(entries) else len(ways), stop)
        self._host.ask(PreviewScreen(title, numbered(ways), text="\n".join(lines)), keep)

    def _ask_document(self, names: Sequence[str], source: ImportSource) -> None:
        """A file holds several documents: which is to be brought in."""

        def picked(number: str | None) -> None:
            if number is None:
                self._not_kept(source)
            else:
                self._read(replace(source, number=int(number)))

        ways = [(str(number), name, "") for number, name in enumerate(names, start=1)]
        self._host.ask(
            PickScreen(f"評価書が {len(names)} つあります。取り込むものを選んでください", numbered(ways)), picked
        )

    def _keep(self, source: ImportSource, keep: Callable[[Store], str]) -> None:
        """Keep what was read, and say what came of it."""
        try:
            said = self._host.store.call(keep)
        except PiaError as error:
            self._tell_failure(error)
            source.go_back()
            return
        source.done()
        self._host.say(said)

    def _ask_publication(self, found: Found, source: ImportSource, *, earlier: bool = False) -> None:
        """When, and as what, the document that is brought in was published."""
        from pia_tui.rules.publication import publication_rules
        from pia_tui.tui.publication.publish_flow import check_day
        from pia_tui.usecases.incoming.importing import ImportPublication, Prepared

        assert isinstance(found, Prepared)

        def day_given(text: str | None) -> None:
            day = parse_date(text) if text else None
            if day is None:
                self._offer(found, source)
                return

            def kind_given(kind: str | None) -> None:
                if kind is None:
                    self._offer(found, source)
                    return
                publication = ImportPublication(day, kind, source.given)
                if earlier:
                    self._keep(source, lambda store: take_in_earlier(store, found, publication))
                    return
                self._keep(source, lambda store: take_in(store, found, "published", publication=publication))

            kinds = numbered([(kind.name, kind.name, kind.about) for kind in publication_rules().kinds])
            self._host.ask(PickScreen("この公表の種類", kinds), kind_given)

        value = str(found.document.by_role("published_on") or "")
        self._host.ask(
            LineScreen("公表日", text="令和7年4月15日、R7.4.15 のように書きます。", value=value, check=check_day),
            day_given,
        )

    def _decide(self, found: Found, decided: Callable[[ConflictDecisions | None], None]) -> None:
        """Let the officer choose, conflict by conflict."""
        from pia_tui.tui.conflicts.screen import ConflictsScreen

        arrivals = found if isinstance(found, tuple) else ()
        named = sum(bool(arrival.conflicts) for arrival in arrivals) > 1
        self._host.ask(ConflictsScreen(clashes_in(found), named=named), decided)

    def _not_kept(self, source: ImportSource) -> None:
        self._host.say("取り込みませんでした")
        source.go_back()

    def _tell_failure(self, error: BaseException) -> None:
        from pia_tui.ingest.errors import Cancelled

        if isinstance(error, Cancelled):
            self._host.say(error.on_screen)
            return
        said = (
            error.on_screen
            if isinstance(error, PiaError)
            else f"取り込めませんでした（{type(error).__name__}）。保存済みの評価書は無事です。"
        )
        self._host.say(said, "error")


@dataclass(frozen=True)
class ImportSource:
    """What is read: a file, or the bytes of a text. `done` is called when something was kept, `back` when nothing was.

    `readable_only`: the officer has seen which cells of a sheet cannot be read, and wants the others.
    """

    title: str
    given: Path | bytes
    done: Done
    back: Done | None = None
    readable_only: bool = False
    number: int = 0
    """Which document of a file with several was chosen; 0 where nobody was asked."""

    def go_back(self) -> None:
        if self.back is not None:
            self.back()


def read(workspace: Workspace, source: ImportSource | Path | bytes, step: ProgressStep) -> Found:
    """What a file or a pasted text holds, compared with the store; nothing is changed. Runs in a worker thread."""
    from pia_tui.ingest import kind_of, read_bytes
    from pia_tui.store import Store
    from pia_tui.usecases.exchange.packs import preview_unpack
    from pia_tui.usecases.incoming.importing import compared, prepare_import
    from pia_tui.usecases.incoming.sheets import preview_sheet

    readable_only = isinstance(source, ImportSource) and source.readable_only
    given = source.given if isinstance(source, ImportSource) else source
    data = given if isinstance(given, bytes) else read_bytes(given)
    kind = kind_of(data) if data else "text"
    if kind in ("xlsx", "pack"):
        with Store.open(workspace, read_only=True) as store:
            if kind == "pack":
                return preview_unpack(store, data, step)
            sheet = preview_sheet(store, data)
            if sheet is not None:
                return sheet
    number = source.number if isinstance(source, ImportSource) else 0
    prepared = prepare_import(data, progress=step, readable_only=readable_only, number=number or 1)
    with Store.open(workspace, read_only=True) as store:
        return compared(store, prepared)


def clashes_in(found: Found) -> list[Clash]:
    """Everything that both sides have changed, document by document."""
    from pia_tui.usecases.incoming.sheets import SheetPreview

    if isinstance(found, SheetPreview):
        return clashes_of(found.conflicts, found.document)
    arrivals = found if isinstance(found, tuple) else ()
    return [clash for arrival in arrivals for clash in clashes_of(arrival.conflicts, arrival.document, arrival.coming)]


def take_in(
    store: Store,
    found: Found,
    answer: str,
    single: ConflictDecisions | None = None,
    *,
    publication: ImportPublication | None = None,
) -> str:
    """Keep what was read, as the answer to the preview says, or `single` for each conflict; returns what to tell.

    With `publication` a new document is kept as it was published that day.
    """
    from pia_tui.usecases.exchange.conflicts import Choices
    from pia_tui.usecases.exchange.incidents import judge_by_record
    from pia_tui.usecases.exchange.packs import unpack
    from pia_tui.usecases.incoming.importing import Prepared, keep_import
    from pia_tui.usecases.incoming.sheets import apply_sheet

    choices = Choices("theirs" if "theirs" in answer else "ours") if single is None else Choices(single=single)
    if isinstance(found, tuple):
        kept = unpack(store, found, choices)
        more = next((f"。{one.more}" for one in found if one.more), "")
        if more:
            judged = judge_by_record(store, date.today())
            risen = sum(again.rises for _, again in judged)
            more += f"判断をやり直した事務 {len(judged)} 件" + (f"（重くなったもの {risen} 件）" if risen else "")
        return f"{len(kept)} 件を取り込みました（新しい評価書 {sum(one.new for one in kept)} 件）{more}"
    if isinstance(found, Prepared):
        made = keep_import(store, found, mask_numbers=answer == "mask", published=publication)
        told = f"「{made.name}」を取り込みました"
        if made.published is not None:
            told += f"（{made.published.publication.revision.name}として残しました）"
        if made.report is None:
            return told
        more = "。開いて Ctrl+U を押すと、残ったものの一覧が出ます" if made.doubtful or made.unplaced else ""
        return f"{told}（{made.report.summary()}）{more}"
    left = len(found.reading.problems)
    apply_sheet(store, found, choices, readable_only=bool(left))
    told = f"「{found.document.name}」に書き込みました"
    return f"{told}。読めない欄 {left} か所は、そのままです" if left else told


def preview(found: Found) -> tuple[str, list[str], list[Way]]:
    """(title, lines, ways to go on) of the dialog; no lines where there is nothing to decide."""
    from pia_tui.usecases.incoming.importing import Prepared

    if isinstance(found, tuple):
        return _preview_pack(found)
    return _preview_new(found) if isinstance(found, Prepared) else _preview_sheet(found)


def earlier_of(found: Prepared) -> Alike | None:
    """The document in use that a file may be an earlier version of."""
    return next((one for one in found.alike if not one.archived), None)


def take_in_earlier(store: Store, found: Prepared, publication: ImportPublication) -> str:
    """Keep what was read as an earlier version of the document that is here; returns what to say."""
    from pia_tui.usecases.incoming.earlier import earlier_words, keep_earlier

    here = earlier_of(found)
    assert here is not None
    return earlier_words(keep_earlier(store, found, here.id, publication), here.name)


def _as_published(ways: list[Way]) -> bool:
    """Whether a document may be brought in as published: that way stands last."""
    return any(way[0] == "published" for way in ways)


def _preview_new(found: Prepared) -> tuple[str, list[str], list[Way]]:
    from pia_tui.usecases.incoming.alike import SAFE, WAYS, alike_words
    from pia_tui.usecases.incoming.importing import better_source, missing_words

    report, form = found.imported.report, found.document.form
    lines: list[str] = []
    missing: list[str] = []
    if found.alike:
        lines += [f"{alike_words(found.alike, by_number=True)}{SAFE}{WAYS}"]
    if report is not None:
        lines += [f"{found.kind_name}　{form.title}", report.summary()]
        lines += [advice] if (advice := better_source(found.imported.kind, report)) else []
        if report.doubtful or report.unplaced:
            lines.append("確かめてほしい項目と未配置の文は、取り込んで開いてから Ctrl+U を押すと、様式の横に出ます。")
        if form.unread:
            lines.append(form.unread)
        missing = [f"　文章がありません: {missing_words(form, one)}" for one in report.missing]
    if found.suspects:
        lines.append(f"個人番号と見られる数字が {len(found.suspects)} か所にあります。")
        lines += [f"　{one.where}「{one.preview}」" for one in found.suspects]
        return "取り込みますか", [*lines, *missing], [("mask", "その数字を●に置き換えて取り込む", "")]
    way = "もう一つ別の評価書として取り込む" if found.alike else "新しい評価書として取り込む"
    ways: list[Way] = [("keep", way, "")]
    if report is not None:
        ways.append(("published", "公表済みとして取り込む", "公表日を残し、そこから変わったところを比べられます"))
    if report is not None and (here := earlier_of(found)) is not None:
        number = f"（評価書番号 {here.number}）" if here.number else ""
        detail = "これが前に公表したものなら、二つ目の評価書にはせず、前の版として残します。評価書はそのままです"
        ways.append(("earlier", f"台帳の評価書{number}の、前に公表した版として取り込む", detail))
    return f"「{found.document.name}」を取り込みますか", [*lines, *missing], ways


def _preview_sheet(found: SheetPreview) -> tuple[str, list[str], list[Way]]:
    reading: SheetReading = found.reading
    title = f"記入票「{found.document.name}」"
    counts = f"変わる項目 {len(reading.proposals)}、両方で変更 {len(reading.conflicts)}、同じ項目 {reading.unchanged}"
    changes = [line for one in reading.proposals for line in _change_lines(one)]
    changes += [line for one in found.conflicts for line in _conflict_lines(one)]
    changes += [f"読み替え　{one.where}　{one.message}" for one in reading.notes]
    if not reading.problems:
        return title, [counts, *changes], _ways(bool(found.conflicts), "評価書に書き込む")
    lines = unreadable_lines((one.where, one.label, one.message, one.found) for one in reading.problems)
    if not changes:
        return title, lines, []
    lines += ["", f"読める欄（{counts}）", *changes]
    if not found.conflicts:
        return (
            title,
            lines,
            [_STOP_AND_MEND, ("readable", "読める欄だけを、評価書に書き込む", "ほかの欄は、いまの記入のままです")],
        )
    return (
        title,
        lines,
        [_STOP_AND_MEND, *((one, f"読める欄だけを書き込む。{label}", note) for one, label, note in _ways(True, ""))],
    )


def unreadable_lines(places: Iterable[tuple[str, str, str, str]]) -> list[str]:
    """Cells that cannot be read: where, what stands there, and what would be right."""
    listed = list(places)
    lines = [
        f"読めない欄が {len(listed)} か所あります。まだ何も書き込んでいません。",
        "Excel で次の欄を直して保存し、もう一度取り込むのが確かです。",
    ]
    for where, label, message, found in listed:
        lines += [f"■ {where}　{label}", *([f"　いまの中身: {_short(found)}"] if found else []), f"　{message}"]
    return lines


def _change_lines(change: Proposal) -> list[str]:
    """What stands there now, and what would."""
    before, after = _pair(change.before, change.after)
    return [f"■ {change.label}（{change.where}）", f"　いま　: {before}", f"　記入票: {after}"]


def _conflict_lines(conflict: Conflict) -> list[str]:
    """What both sides have changed."""
    ours, theirs = _pair(conflict.ours, conflict.theirs)
    return [f"■ 両方で変更　{conflict.label}", f"　手元　: {ours}", f"　届いた: {theirs}"]


def _preview_pack(found: tuple[Arrival, ...]) -> tuple[str, list[str], list[Way]]:
    lines = []
    for arrival in found:
        changed = len(list(arrival.shown_changes()))
        state = f"変わる {changed}、両方で変更 {len(arrival.conflicts)}" if arrival.merge else "新しい"
        lines.append(f"{arrival.name}　{state}")
    conflicts = [conflict for arrival in found for conflict in arrival.conflicts]
    lines += [line for one in conflicts for line in _conflict_lines(one)]
    return "運んできた評価書", lines, _ways(bool(conflicts), "取り込む")


def _ways(conflicts: bool, plain: str) -> list[Way]:
    if not conflicts:
        return [("keep", plain, "")]
    return [
        ("each", "両方で変わった項目を、一件ずつ見て選ぶ", "二つの記入を並べて、違う所を示します"),
        ("ours", "両方で変わった項目は、すべて手元の記入を残す", "ほかの変更は取り入れます"),
        ("theirs", "両方で変わった項目は、すべて届いたものにする", "いまの記入は履歴に残ります"),
    ]


def _pair(before: Value | None, after: Value | None) -> tuple[str, str]:
    """Two answers on a line each, so that what differs is in sight."""
    from pia_tui.usecases.excerpts import excerpts, one_line

    return excerpts(one_line(before), one_line(after), _MOST)


def _short(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"
