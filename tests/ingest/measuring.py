"""How well every kind of file is read: recall, wrong answers, the doubts on them, processor time; one table.

    python tests/ingest/measuring.py [--kinds clean,torn,…] [--prints FOLDER] [--details KIND]

Documents are made by chance or are the demo's; published ones are measured where PIA_TUI_CORPUS names their folder.
Prints by LibreOffice are kept in FOLDER, so that they are made once; without `soffice` or `pdftotext` these kinds are
left out. `flagged` is the share of wrong answers that carry a doubt, `in vain` that of right ones that carry one.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import csv_dialects
import dialects
import extraction_dialects
import page_dialects
from comparing import Compared, compared
from made_documents import make_document, sentence
from openpyxl import load_workbook
from workbooks import HELD_OUT, LOOKS, workbook

from pia_tui.assessment import Assessment
from pia_tui.demo import demo_documents
from pia_tui.errors import PiaError
from pia_tui.forms.model import Item

FORMS = ("juten_h30", "zenkoumoku_h30", "kiso_r6")
EVERY = ("clean", "page", "torn", *(f"csv {way}" for way in csv_dialects.WAYS))
"""Kinds that print items too that do not apply."""
Case = tuple[Assessment, Callable[[], bytes]]
Skip = Callable[[Item], bool]


def no_tables(item: Item) -> bool:
    """The tables that a dialect does not print."""
    return item.role.startswith("change_") or item.id.startswith("besshi")


def no_annexes(item: Item) -> bool:
    return item.id.startswith("besshi")


def texts(
    renderer: Callable[..., str], seeds: int, density: float = 0.8, first: int = 0, **options: object
) -> Iterator[Case]:
    """Documents made by chance in a dialect."""
    for seed in range(first, first + seeds):
        for form_id in FORMS:
            rng = random.Random(seed)
            document = make_document(form_id, rng, density)
            yield document, partial(str.encode, renderer(document, rng, **options))


def demos() -> list[Assessment]:
    return [each.assessment for each in demo_documents()]


def books(name: str) -> Iterator[Case]:
    """Workbooks of the demo's documents and of two made by chance."""
    made = [make_document(form_id, random.Random(number), 0.6) for number, form_id in enumerate(FORMS[::2])]
    for number, document in enumerate([*demos(), *made]):
        yield document, partial(workbook, document, LOOKS[name], random.Random(number))


def sheets_as_csv(data: bytes) -> bytes:
    """A workbook's sheets as Excel saves them as CSV, one under the other."""
    out = io.StringIO()
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        if sheet.sheet_state == "visible":
            csv.writer(out).writerows([[shown(cell) for cell in row] for row in sheet.values])
    return out.getvalue().encode("cp932", "replace")


def shown(cell: object) -> object:
    """A cell as Excel writes it."""
    return f"{cell:%Y/%-m/%-d}" if isinstance(cell, datetime) else "" if cell is None else cell


def as_csv(name: str) -> Iterator[Case]:
    for number, document in enumerate(demos()):
        yield document, partial(sheets_as_csv, workbook(document, LOOKS[name], random.Random(number)))


def own_print() -> Iterator[Case]:
    from pia_tui.export.pdf import render

    for document in demos():
        yield document, partial(render, document)


