"""The editor's repeats: adding, copying, moving and removing systems, 委託事項, 提供先 and whole files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pia_tui import keys
from pia_tui.assessment import Assessment, Change, Part
from pia_tui.errors import PiaError
from pia_tui.forms import FILE_LIST, parse_path
from pia_tui.places import section_word
from pia_tui.tui.document.copying import copy_part
from pia_tui.tui.document.sheet import Row
from pia_tui.tui.editor.host import EditorHost
from pia_tui.tui.screens.dialogs import PickScreen
from pia_tui.tui.widgets.menu_view import MenuEntry


@dataclass(frozen=True)
class Target:
    """A list that can grow, and the block of it that one stands in (`path`, `name`), if any."""

    list_path: str
    unit: str
    path: str = ""
    name: str = ""
    number: int = 0


class BlockActions:
    """Adds, copies, moves and removes blocks."""

    def __init__(self, host: EditorHost) -> None:
        self._host = host

    def targets(self) -> list[Target]:
        """What can be added to from here: the blocks around the cursor, the section's other lists, the files."""
        document, pane = self._host.session.document, self._host.pane
        sheet, part = pane.page.sheet, pane.part
        if sheet is None or part is None:
            return []
        found: list[Target] = []
        here = pane.page.row
        key = here.node.key if here is not None and here.node is not None else ""
        for node in sheet.nodes:
            repeat = node.item.repeat
            if repeat is None or repeat.list == FILE_LIST:
                continue
            if node.number and (key == node.key or key.startswith(f"{node.key}.")):
                list_path = node.path.rpartition("[")[0]
                found = [one for one in found if one.list_path != list_path]
                found.insert(0, Target(list_path, repeat.unit, node.path, node.label, node.number))
            elif node.is_list and node.applies and not any(one.list_path == node.path for one in found):
                found.append(Target(node.path, repeat.unit))
        if document.form.section("II") is not None or any(one.repeat for one in document.form.sections):
            found.append(_file_target(document, part))
        return found

    def add_at(self, row: Row) -> None:
        """Add a block at a ＋ row: at the end, wherever the cursor came from."""
        if row.key == f"+{FILE_LIST}[]":
            self._change("add", _file_target(self._host.session.document, None))
        elif row.node is not None and row.node.item.repeat is not None:
            self._change("add", Target(row.node.path, row.node.item.repeat.unit))

    def do_blocks(self) -> None:
        """The menu of all that can be done with the repeats here."""
        if not self._host.pane.may_write():
            return
        self._host.finish_writing()
        targets = self.targets()
        entries: list[MenuEntry] = []
        for position, target in enumerate(targets):
            if target.path:
                entries.append(MenuEntry(f"h{position}", target.name, heading=True))
            entries += _entries(self._host.session.document, position, target)
        if self._host.pane.part is not None and self._host.pane.part.number and self._other_parts():
            entries.append(MenuEntry("copy", "ほかの特定個人情報ファイルから、この章を写す"))

        def picked(answer: str | None) -> None:
            if answer == "copy":
                self.do_copy_from_file()
            elif answer:
                what, _, position = answer.partition(":")
                self._change(what, targets[int(position)])

        if not entries:
            self._host.tell("この章には、増やしたり減らしたりできる欄がありません")
            return
        self._host.pia.push_screen(PickScreen("増やす・減らす・並べ替える", entries), picked)

    def _change(self, what: str, target: Target) -> None:
        """Carry out one entry of the menu; what is new has the cursor afterwards."""
        if not self._host.pane.may_write():
            return
        self._host.finish_writing()
        document = self._host.session.document
        try:
            changes, go, said = _changes(document, what, target)
        except PiaError as error:
            self._host.tell_problem(error)
            return
        self._host.session.edit(changes, said)
        if target.list_path == FILE_LIST and go:
            parts = [part for part in document.parts() if part.key.endswith(f"[{go}]")]
            self._after_blocks(parts[0].key if parts else "")
            self._host.tell(f"{said}しました：{_sections(parts)}（Ctrl+Z で戻せます）")
            return
        self._after_blocks(go)
        if what == "remove":
            self._host.tell(f"{said}（Ctrl+Z で戻せます）")

    def _after_blocks(self, go: str) -> None:
        """Show the document as it stands after blocks came or went."""
        document, pane = self._host.session.document, self._host.pane
        parts = {part.path: part for part in document.parts()}
        if pane.part is None or pane.part.key not in {part.key for part in parts.values()}:
            pane.show_part(next(iter(parts.values())))
        else:
            pane.rows.part = next(part for part in parts.values() if part.key == pane.part.key)
        pane.refresh_rows()
        self._host.saver.save_soon(at_once=True)
        self._host.contents.count_all()
        self._host.document_changed()
        if go:
            pane.rows.folds.blocks[go] = False
            pane.refresh_rows()
            self._host.go_to(go)

    # -- copying a file's section --------------------------------------------------------------------------------------

    def _other_parts(self) -> list[Part]:
        part = self._host.pane.part
        if part is None or not part.number:
            return []
        return [
            one
            for one in self._host.session.document.parts()
            if one.section.id == part.section.id and one.key != part.key
        ]

    def do_copy_from_file(self) -> None:
        """Copy this section from another file."""
        others, document = self._other_parts(), self._host.session.document
        target = self._host.pane.part
        if not others or target is None:
            self._host.tell("写せる章がありません（Ⅱ・Ⅲなど、ファイルごとの章で、ファイルが2つ以上あるときに使えます）")
            return
        if not self._host.pane.may_write():
            return
        self._host.finish_writing()
        entries = []
        for one in others:
            title = document.part_title(one)
            entries += [
                MenuEntry(f"fill:{one.key}", f"{title} から、空いている項目だけに写す"),
                MenuEntry(f"over:{one.key}", f"{title} から、すべて写す（いまの記載は置き換わります）"),
            ]

        def picked(answer: str | None) -> None:
            if not answer:
                return
            what, _, key = answer.partition(":")
            source = next(one for one in others if one.key == key)
            changes = copy_part(document, source, target, overwrite=what == "over")
            made = self._host.session.edit(changes, "ほかのファイルから写す")
            self._after_blocks("")
            count = sum(1 for change in made if keys.is_answer(change.key))
            self._host.tell(f"{count} 項目を写しました。写した文には「要確認」の印が付いています（Ctrl+Z で戻せます）")

        self._host.pia.push_screen(PickScreen("どこから写しますか", entries), picked)


