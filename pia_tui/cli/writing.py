"""`pia-tui write`: a whole form, question by question in plain lines."""

from __future__ import annotations

import click

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, load, pass_session


@command("write")
@click.argument("document_id", type=int, metavar="番号")
@click.option("--at", default="", metavar="場所", help="始める項目（例: II[1].4）。書かなければ、前に終えた所から。")
@pass_session
def write(session: CommandSession, document_id: int, at: str) -> None:
    """評価書を一問ずつ、普通の行で書きます（読み上げソフト、点字、ほかのプログラムからでも使えます）。

    答えは一つごとに保存されます。いつ終えても、次はその項目から続けられます。命令は「:使い方」で読めます。
    """
    from pia_tui.prompts.form_dialog import FormDialog
    from pia_tui.prompts.lines import StandardLines
    from pia_tui.settings import load_settings, save_settings
    from pia_tui.usecases.form_host import StoreHost

    with session.store() as store:
        store.lock(document_id)
        document = load(store, document_id)
        uuid = store.load(document_id).uuid
        settings = load_settings(session.workspace)
        start = document.node(at).path if at else settings.places.get(uuid, "")
        left = FormDialog(store, document, StandardLines(), StoreHost(store)).run(start)
        settings = load_settings(session.workspace)
        settings.places.pop(uuid, None)
        if left:
            settings.places[uuid] = left
        save_settings(session.workspace, settings)
        store.unlock(document_id)
