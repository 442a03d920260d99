"""The editor's view of the last publication: what was changed since, the rows of 変更箇所, the versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pia_tui.assessment import Assessment, Change, Node
from pia_tui.rules.changes import diff
from pia_tui.rules.changes.diff import differing_keys
from pia_tui.rules.changes.versions import on_form
from pia_tui.rules.publication import state_words
from pia_tui.tui.document.sheet_lines import Tag
from pia_tui.tui.editor.host import EditorHost
from pia_tui.usecases.publication.states import figure_names, frozen, last_publication, present

if TYPE_CHECKING:
    from pia_tui.store import Store
    from pia_tui.store.records import Publication
    from pia_tui.tui.publication.desk import Desk

NEVER = "この評価書には、公表した版がまだありません。公表したら Ctrl+F で記録すると、次から比べられます"


class LastPublication:
    """What was published last, read once, and what has changed since. `republished` hears of another publication."""

    def __init__(self, host: EditorHost, republished: Callable[[], None]) -> None:
        self._host = host
        self._republished = republished
        self._read = False
        self._publication: Publication | None = None
        self._published: Assessment | None = None

    # -- what has changed ----------------------------------------------------------------------------------------------

    @property
    def published(self) -> Assessment | None:
        """The document as it was published last, None where it never was."""
        if not self._read:
            number = self._host.session.id

            def read(store: Store) -> tuple[Publication, Assessment] | None:
                publication = last_publication(store, number)
                if publication is None:
                    return None
                return publication, on_form(frozen(store, publication.revision), self._host.session.document.form)

            found = self._host.session.store.call(read)
            self._publication, self._published = found or (None, None)
            self._read = True
        return self._published

    def is_changed(self, node: Node) -> bool:
        """Whether an item says something else than it was published with, or stands in a block that is new."""
        published = self.published
        if published is None or node.is_list or node.value_kind is None:
            return False
        now = self._host.session.document.state.get(node.key)
        before = published.state.get(node.key)
        if now in (None, False) and before in (None, False):
            return False
        return now != before or type(now) is not type(before)

    def tags(self, node: Node) -> list[Tag]:
        """The mark of a changed item."""
        return [Tag("前回の公表から変更", "label")] if self.is_changed(node) else []

    @property
    def state(self) -> str:
        """修正中（公表 令和7年4月1日から 12 か所）; "" for a document that was never published."""
        published = self.published
        if published is None or self._publication is None:
            return ""
        document = self._host.session.document
        changes = len(diff(published, document).changes) if differing_keys(published.state, document.state) else 0
        return state_words(self._publication.published_on, self._publication.kind, changes)

    # -- actions -------------------------------------------------------------------------------------------------------

    def do_next_change(self) -> None:
        """The next item that was changed since the publication, around the end."""
        self._host.finish_writing()
        published = self.published
        if published is None:
            self._host.tell(NEVER)
            return
        document = self._host.session.document
        order = {node.key: at for at, node in enumerate(document.walk())}
        keys = [change.key for change in diff(published, document).changes if change.key in order]
        if not keys:
            self._host.tell("公表した内容から変わったところはありません")
            return
        node = self._host.pane.node
        here = order.get(node.key, -1) if node is not None else -1
        later = [key for key in keys if order[key] > here]
        self._host.go_to((later or keys)[0])
        if not later:
            self._host.tell("最後まで見たので、初めの変更に戻りました")

    def do_changes_table(self) -> None:
        """The proposed rows of 変更箇所."""
        from pia_tui.tui.publication.changes_screen import ChangesScreen

        self._host.finish_writing()
        desk = self._desk()
        if desk is None:
            self._host.tell(NEVER)
            return

        def left(key: str | None) -> None:
            if key and not self._host.go_to(key):
                self._host.tell("この項目は、いまの評価書にはありません（欄が減らされています）")

        self._host.pia.push_screen(ChangesScreen(desk), left)

    def do_publish(self) -> None:
        """Keep what was published as a version that never changes."""
        from pia_tui.tui.publication.publish_flow import PublishFlow

        self._host.finish_writing()
        session = self._host.session
        if session.read_only or not session.flush():
            self._host.tell("いまは書き込めないので、公表を記録できません")
            return
        PublishFlow(self._host, session.id, self._after_publishing).start()

    def do_versions(self) -> None:
        """The frozen versions; a record that is withdrawn or corrected changes what is compared with."""
        from pia_tui.tui.publication.versions_screen import VersionsScreen

        self._host.finish_writing()
        session = self._host.session
        kept = session.flush()
        screen = VersionsScreen(
            session.id, session.document.name, self._after_publishing, read_only=session.read_only or not kept
        )
        self._host.pia.push_screen(screen)

    def _after_publishing(self) -> None:
        """The document as the store has it now: 公表日 and the rows of earlier years have changed."""
        session = self._host.session
        stored = session.store.call(lambda s: present(s, session.id))
        now, then = session.document.state, stored.state
        keys = [*now, *(key for key in then if key not in now)]
        made = [Change(key, now.get(key), then.get(key)) for key in keys if now.get(key) != then.get(key)]
        session.document.apply(made)
        self._read = False
        self._republished()
        self._host.edited(made)
        self._host.document_changed()

    def _desk(self) -> Desk | None:
        from pia_tui.tui.publication.desk import Desk

        published = self.published
        if published is None or self._publication is None:
            return None
        session = self._host.session

        def edit(changes: Sequence[Change], label: str) -> None:
            self._host.edited(session.edit(changes, label))

        figure = session.store.call(lambda s: _named(figure_names(s), session.document, published))
        return Desk(session.document, published, self._publication, edit, figure=figure)


def _named(name: Callable[[str], str], *documents: Assessment) -> Callable[[str], str]:
    """The names of all drawings of the documents, looked up once: the store belongs to another thread."""
    from pia_tui.rules.changes.form_text import plain_figure

    ids: set[str] = set()
    for document in documents:
        for node in document.walk():
            value = document.value(node) if node.value_kind == "figure" else None
            ids.update(value if isinstance(value, tuple) else ())
    names = {identity: name(identity) for identity in ids}
    return lambda identity: names.get(identity) or plain_figure(identity)
