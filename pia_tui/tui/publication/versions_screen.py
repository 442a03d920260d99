"""「公表した版」: the frozen versions of a document, read, written to files, compared, and their records put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pia_tui.errors import PiaError
from pia_tui.forms.wareki import to_wareki
from pia_tui.tui.actions import Place, bindings
from pia_tui.tui.document.review_text import review_paragraphs
from pia_tui.tui.publication.record_flow import RecordFlow
from pia_tui.tui.publication.rows_view import KINDS
from pia_tui.tui.screens.base import PiaScreen
from pia_tui.tui.screens.dialogs import PickScreen, numbered
from pia_tui.tui.widgets.line_view import LineView
from pia_tui.tui.widgets.menu_view import MenuEntry, MenuView
from pia_tui.tui.widgets.reading_view import Paragraph, ReadingView
from pia_tui.tui.widgets.title_bar import TitleBar
from pia_tui.usecases.excerpts import excerpts
from pia_tui.usecases.publication.states import compare, frozen

if TYPE_CHECKING:
    from pia_tui.rules.changes import Difference
    from pia_tui.store import Store
    from pia_tui.store.records import Publication, Revision
    from pia_tui.usecases.export import ExportKind

_FILES: tuple[tuple[ExportKind, str, str], ...] = (
    ("pdf", "PDF を書き出す", "公表したときと同じファイルです"),
    ("xlsx", "Excel を書き出す", "その版の内容の、項目ごとの表です"),
    ("json", "データ（JSON）を書き出す", "その版の内容を、ほかのプログラムで使うときに"),
)
_SHOWN = 300


class VersionsScreen(PiaScreen[None]):
    """The versions, the newest first. `changed` is told when a record was withdrawn or corrected."""

    PLACE: ClassVar[Place] = "versions"
    BINDINGS: ClassVar[list[BindingType]] = bindings("versions")

    def __init__(
        self,
        document_id: int,
        name: str,
        changed: Callable[[], None],
        *,
        read_only: bool = False,
        today: date | None = None,
    ) -> None:
        super().__init__()
        self.id_, self._name, self._changed = document_id, name, changed
        self._read_only, self._today = read_only, today
        self.versions: list[tuple[Revision, Publication | None]] = []

    def compose_body(self) -> ComposeResult:
        yield TitleBar(f"公表した版　{self._name}")
        yield MenuView(id="versions")

    def on_mount(self) -> None:
        menu = self.query_one(MenuView)
        menu.styles.height = "1fr"
        menu.say_when_empty(
            "残してある版はありません。", "公表したときに「公表した」で記録すると、その時の内容が残ります。"
        )
        self._show()
        menu.focus()

    @property
    def version(self) -> tuple[Revision, Publication | None] | None:
        """The version with the cursor."""
        at = self.query_one(MenuView).cursor
        return self.versions[at] if at < len(self.versions) else None

    def _show(self) -> None:
        def read(store: Store) -> list[tuple[Revision, Publication | None]]:
            published = {each.revision.id: each for each in store.publications(self.id_, withdrawn=True)}
            kept = [(each, published.get(each.id)) for each in store.revisions(self.id_)]
            return sorted(kept, key=lambda one: (one[1].published_on if one[1] else one[0].at[:10], one[0].id))[::-1]

        self.versions = self.pia.store.call(read)
        self.query_one(MenuView).show([_entry(*one) for one in self.versions])
        counted = sum(record is not None and not record.withdrawn for _, record in self.versions)
        self.query_one(TitleBar).set_state(f"公表の記録 {counted} 件", "label")

    @on(LineView.Chosen, "#versions")
    def _chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        self.do_version_menu()

    def do_version_menu(self) -> None:
        """What can be done with the version."""
        if self.version is None:
            return
        revision, record = self.version
        entries = [("read", "読む", "その時の内容を、印刷される順に読みます"), *_FILES]
        entries.append(("now", "いまの内容と比べる", "この版から変わったところを見ます"))
        if len(self.versions) > 1:
            entries.append(("other", "別の版と比べる", "二つの版の違いを見ます"))
        if record is not None and not record.withdrawn and not self._read_only:
            entries.append(("correct", "公表日・種類の記録を直す", "打ち間違えたとき。前の版も、印を付けて残ります"))
            entries.append(
                ("withdraw", "公表の記録を取り消す", "公表していないのに記録したとき。版は、印を付けて残ります")
            )
        self.pia.push_screen(
            PickScreen(revision.name, numbered(entries)), lambda answer: self._picked(revision, record, answer)
        )

    def _picked(self, revision: Revision, record: Publication | None, answer: str | None) -> None:
        if answer == "read":
            document = self.pia.store.call(lambda s: frozen(s, revision))
            self.pia.push_screen(PageScreen(revision.name, list(review_paragraphs(document))))
        elif answer == "now":
            self._compare(revision, None)
        elif answer == "other":
            self._pick_other(revision)
        elif answer in ("correct", "withdraw") and record is not None:
            flow = RecordFlow(self, record, self._after, today=self._today)
            flow.correct() if answer == "correct" else flow.withdraw()
        else:
            kind = next((each[0] for each in _FILES if each[0] == answer), None)
            if kind is not None:
                self._write(revision, kind)

    def _after(self) -> None:
        self._show()
        self._changed()

    def _write(self, revision: Revision, kind: ExportKind) -> None:
        from pia_tui.usecases.export import ExportOptions, export_document

        options = ExportOptions(version=revision.id)
        try:
            file = self.pia.store.call(lambda s: export_document(s, self.id_, kind, options=options))
        except PiaError as error:
            self.tell_problem(error)
            return
        self.tell(f"「{file.name}」に書き出しました（exports フォルダー）")

    def _pick_other(self, revision: Revision) -> None:
        def picked(answer: str | None) -> None:
            if answer:
                self._compare(*sorted((revision, by_id[answer]), key=lambda one: order.index(one.id)))

        others = [each for each, _ in self.versions if each.id != revision.id]
        order = [each.id for each, _ in reversed(self.versions)]
        by_id = {str(each.id): each for each in others}
        entries = numbered([(str(each.id), each.name, "") for each in others])
        self.pia.push_screen(PickScreen(f"{revision.name}と比べる版", entries), picked)

    def _compare(self, one: Revision, other: Revision | None) -> None:
        later = None if other is None else other.id
        _, _, found = self.pia.store.call(lambda s: compare(s, self.id_, one.id, later))
        to = other.name if other is not None else "いまの内容"
        self.pia.push_screen(PageScreen(f"{one.name} → {to}", list(_told(found))))

    def do_close(self) -> None:
        self.dismiss(None)


class PageScreen(PiaScreen[None]):
    """Something to read, and nothing else."""

    PLACE: ClassVar[Place] = "page"
    BINDINGS: ClassVar[list[BindingType]] = bindings("page")
    DEFAULT_CSS = "PageScreen ReadingView { height: 1fr; }"

    def __init__(self, title: str, paragraphs: list[Paragraph]) -> None:
        super().__init__()
        self._title, self._paragraphs = title, paragraphs

    def compose_body(self) -> ComposeResult:
        yield TitleBar(self._title)
        yield ReadingView(id="page")

    def on_mount(self) -> None:
        view = self.query_one(ReadingView)
        view.show(self._paragraphs)
        view.focus()

    def do_close(self) -> None:
        self.dismiss(None)


def _entry(revision: Revision, record: Publication | None) -> MenuEntry:
    if record is None:
        return MenuEntry(str(revision.id), revision.name, detail="公表の記録のない版")
    if record.withdrawn:
        detail = f"取り消した記録　理由: {record.withdrawn}"
        return MenuEntry(str(revision.id), revision.name, "取消し", detail, color="muted")
    day = to_wareki(date.fromisoformat(record.published_on))
    detail = f"公表日 {day}　種類 {record.kind}　内容の番号 {record.number}"
    return MenuEntry(str(revision.id), revision.name, detail=detail)


def _told(found: Difference) -> list[Paragraph]:
    """The differences, each with its item, before and after."""
    told = [Paragraph(f"変わったところ {len(found.changes)} か所", "strong")]
    for change in found.changes:
        star = "　※" if change.star else ""
        told += [Paragraph(), Paragraph(f"{KINDS[change.kind]}{star}　{change.item}", "label")]
        before, after = excerpts(change.before, change.after, _SHOWN)
        told += [Paragraph(f"前：{before}", indent=2)] if before else []
        told += [Paragraph(f"後：{after}", indent=2)] if after else []
    return told
