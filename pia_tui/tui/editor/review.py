"""The editor's looking around: next unanswered, search, check, notes, history, reading, and writing files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pia_tui import keys
from pia_tui.assessment import Node
from pia_tui.forms.values import reason_of
from pia_tui.places import short_words
from pia_tui.rules.changes.annex import in_old_row
from pia_tui.rules.completeness import unanswered
from pia_tui.rules.findings import UNANSWERED, Finding
from pia_tui.tui.checks.findings_desk import FindingsDesk
from pia_tui.tui.checks.findings_screen import FindingsScreen
from pia_tui.tui.document.finding_words import color_of
from pia_tui.tui.document.leftovers import leftovers
from pia_tui.tui.document.marks import notes, unconfirmed
from pia_tui.tui.document.sheet import Show
from pia_tui.tui.document.sheet_lines import Tag
from pia_tui.tui.editor.answer import draft_at, problem_of
from pia_tui.tui.editor.host import EditorHost
from pia_tui.tui.editor.section_list import Stop
from pia_tui.tui.editor.sections import SectionsScreen
from pia_tui.tui.screens.found import FoundPlace, FoundScreen
from pia_tui.usecases.checking.inspecting import inspect
from pia_tui.usecases.incoming.tray import doubt_at, doubtful, excerpt, lines_word

SHOWS: tuple[tuple[Show, str], ...] = (
    ("all", "すべて"),
    ("open", "未記入だけ"),
    ("found", "指摘・メモ・要確認だけ"),
    ("changed", "前回の公表から変わった項目だけ"),
)


class Review:
    """Going about in the document, checking it, and its lists."""

    def __init__(self, host: EditorHost) -> None:
        self._host = host
        self._tags: dict[str, list[Tag]] = {}

    # -- remarks under answers ---------------------------------------------------------------------------------------

    def tags_of(self, node: Node) -> Sequence[Tag]:
        """Findings, note and 要確認 of an item."""
        tags = [*self._tags.get(node.key, ())]
        state = self._host.session.document.state
        draft = draft_at(self._host.session.document, node.key)
        if draft is not None:
            problem = problem_of(node, draft)
            why = reason_of(problem, draft) if problem is not None else ""
            tags.append(Tag(f"下書き「{draft}」は、答えになっていません。{why}", "error"))
        origin = state.get(keys.UNCONFIRMED.key(node.key))
        if origin is not None:
            words = leftovers(self._host.session.document, str(state.get(node.key, "")))
            left = f"。ほかの団体や前の年の名残かもしれない語：{'、'.join(words)}" if words else ""
            tags.append(Tag(f"要確認：{origin}{left}", "warning"))
        doubt = doubt_at(self._host.session.document, node.key)
        if doubt is not None:
            tags.append(Tag(f"要確認：取込みの読み取り（{doubt.words}、{lines_word(doubt.lines)}）", "warning"))
        department = state.get(keys.DEPARTMENT.key(node.key))
        if department is not None:
            tags.append(Tag(f"担当：{department}", "muted"))
        note = state.get(keys.NOTE.key(node.key))
        if note is not None:
            tags.append(Tag(f"メモ：{str(note).partition(chr(10))[0]}", "muted"))
        return tags

    # -- going about -------------------------------------------------------------------------------------------------

    def do_next_open(self) -> None:
        """The next item that wants an answer, after the cursor, around the end."""
        self._host.finish_writing()
        document = self._host.session.document
        nodes = list(document.walk())
        order = {node.key: position for position, node in enumerate(nodes)}
        start = order.get(self._last_key(), -1)
        # Rows of 変更箇所 of earlier years stay as they are.
        missing = [node for node in unanswered(document, nodes) if not in_old_row(document, node.key)]
        later = [node for node in missing if order[node.key] > start]
        if not missing:
            self._host.tell("書くべき項目は、すべて書いてあります")
            return
        target = (later or missing)[0]
        self._host.go_to(target.key)
        if not later:
            self._host.tell("最後まで見たので、初めの未記入に戻りました")

    def _last_key(self) -> str:
        """The item with the cursor, or the last one over it."""
        page = self._host.pane.page
        above = (row.node.key for row in page.rows[page.cursor :: -1] if row.node is not None)
        return next(above, "")

    def pick_section(self) -> None:
        """The contents as a page of its own, for small windows."""
        self._host.finish_writing()

        def picked(stop: Stop | None) -> None:
            if stop is not None:
                self._host.show_part(stop.part, stop.key)

        sheet = self._host.pane.page.sheet
        counts = {path: len(found) for path, found in self._host.findings.items()}
        rows = sheet.rows if sheet else ()
        self._host.pia.push_screen(
            SectionsScreen(self._host.session.document, self._host.pane.part, rows, self._host.progress, counts), picked
        )

    def _jump(self, key: str | None) -> None:
        if key and not self._host.go_to(key):
            self._host.tell("この項目は、いまの評価書にはありません（欄が減らされています）")

    def do_find(self) -> None:
        """Words in this document."""
        self._host.finish_writing()
        from pia_tui.tui.search.find import FindScreen

        self._host.pia.push_screen(FindScreen(self._host.session.document), self._jump)

    def do_filter(self) -> None:
        """All rows, then only the unanswered, then only those with remarks."""
        self._host.finish_writing()
        names = [name for name, _ in SHOWS]
        self.show_rows(names[(names.index(self._host.pane.rows.show) + 1) % len(names)])

    def show_rows(self, show: Show) -> None:
        """Show a selection of rows, and say which."""
        self._host.pane.rows.show = show
        self._host.pane.refresh_rows()
        self._host.tell(f"表示：{dict(SHOWS)[show]}" + ("（Esc ですべての表示に戻ります）" if show != "all" else ""))

    # -- lists -------------------------------------------------------------------------------------------------------

    def place_of(self, key: str) -> str:
        """Where a key stands, in the form's words."""
        document = self._host.session.document
        path = document.path(key)
        if path is not None and (section := document.form.section(path)) is not None:  # of all its files
            return section.title
        part = next((part for part in document.parts() if key == part.key or key.startswith(f"{part.key}.")), None)
        if path is None or part is None:
            return "（なくした欄）"
        if key == part.key:
            return document.part_title(part)
        return " ＞ ".join(short_words(document, path))

    def do_check(self) -> None:
        """Check the document and list what was found."""
        self._host.finish_writing()
        self._host.session.flush()
        document = self._host.session.document
        session = self._host.session
        desk = FindingsDesk(
            document,
            lambda: session.store.call(lambda s: inspect(s, document, date.today())),
            lambda changes, label: self._host.edited(session.edit(changes, label)),
            self.place_of,
            self._mark,
            read_only=session.read_only,
        )
        if not desk.lines:
            self._host.tell("点検しました。指摘はありません")
            return
        self._host.pia.push_screen(FindingsScreen(desk), self._jump)

    def _mark(self, found: Sequence[Finding]) -> None:
        """Show what was found at the items and in the contents."""
        document = self._host.session.document
        parts = list(document.parts())
        self._tags = {}
        self._host.findings = {}
        for finding in found:
            key = document.key(finding.path) if finding.path else ""
            if finding.rule == UNANSWERED or not key:
                continue
            self._tags.setdefault(key, []).append(Tag(f"！{finding.word}：{finding.message}", color_of(finding)))
            part = next((part for part in parts if key.startswith(f"{part.key}.")), None)
            if part is not None:
                self._host.findings.setdefault(part.path, []).append(key)
        self._host.pane.refresh_rows()
        self._host.contents.refresh()

    def do_notes(self) -> None:
        places = [FoundPlace(key, text, self.place_of(key)) for key, text in notes(self._host.session.document)]
        self._show_places("メモの一覧", places, "メモはまだありません。項目の上で Ctrl+N を押すと付けられます")

    def do_unconfirmed(self) -> None:
        document = self._host.session.document
        places = [
            FoundPlace(key, str(document.state.get(key, "")) or origin, f"{self.place_of(key)}（{origin}）", "text")
            for key, origin in unconfirmed(document)
        ]
        for doubt in doubtful(document):
            said = f"{self.place_of(doubt.key)}（取込みの読み取り：{doubt.words}、{lines_word(doubt.lines)}）"
            places.append(FoundPlace(doubt.key, excerpt(document.state.get(doubt.key)) or doubt.why, said, "text"))
        self._show_places("要確認の項目", places, "「要確認」の項目はありません")

    def do_history(self) -> None:
        """What was changed, newest first."""
        from pia_tui.tui.document.history import history_places

        self._host.session.flush()
        entries = self._host.session.store.call(lambda s: s.journal(self._host.session.id, limit=500))
        places = history_places(entries, self.place_of)
        self._show_places("変更の履歴（新しい順）", places, "まだ変更はありません")

    def _show_places(self, title: str, places: list[FoundPlace], empty: str) -> None:
        self._host.finish_writing()
        if not places:
            self._host.tell(empty)
            return
        self._host.pia.push_screen(FoundScreen(title, places), self._jump)

    def do_review(self) -> None:
        """The whole document as text; Enter goes to an item to edit it."""
        self._host.finish_writing()
        from pia_tui.tui.editor.reading import ReviewScreen

        node = self._host.pane.node
        self._host.pia.push_screen(
            ReviewScreen(self._host.session, at=node.key if node is not None else ""), self._jump
        )

    # -- files -------------------------------------------------------------------------------------------------------

    def do_export_pdf(self) -> None:
        self._host.finish_writing()
        if self._host.session.read_only or self._host.session.flush():
            self._host.pia.exporter.write_pdf(self._host.session.id)

    def do_export_other(self) -> None:
        self._host.finish_writing()
        if not (self._host.session.read_only or self._host.session.flush()):
            return
        self._host.pia.exporter.pick(self._host.session.id)