def printed(document: Assessment, name: str, number: int, folder: Path) -> bytes:
    """A workbook as LibreOffice prints it, or the program's own print."""
    if name == "own":
        from pia_tui.export.pdf import render

        return render(document)
    file = folder / f"{name}{number}.pdf"
    if not file.exists():
        source = file.with_suffix(".xlsx")
        look = (LOOKS | HELD_OUT)[name]
        source.write_bytes(workbook(document, look, random.Random(number), ruled=True))
        own = f"-env:UserInstallation={(folder / 'office').resolve().as_uri()}"
        command = ["soffice", "--headless", own, "--convert-to", "pdf", "--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
    return file.read_bytes()


def prints(name: str, folder: Path) -> Iterator[Case]:
    for number, document in enumerate(demos()):
        yield document, partial(printed, document, name, number, folder)


def strangers() -> list[Assessment]:
    """Documents made by chance that nothing is fitted on: some sentences are long."""
    found = []
    for number, form_id in enumerate(FORMS, start=100):
        rng = random.Random(number)
        texts = ["".join(sentence(rng) for _ in range(rng.randint(2, 9))) for _ in range(12)]
        found.append(make_document(form_id, rng, 0.75, texts))
    return found


def copied(name: str, way: str, folder: Path) -> Iterator[Case]:
    """The text of prints as a program copies it out of them; of the looks held out, of documents held out."""
    for number, document in enumerate(strangers() if name in HELD_OUT else demos()):
        file = folder / f"{name}{number} {way}.txt"
        if not file.exists():
            file.write_text(extraction_dialects.ways()[way](printed(document, name, number, folder)), "utf-8")
        yield document, file.read_bytes


def kinds(folder: Path) -> dict[str, tuple[Callable[[], Iterator[Case]], Skip | None]]:
    """All kinds by name, each with its documents and the items that are not printed in it."""
    found: dict[str, tuple[Callable[[], Iterator[Case]], Skip | None]] = {}
    for name in ("tabbed", "html", "markdown", "flowing"):
        skip = {"tabbed": None, "flowing": no_tables}.get(name, no_annexes)
        found[f"clean {name}"] = partial(texts, getattr(dialects, name), 2), skip
    for gap in (1, 3):
        found[f"page beside {gap}"] = partial(texts, page_dialects.side_by_side, 2, gap=gap), no_tables
    found["page flat"] = partial(texts, page_dialects.flat, 2), no_tables
    for disorder in (0.7, 2.0):
        found[f"torn {disorder}"] = partial(texts, dialects.torn, 2, disorder=disorder), no_tables
    for name in LOOKS:
        found[f"excel {name}"] = partial(books, name), None
    for name in LOOKS:
        found[f"csv {name}"] = partial(as_csv, name), None
    for way in csv_dialects.WAYS:
        found[f"csv {way}"] = partial(texts, csv_dialects.as_csv, 2, way=way), no_tables
    found["pdf own"] = own_print, None
    names = ["own"]
    if shutil.which("soffice"):
        names += ["official", "retyped"]
        for name in names[1:]:
            found[f"pdf {name}"] = partial(prints, name, folder), None
    for way in extraction_dialects.ways():
        held = "" if way in extraction_dialects.FITTED else "held out: "
        for name in names:
            found[f"{held}copied {name} {way}"] = partial(copied, name, way, folder), None
        for name in HELD_OUT if shutil.which("soffice") else ():
            found[f"held out: copied {name} {way}"] = partial(copied, name, way, folder), None
    for disorder in (0.4, 1.3):
        renderer = partial(dialects.torn, disorder=disorder)
        found[f"held out: torn {disorder}"] = partial(texts, renderer, 2, first=50), no_tables
    return found


def read(document: Assessment, data: bytes, skip: Skip | None, every: bool, found: Compared) -> bool:
    """Add what came of a file; False where it was refused."""
    from pia_tui.ingest import read_file

    try:
        got = read_file(data)
    except PiaError:
        found.add(compared(document, document.form.id, {}, frozenset(), skip, every))
        return False
    doubted = frozenset(doubt.path for doubt in got.report.doubtful) if got.report else frozenset()
    state = got.state if got.form_id == document.form.id else {}
    found.add(compared(document, document.form.id, state, doubted, skip, every))
    return True


def seed(name: str) -> tuple[Compared, float] | None:
    """A published document against its truth made by hand."""
    from _pytest.outcomes import Skipped
    from truth_tables import measure, seed_text, truth

    from pia_tui.ingest.text import read_text

    try:
        text = seed_text(name)
    except Skipped:
        return None
    start = time.process_time()
    got = read_text(text)
    spent = time.process_time() - start
    measured = measure(truth(name)["items"], got.form_id, got.state)
    doubted = {doubt.path for doubt in got.report.doubtful}
    found = Compared(measured.right, [(path, "", None) for path in measured.missing])
    found.wrong = [(path, "", "") for path in measured.wrong]
    found.flagged = sum(path in doubted for path in measured.wrong)
    wrong, missing = set(measured.wrong), set(measured.missing)
    rights = {item["path"] for item in truth(name)["items"]} - wrong - missing
    found.flagged_right = sum(path in doubted for path in rights)
    return found, spent


def line(name: str, found: Compared, spent: float, refused: int) -> str:
    share = f"{found.flagged / len(found.wrong):.0%}" if found.wrong else ""
    return (
        f"| {name} | {found.recall:.1%} | {found.wrong_share:.2%} | {len(found.wrong)} | {share} | "
        f"{found.flagged_right / max(1, found.right):.2%} | {found.right} | {refused or ''} | {spent:.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", default="", help="beginnings of the kinds' names, with commas between")
    parser.add_argument("--prints", type=Path, help="where prints are kept")
    parser.add_argument("--details", action="store_true", help="tell what is wrong")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.prints or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        wanted = tuple(given.kinds.split(","))
        print("| kind | recall | wrong | wrong answers | flagged | in vain | right | refused | CPU s |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
        for kind, (cases, skip) in kinds(folder).items():
            if not kind.startswith(wanted):
                continue
            found, spent, refused = Compared(), 0.0, 0
            for document, made in cases():
                data = made()
                start = time.process_time()
                refused += not read(document, data, skip, kind.removeprefix("held out: ").startswith(EVERY), found)
                spent += time.process_time() - start
            print(line(kind, found, spent, refused), flush=True)
            for path, want, got in found.wrong if given.details else ():
                print(f"    {path}: {str(want)[:60]!r} {str(got)[:60]!r}")
        for number in ("000", "001", "002"):
            if f"seed {number}".startswith(wanted) and (measured := seed(number)):
                print(line(f"seed {number}", *measured, 0), flush=True)
                for path, _, _ in measured[0].wrong if given.details else ():
                    print(f"    {path}")


if __name__ == "__main__":
    main()
