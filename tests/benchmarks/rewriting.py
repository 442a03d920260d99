"""Replacement over all documents, run by hand.

    python tests/benchmarks/rewriting.py FOLDER --documents 300 --answers 900

Makes documents that hold a word in five answers among many others, replaces it in all of them, and takes that back.
Prints seconds of the processor, and how many times as long as writing one answer of each document takes: the second
figure is the one to compare between machines.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.store import Store
from pia_tui.usecases.rewriting.finders import words
from pia_tui.usecases.rewriting.writing import document_ids, rewrite, take_back
from pia_tui.workspace import Workspace

HOLDING = ("I.1.2", "I.2.1[1].2", "I.4.1", "II[1].2.3.1", "II[1].3.3")


def made(answers: int) -> Assessment:
    """A document with the word in a few answers, and `answers` others in its table of changes."""
    document = Assessment.new(load_form("juten_h30"), "見本の事務")
    for path in HOLDING:
        document.apply(document.change(path, "市民課の職員が、市民課の窓口で受ける。"))
    for number in range(1, answers // 4 + 1):
        for column in (1, 2, 3, 4):
            document.apply(document.change(f"betten2.1[{number}].{column}", f"記載 {number}"))
    return document


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--answers", type=int, default=900)
    given = parser.parse_args()
    with Store.open(Workspace(given.folder).prepare()) as store:
        template = made(given.answers)
        with store.together():
            for _ in range(store.count(archived=None), given.documents):
                store.create(template.form.id, template.state)
        ids = document_ids(store)

        def one_answer_each() -> None:
            with store.together():
                for one in ids:
                    before = store.value(one, "I.6.1")
                    document = Assessment(template.form, {**template.state, **({"I.6.1": before} if before else {})})
                    store.write(one, document.change("I.6.1", f"{before or ''}課"))

        unit = timed(one_answer_each)
        finder = words("市民課", "市民窓口課")
        for name, run in (
            ("dry run", lambda: rewrite(store, ids, finder, label="置き換え", contains="市民課", dry_run=True)),
            ("replace", lambda: rewrite(store, ids, finder, label="置き換え", contains="市民課")),
            ("undo", lambda: take_back(store, ids, "置き換え")),
        ):
            seconds = timed(run)
            print(f"{name:<8} {seconds:6.2f} s   {seconds / unit:5.2f} times one answer each")


def timed(run: Callable[[], object]) -> float:
    """Seconds of the processor that a run takes."""
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    main()