def _file_target(document: Assessment, part: Part | None) -> Target:
    unit = next((one.repeat.unit for one in document.form.sections if one.repeat), "特定個人情報ファイル")
    number = part.number if part is not None else 0
    name = document.file_name(number) if number else ""
    return Target(
        FILE_LIST,
        unit,
        f"{FILE_LIST}[{number}]" if number else "",
        f"{unit}（{number}）{name}" if number else "",
        number,
    )


def _entries(document: Assessment, position: int, target: Target) -> list[MenuEntry]:
    count = document.count(target.list_path)
    where = "この後に" if target.path and target.number < count else ""
    entries = [MenuEntry(f"add:{position}", f"{where}{target.unit}を追加する", side=f"いま {count} 個")]
    if not target.path:
        return entries
    entries.append(MenuEntry(f"copy:{position}", f"{target.name} を複製する"))
    if target.number > 1:
        entries.append(MenuEntry(f"up:{position}", "一つ前へ移す"))
    if target.number < count:
        entries.append(MenuEntry(f"down:{position}", "一つ後ろへ移す"))
    if target.list_path != FILE_LIST or count > 1:
        entries.append(MenuEntry(f"remove:{position}", f"{target.name} をなくす", color="warning"))
    return entries


def _changes(document: Assessment, what: str, target: Target) -> tuple[list[Change], str, str]:
    """(changes, key to go to afterwards, what was done)."""
    list_key = document.key(f"{target.list_path}[]") if target.list_path != FILE_LIST else f"{FILE_LIST}[]"
    before = document.blocks(list_key)
    head = list_key.removesuffix("[]")
    if what == "add":
        at = target.number + 1 if target.number else None
        changes, said = document.add_block(target.list_path, at), f"{target.unit}を追加"
    elif what == "copy":
        changes, said = document.duplicate_block(target.path), f"{target.name} を複製"
    elif what in ("up", "down"):
        changes = document.move_block(target.path, target.number + (1 if what == "down" else -1))
        said = f"{target.name} を移動"
    else:
        changes, said = document.remove_block(target.path), f"{target.name} をなくしました"
    after = next((change.after for change in changes if change.key == list_key), before)
    blocks = after if isinstance(after, tuple) else ()
    changes += _counts_that_follow(document, list_key, len(before), len(blocks))
    new = [block for block in blocks if block not in before]
    if target.list_path == FILE_LIST:
        return changes, new[0] if new else "", said
    chosen = new[0] if new else (before[target.number - 1] if what != "remove" and target.number else "")
    return changes, f"{head}[{chosen}]" if chosen else "", said


def _sections(parts: Sequence[Part]) -> str:
    """The sections of a file as they are numbered on paper: Ⅱ（2）、Ⅲ（2）."""
    return "、".join(section_word(part.section, part.number) for part in parts)


def _counts_that_follow(document: Assessment, list_key: str, before: int, after: int) -> list[Change]:
    """件 that agreed with the number of blocks, or were not filled in, go on agreeing."""
    item_id = parse_path(list_key).item_id
    changes: list[Change] = []
    for place in document.form.places.values():
        if place.item.compare is None or place.item.compare.blocks != item_id or before == after:
            continue
        key = document.sibling(list_key.removesuffix("[]"), place.item.id)
        value = document.state.get(key)
        if value is None or value == before:
            changes += document.change(key, str(after)) if after else document.change(key, "")
    return changes
