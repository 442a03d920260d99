"""号ズレ and replacement over all documents, from the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from pia_tui.places import short_words
from pia_tui.tui.rewriting.hosts import App
from pia_tui.tui.rewriting.in_document import RENUMBER_LABEL, ask_words
from pia_tui.tui.rewriting.options import place_options
from pia_tui.tui.rewriting.picking import PickingScreen
from pia_tui.usecases.rewriting.finders import outdated, words
from pia_tui.usecases.rewriting.places import Finder, RewritePlace
from pia_tui.usecases.rewriting.writing import Extra, Outcome, RewriteChoice, document_ids, law_rows, place_id, rewrite


def renumber_all(pia: App, done: Callable[[], None]) -> None:
    """Show what changes of the law made old in all documents, and put right what is marked."""
    today = date.today()
    _rewrite_all(pia, "法改正で古くなった所", outdated(today), RENUMBER_LABEL, "", law_rows(today), done)


def replace_all(pia: App, done: Callable[[], None]) -> None:
    """Ask for the words, show the places in all documents, and replace those that are marked."""

    def asked(old: str | None, new: str | None) -> None:
        if old and new is not None and old != new:
            title = f"「{old[:20]}」を「{new[:20]}」に"
            _rewrite_all(pia, title, words(old, new), f"{title}置き換え", old, None, done)

    ask_words(pia, asked)


def _rewrite_all(
    pia: App, title: str, finder: Finder, label: str, contains: str, extra: Extra | None, done: Callable[[], None]
) -> None:
    outcomes = pia.store.call(
        lambda store: rewrite(store, document_ids(store), finder, label=label, contains=contains, dry_run=True)
    )
    if not outcomes:
        pia.notify("どの評価書にもありませんでした", timeout=5, markup=False)
        return

    def where(outcome: Outcome, place: RewritePlace) -> str:
        if outcome.document is None or not place.path:
            return outcome.name
        return " ＞ ".join(short_words(outcome.document, place.path))

    def picked(numbers: frozenset[int] | None) -> None:
        if not numbers:
            return
        ids = [one.document_id for one in outcomes]
        wanted = frozenset(
            place_id(one.document_id, place) for one in outcomes for number, place in one.places if number in numbers
        )
        made = pia.store.call(
            lambda store: rewrite(
                store,
                ids,
                finder,
                label=label,
                contains=contains,
                choice=RewriteChoice(only=wanted),
                extra=extra,
            )
        )
        pia.notify(_told(made), timeout=8, markup=False)
        done()

    count = sum(len(one.places) for one in outcomes)
    screen = PickingScreen(f"{title}（評価書 {len(outcomes)} 件、{count} か所）", place_options(outcomes, where))
    pia.push_screen(screen, picked)


def _told(made: list[Outcome]) -> str:
    changed = [one for one in made if one.status == "changed"]
    left = [one.name for one in made if one.status in ("locked", "refused")]
    places = sum(len(one.made) for one in changed)
    text = f"評価書 {len(changed)} 件、{places} か所を直しました。評価書ごとに、Ctrl+Z で元に戻せます"
    return f"{text}。編集中などで直せなかったもの：{'、'.join(left)}" if left else text
