"""What the commands of one call share: the workspace and its store, each found when first needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from pia_tui.output import OutputExists, OutputInUse
from pia_tui.workspace import Workspace, WorkspaceError, find_workspace, is_there

if TYPE_CHECKING:
    from pia_tui.assessment import Assessment
    from pia_tui.store import Store


MAKERS = frozenset({"new", "import", "unpack", "restore", "demo", "wizard", "rule", "doctor"})
"""Verbs that begin something, in a folder that is made for it."""


class CommandSession:
    """One call of the program; `option` is what --workspace said."""

    def __init__(self) -> None:
        self.option: str | None = None

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace folder. Raises WorkspaceError."""
        return find_workspace(self.option)

    def is_new(self) -> bool:
        """Whether the workspace's folder is not there yet. Raises WorkspaceError."""
        return not is_there(self.workspace.root)

    def _check_there(self) -> None:
        """Only a verb that begins something makes a folder; for others one that is missing was mistyped, most likely.

        Raises WorkspaceError.
        """
        context = click.get_current_context(silent=True)
        verb = context.info_name if context is not None else None
        if not self.is_new():
            return
        if verb not in MAKERS:
            raise WorkspaceError(
                f"保存先のフォルダー「{self.workspace.root}」がありません。",
                safe="何も作っていません。",
                next="場所の名前を確かめてください。新しく始めるときは、画面（pia-tui）か pia-tui new を使います。",
            )
        click.echo(f"保存先のフォルダー「{self.workspace.root}」を新しく作ります。", err=True)

    @contextmanager
    def store(self, *, read_only: bool = False) -> Iterator[Store]:
        """The store, closed at the end; an older one is moved on first, if it may be.

        Raises the store's errors, and WorkspaceError where the folder is not there and the verb makes none.
        """
        self._check_there()
        with self._opened(read_only=read_only) as store:
            yield store

    def _opened(self, *, read_only: bool) -> Store:
        from pia_tui.store import Store
        from pia_tui.store.errors import StoreOlder, StoreReadOnly, StoreUnreachable

        try:
            return Store.open(self.workspace, read_only=read_only)
        except StoreOlder as older:
            try:
                Store.open(self.workspace).close()
            except (StoreReadOnly, StoreUnreachable):
                raise older from None
        click.echo("保存先を新しい形式に移しました。移す前の控えも取ってあります。", err=True)
        return Store.open(self.workspace, read_only=read_only)


pass_session = click.make_pass_decorator(CommandSession)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")


def load(store: Store, document_id: int) -> Assessment:
    """The document with this id, as an Assessment. Raises the store's errors."""
    from pia_tui.assessment import Assessment

    stored = store.load(document_id)
    return Assessment.of(stored.state, document_id)


@contextmanager
def offering_force() -> Iterator[None]:
    """An existing file may be replaced, a file in use be written beside: say with which option."""
    try:
        yield
    except OutputInUse as error:
        error.next = (
            "そのファイルを閉じてから、もう一度行ってください。"
            f'閉じずに行うときは、別の名前を指定します: -o "{error.free}"'
        )
        raise
    except OutputExists as error:
        error.next = "置き換えるときは --force を付けてください。別の名前にしてもかまいません。"
        raise


def standard_input() -> bytes:
    """What is led into the program; nothing where standard input is closed."""
    return sys.stdin.buffer.read() if sys.stdin is not None else b""


def say(text: str) -> None:
    """One line (or more) on standard output."""
    click.echo(text)


def say_json(value: Any) -> None:
    """A value as JSON, for scripts."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
