"""The editor's 担当課: the item, a heading over it, or the whole section is given to a department."""

from __future__ import annotations

from pia_tui import keys
from pia_tui.assessment import Assessment, Node, Part
from pia_tui.departments import departments, given
from pia_tui.errors import PiaError, visible
from pia_tui.forms import parse_path
from pia_tui.tui.document.sheet import node_label
from pia_tui.tui.editor.host import EditorHost
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen, numbered
from pia_tui.tui.widgets.menu_view import MenuEntry

LABEL = "担当課"
_NEW, _NONE = "new", "none"


class Departments:
    """Gives items, headings and sections to departments."""

    def __init__(self, host: EditorHost) -> None:
        self._host = host

    def do_department(self) -> None:
        """Ask for the place, then for the department."""
        node, part = self._host.pane.node, self._host.pane.part
        if node is None or part is None:
            self._host.tell("項目に移ってから使ってください")
            return
        if not self._host.pane.may_write():
            return
        self._host.finish_writing()
        document = self._host.session.document
        places = dict(places_over(document, node, part))
        state = document.state

        def picked(key: str | None) -> None:
            if key is not None:
                self._pick_name(key, places[key])

        entries = numbered(
            [(key, words, str(state.get(keys.DEPARTMENT.key(key), ""))) for key, words in places.items()],
        )
        text = "担当課ごとに、その項目だけの記入票（Excel）を作れます。PDF には印刷されません。"
        self._host.pia.push_screen(PickScreen("どこの担当を決めますか", entries, text=text), picked)

    def _pick_name(self, key: str, words: str) -> None:
        document = self._host.session.document
        now = str(document.state.get(keys.DEPARTMENT.key(key), ""))
        known = dict.fromkeys([*departments(document), *(name for _, name in given(document))])
        named = [(f"={name}", visible(name), "いまの担当" if name == now else "") for name in known]
        entries = numbered([*named, (_NEW, "ほかの課の名前を書く", "")])
        if now:
            entries.append(MenuEntry(_NONE, "担当を消す", color="warning"))

        def picked(answer: str | None) -> None:
            if answer == _NEW:
                self._ask_name(key, words, now)
            elif answer is not None:
                self._give(key, answer.removeprefix("=") if answer != _NONE else "")

        if known:
            self._host.pia.push_screen(PickScreen(f"担当課：{words}", entries), picked)
        else:
            self._ask_name(key, words, now)

    def _ask_name(self, key: str, words: str, now: str) -> None:
        def written(name: str | None) -> None:
            if name is not None:
                self._give(key, name)

        text = "課の名前を書いて Enter を押します（例：市民課）。"
        self._host.pia.push_screen(LineScreen(f"担当課：{words}", text=text, value=now), written)

    def _give(self, key: str, name: str) -> None:
        try:
            changes = self._host.session.put(keys.DEPARTMENT.key(key), name, LABEL)
        except PiaError as error:
            self._host.tell_problem(error)
            return
        self._host.edited(changes)
        if changes:
            self._host.tell(f"担当を「{name}」にしました（Ctrl+Z で戻せます）" if name else "担当を消しました")


def places_over(document: Assessment, node: Node, part: Part) -> list[tuple[str, str]]:
    """(key, words) of the places that may be given away at a node: itself, the headings over it, the section."""
    found = [(document.key(node.path), f"この項目：{node_label(node)}")]
    steps = parse_path(node.path).steps
    for end in range(len(steps) - 1, 1, -1):
        heading = document.node(".".join(name if at is None else f"{name}[{at}]" for name, at in steps[:end]))
        found.append((document.key(heading.path), f"この見出しと、その下すべて：{node_label(heading)}"))
    found.append((part.key, f"この章すべて：{document.part_title(part)}"))
    if part.number:
        found.append((part.section.id, f"この章の、すべてのファイル：{part.section.title}"))
    return found
