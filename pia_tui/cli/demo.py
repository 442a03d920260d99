"""`pia-tui demo`: three finished documents of an invented city."""

from __future__ import annotations

from pia_tui.cli.japanese import command
from pia_tui.cli.session import CommandSession, json_option, pass_session, say, say_json


@command("demo")
@json_option
@pass_session
def demo(session: CommandSession, as_json: bool) -> None:
    """架空の市の、書き上がった評価書（基礎・重点・全項目）を見本として入れます。"""
    from pia_tui.usecases.demo import add_demo

    with session.store() as store:
        numbers = add_demo(store)
        names = [store.summary(number).name for number in numbers]
    if as_json:
        say_json({"ids": numbers})
        return
    if not numbers:
        say("見本は、もう入っています。「pia-tui list --archived」で見られます。")
        return
    for number, name in zip(numbers, names, strict=True):
        say(f"{number:>4}  {name}")
    say("見本を入れました。「pia-tui」で開いて見られます。書き換えても、ほかの評価書には影響しません。")
