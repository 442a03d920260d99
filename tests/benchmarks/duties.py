"""The register, the deadlines and the drift of a large body, run by hand.

    python tests/benchmarks/duties.py make FOLDER --documents 300 --full 300
    python tests/benchmarks/duties.py measure FOLDER

`make` fills a workspace with invented documents of 10 published versions each, through the store's own code; only the
syncing is off meanwhile. The first `--full` of them have 240 rows of changes, the others two: making rows takes most of
the time, and the lists must not care. `measure` prints milliseconds, and how many times as long as
reading the documents' own rows each list takes: the second figure is the one to compare between machines.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from pia_tui.assessment import Assessment, Change
from pia_tui.forms import load_form
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.duty_keys import TASK_KEY
from pia_tui.store import Store
from pia_tui.usecases.duties.drifting import drifts
from pia_tui.usecases.duties.judging import judge_task
from pia_tui.usecases.duties.known import dues, tasks_of
from pia_tui.usecases.duties.registering import register
from pia_tui.workspace import Workspace

ROWS, VERSIONS = 240, 10
FORMS = ("kiso_r6", "zenkoumoku_h30")
TODAY = date(2026, 11, 30)


def make(workspace: Workspace, wanted: int, full: int) -> None:
    start = time.perf_counter()
    templates = {(form, rows): _template(form, rows) for form in FORMS for rows in (ROWS, 2)}
    with Store.open(workspace) as store:
        store.db.execute("PRAGMA synchronous=OFF")
        for number in range(store.count(archived=None), wanted):
            with store.together():
                _document(store, templates[FORMS[number % 2], ROWS if number < full else 2], number)
            print(f"\r{number + 1} documents, {time.perf_counter() - start:.0f} s", end="", flush=True)
        for number in range(1, wanted + 1, 2):
            judge_task(store, number, date(2025, 4, 1), subjects=9_000 + 37 * number, handlers=number, incident=False)
            judge_task(store, number, date(2026, 4, 1), subjects=9_400 + 37 * number)
    print()


def _template(form_id: str, rows: int) -> Assessment:
    made = Assessment.new(load_form(form_id), "何かに関する事務")
    table = made.form.places[made.form.roles["change_date"]].parents[-1].id
    for row in range(1, rows + 1):
        day = date(2016, 4, 1) + timedelta(days=15 * row)
        for column, text in enumerate(
            (to_wareki(day), "Ⅰ　部署", "前の記載" * 8, "後の記載" * 8, "事後", "軽微"), start=1
        ):
            made.apply(made.change(f"{table}[{row}].{column}", text))
    return made


def _document(store: Store, template: Assessment, number: int) -> None:
    made = Assessment(template.form, template.state)
    answers = {
        "number": str(number // 2 + 1),
        "task_name": f"第{number // 2 + 1}の事務",
        "body": "見本市長",
        "department": f"市民部第{number % 17}課",
        "published_on": "令和7年4月1日",
    }
    for role, text in answers.items():
        made.apply(made.change(made.form.roles[role], text))
    document = store.create(made.form.id, {**made.state, TASK_KEY: f"task{number // 2:06}"})
    department = made.form.roles["department"]
    before = made.state[department]
    for version in range(VERSIONS):
        after = f"{answers['department']}{version}"
        store.write(document, [Change(department, before, after)])
        before = after
        day = date(2016 + version, 4, 1).isoformat()
        kind = "実施" if not version else "再実施" if version == 5 else "修正"
        frozen = store.freeze(document, f"{day}公表", kind=kind)
        store.note_publication(frozen.id, published_on=day, kind=kind, number="")


def measure(workspace: Workspace) -> None:
    with Store.open(workspace, read_only=True) as store:
        rows = store.count(archived=None)
        print(f"{rows} documents, {len(store.publications())} publications")
        base = _median(lambda: store.documents(archived=None, limit=-1))
        print(f"{'rows of the documents':<24}{base * 1000:9.1f} ms")
        jobs: dict[str, Callable[[], object]] = {
            "facts": store.document_facts,
            "publications": store.publications,
            "tasks": lambda: tasks_of(store),
            "due": lambda: dues(store, TODAY),
            "drift": lambda: drifts(store, TODAY),
            "register": lambda: register(store, TODAY),
        }
        for name, job in jobs.items():
            took = _median(job)
            print(f"{name:<24}{took * 1000:9.1f} ms  {took / base:6.1f} ×")


def _median(job: Callable[[], object], times: int = 5) -> float:
    job()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["make", "measure"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--full", type=int, default=300)
    given = parser.parse_args()
    workspace = Workspace(given.folder).prepare()
    if given.what == "make":
        make(workspace, given.documents, given.full)
    else:
        measure(workspace)


if __name__ == "__main__":
    sys.exit(main())
