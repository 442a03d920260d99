"""How long comparing takes: a state of the largest document with its last publication, and a full register.

Run by hand: `python tests/benchmarks/changes.py`. The times are told beside that of hashing the same document, so that
figures of different machines can be compared.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import load_form
from pia_tui.rules.changes import diff
from pia_tui.rules.changes.findings import annex_findings
from pia_tui.rules.changes.rows import proposed_rows
from pia_tui.store import Store
from pia_tui.store.codec import content_hash
from pia_tui.usecases.publication.states import published_states
from pia_tui.workspace import Workspace

REVISIONS, EDITS = 10, 40


def largest(rows: int) -> Assessment:
    """全項目 with three files, twenty places in every list and so many rows of changes."""
    document = Assessment.new(load_form("zenkoumoku_h30"), "国民健康保険に関する事務")
    for number in (2, 3):
        document.apply(document.add_block("file", number))
    for head in ("I.2.1", *(f"II[{number}].{tail}" for number in (1, 2, 3) for tail in ("4.2", "5.2", "5.3"))):
        while document.count(head) < 20:
            document.apply(document.add_block(head))
    while document.count("betten3.1") < rows:
        document.apply(document.add_block("betten3.1"))
    for node in list(document.walk()):
        if node.value_kind == "text" and not node.item.digits_only:
            document.apply(document.change(node.path, f"{node.label}のこと。" * 20))
    return document


def took(work: Callable[[], object], rounds: int = 5) -> float:
    """The best of some rounds, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--rows", type=int, default=240)
    given = parser.parse_args()
    before = largest(given.rows)
    after = Assessment(before.form, before.state)
    texts = [node.path for node in after.walk() if node.value_kind == "text" and not node.item.digits_only]
    for path in texts[:: len(texts) // EDITS]:
        after.apply(after.change(path, f"{after.get(path)}足した文。"))
    after.apply(after.remove_block("II[1].4.2[3]"))
    after.apply(after.move_block("II[2].5.2[9]", 1))
    unit = took(lambda: content_hash(before.state))
    print(f"document: {len(before.state):,} answers; hashing it {unit * 1000:.1f} ms")
    found = diff(before, after)
    for name, work in (
        ("diff", lambda: diff(before, after)),
        ("rows", lambda: proposed_rows(after, found)),
        ("findings", lambda: annex_findings(before, after)),
    ):
        spent = took(work)
        print(f"{name}: {spent * 1000:.1f} ms, {spent / unit:.1f} times the hash ({len(found.changes)} changes)")
    with tempfile.TemporaryDirectory() as folder, Store.open(Workspace(Path(folder) / "ws").prepare()) as store:
        _register(store, given.documents, given.rows)


def _register(store: Store, documents: int, rows: int) -> None:
    """So many published documents; the PDF's bytes play no part."""
    document = Assessment.new(load_form("kiso_r6"), "事務")
    for number in range(1, rows + 1):
        document.apply(document.change(f"changes.1[{number}].2", f"項目{number}"))
    for _ in range(documents):
        with store.together():
            made = store.create("kiso_r6", document.state)
            for year in range(REVISIONS):
                store.write(made, [Change("I.1.2", None if not year else f"{year - 1}", f"{year}")])
                frozen = store.freeze(made, f"{year}", kind="修正")
                store.note_publication(
                    frozen.id, published_on=date(2016 + year, 4, 1).isoformat(), kind="修正", number=f"{year}"
                )
    first = time.perf_counter()
    published_states(store)
    first = time.perf_counter() - first
    print(f"register of {documents} documents × {REVISIONS} revisions: {took(lambda: published_states(store)):.3f} s")
    print(f"  (the first time, when nothing is noted: {first:.1f} s)")


if __name__ == "__main__":
    main()
