"""The PDF export beside other engines, on the same document, in one run. By hand; the others are no dependencies.

    python tests/benchmarks/pdf.py [--repeats 5] [--engines pia,typst,…] [--sizes large,small,FILE]

FILE is the text of a published 評価書 to be printed instead of generated text.

Every figure is of a fresh process from start to the file on disk (cold), engines in turn, medians; `warm` is the third
and later renderings of new text in one process. For every engine Python's bytecode is ready, as for any installed
program, and the garbage collector is kept quiet, as `pia_tui.cli` keeps it. Read the ratios, not the seconds. The peers
draw the same cells with the same widths, tints and texts, in Noto Sans CJK JP where they can, else in IPAexGothic; calc
converts a workbook that was made before.

Install the wheel, as users do: an editable installation reads its forms from YAML. Take the Python of a distribution or
of python.org; one built without profile-guided optimization (pyenv's default) makes pia a fifth slower, Typst not.
"""

from __future__ import annotations

# What a child process does not need is imported where it is used: its start is part of the figures.
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
TRUETYPE = Path("/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf")
SIZES: dict[str, dict[str, Any]] = {
    "large": {"form_id": "zenkoumoku_h30", "files": 2, "blocks": 5, "changes": 24, "longest": 380},
    "small": {"form_id": "juten_h30", "files": 1, "blocks": 1, "changes": 3, "longest": 60},
}
Table = dict[str, Any]
"""What the peers draw: `landscape`, `widths` of columns in points, `rows` of [span, fill, heading level, text, parts].

`parts` stand side by side in the cell: [width, lines], a line being a paragraph or the texts of its columns. Typst,
the nearest peer, draws them so, and justifies as we do; the others get the text alone, which is easier."""


def generator() -> Any:
    """The generator that the tests use."""
    import importlib.util

    path = HERE.parents[1] / "export_pdf" / "worst_case.py"
    spec = importlib.util.spec_from_file_location("worst_case", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_document(size: str, seed: int) -> Any:
    """A generated document, or what the text of a published 評価書 (a file's name instead of a size) is read as."""
    if size not in SIZES:
        from pia_tui.ingest.text import read_text

        read = read_text(Path(size).read_text("utf-8"))
        state = {
            key: f"{value}{seed}" if isinstance(value, str) and len(value) > 40 else value
            for key, value in read.state.items()
        }
        return made_of(read.form_id, state)
    return generator().filled(**SIZES[size], seed=seed, unlike=True)


def made_of(form_id: str, state: Any) -> Any:
    from pia_tui.assessment import Assessment
    from pia_tui.forms import load_form

    return Assessment(load_form(form_id), state)


def tables_of(document: Any) -> list[Table]:
    """The sections as pia-tui lays them out, row by row: same cells, same widths, same tints, same texts."""
    from pia_tui.export.pdf import PdfOptions
    from pia_tui.export.pdf.footer import Furniture
    from pia_tui.export.pdf.layout import _LayoutBuilder
    from pia_tui.export.pdf.render import typography

    tables: list[Table] = []
    builder = _LayoutBuilder(document, {}, typography(PdfOptions()))
    place = builder.flow.place

    def keep(rows: Any) -> None:
        tables.append(_table(rows, builder.flow.page.size[0] > 600))
        place(rows)

    builder.flow.place = keep  # type: ignore[method-assign]
    builder.build(Furniture())
    return tables


def _table(rows: Any, landscape: bool) -> Table:
    from itertools import pairwise

    placed = []
    for row in rows:
        cells = [(side.x, side.width, side.fill, 0, [side.lines if side.tag else ()]) for side in row.sides]
        for cell in row.cells:
            kind = cell.tag.kind if cell.tag else ""
            level = int(kind[1]) if kind in ("H1", "H2", "H3", "H4") else 0
            cells.append((cell.x, cell.width, cell.fill, level, [part.lines for part in cell.parts]))
        placed.append(sorted(cells, key=lambda cell: cell[0]))
    edges = sorted({round(e, 1) for cells in placed for c in cells for e in (c[0], c[0] + c[1])})
    made = []
    for cells in placed:
        line, at = [], 0
        for x, width, fill, level, parts in cells:
            start, end = edges.index(round(x, 1)), edges.index(round(x + width, 1))
            if start > at:
                line.append([start - at, None, 0, "", []])
            if start >= at:
                text = "\n".join(_text(lines) for lines in parts)
                made_parts = [[width / len(parts), _lines(lines)] for lines in parts]
                line.append([end - start, _colour(fill), level, text, made_parts])
                at = end
        if at < len(edges) - 1:
            line.append([len(edges) - 1 - at, None, 0, "", []])
        made.append(line)
    widths = [after - before for before, after in pairwise(edges)]
    return {"landscape": landscape, "widths": widths, "rows": made}


def _colour(fill: Any) -> str | None:
    return "#" + "".join(f"{round(255 * part):02x}" for part in fill) if fill else None


def _lines(lines: Any) -> list[str | list[str]]:
    """Paragraphs, and the columns of lines that have some."""
    made: list[str | list[str]] = []
    waiting = ""
    for line in lines:
        if len(line.runs) > 1:
            made.append([run.text for run in line.runs])
            continue
        waiting += "".join(run.text for run in line.runs)
        if not line.goes_on:
            made.append(waiting)
            waiting = ""
    return [*made, waiting] if waiting else made


def _text(lines: Any) -> str:
    text = ""
    for line in lines:
        text += " ".join(run.text for run in line.runs) + ("" if line.goes_on else "\n")
    return text.rstrip("\n")


# -- the engines: each gets the tables and a file to write -------------------------------------------------------------


def noto() -> Path:
    import noto_cjk_sans_jp_regular as package

    return Path(str(package.FONT_PATH))


def typst_engine(tables: list[Table], out: Path) -> None:
    import typst

    data = out.with_suffix(".json")
    data.write_text(json.dumps(tables), "utf-8")
    source = out.with_suffix(".typ")
    source.write_text(
        '#set page(paper: "a4", margin: 15mm,'
        ' footer: context align(center, counter(page).display("1/1", both: true)))\n'
        '#set text(font: "Noto Sans CJK JP", size: 9.5pt, lang: "ja")\n'
        "#set text(top-edge: 0.88em, bottom-edge: -0.12em)\n#set par(leading: 4.75pt, spacing: 4.75pt, justify: true)\n"
        '#show heading: set text(size: 10.5pt)\n#set document(title: "評価書")\n'
        f'#let tables = json("{data.name}")\n'
        "#let tint(name) = if name == none { none } else { rgb(name) }\n"
        "#let line(of) = if type(of) == str { par(text(of)) } else { grid(columns: of.map(t => auto), gutter: 7pt,"
        " ..of.map(text)) }\n"
        "#let part(of) = of.at(1).map(line).join()\n"
        "#let shown(cell) = table.cell(colspan: cell.at(0), fill: tint(cell.at(1)),\n"
        "  if cell.at(2) > 0 { heading(level: cell.at(2), cell.at(3)) }"
        " else if cell.at(4).len() == 1 { part(cell.at(4).first()) }"
        " else { grid(columns: cell.at(4).map(p => 1fr), ..cell.at(4).map(part)) })\n"
        "#for each in tables {\n"
        "  set page(flipped: each.landscape)\n"
        "  table(columns: each.widths.map(w => w * 1pt), stroke: 0.5pt, inset: (x: 4.5pt, y: 3.5pt),"
        " ..each.rows.join().map(shown))\n}\n",
        "utf-8",
    )
    out.write_bytes(typst.compile(str(source), font_paths=[str(noto().parent)]))


def weasyprint_engine(tables: list[Table], out: Path) -> None:
    from html import escape

    from weasyprint import HTML

    style = (
        f"@font-face{{font-family:N;src:url(file://{noto()})}}@page{{size:A4;margin:15mm;"
        "@bottom-center{content:counter(page) '/' counter(pages)}}@page wide{size:A4 landscape}.wide{page:wide}"
        "body{font:9.5pt/1.5 N}table{border-collapse:collapse;table-layout:fixed}"
        "td{border:.5pt solid;padding:3.5pt 4.5pt;white-space:pre-wrap}h1,h2,h3,h4{font-size:10.5pt;margin:0}"
    )
    body = []
    for table in tables:
        columns = "".join(f"<col style='width:{width}pt'>" for width in table["widths"])
        body.append(f"<table class={'wide' if table['landscape'] else 'tall'}>{columns}")
        for row in table["rows"]:
            cells = []
            for span, fill, level, text, _ in row:
                inner = f"<h{level}>{escape(text)}</h{level}>" if level else escape(text)
                tint = f" style='background:{fill}'" if fill else ""
                cells.append(f"<td colspan={span}{tint}>{inner}</td>")
            body.append(f"<tr>{''.join(cells)}</tr>")
        body.append("</table>")
    HTML(string=f"<html lang=ja><title>評価書</title><style>{style}</style>{''.join(body)}").write_pdf(out)


def fpdf2_engine(tables: list[Table], out: Path) -> None:
    from fpdf import FPDF
    from fpdf.fonts import FontFace

    pdf = FPDF(format="A4", unit="pt")
    pdf.set_margin(42)
    pdf.add_font("J", fname=str(TRUETYPE if TRUETYPE.exists() else noto()))
    pdf.set_font("J", size=9.5)
    for each in tables:
        pdf.add_page(orientation="landscape" if each["landscape"] else "portrait")
        with pdf.table(
            col_widths=each["widths"], width=sum(each["widths"]), first_row_as_headings=False, line_height=14,
            wrapmode="CHAR", align="LEFT",
        ) as table:  # fmt: skip
            for line in each["rows"]:
                row = table.row()
                for span, fill, _, text, _ in line:
                    row.cell(text, colspan=span, style=FontFace(fill_color=fill) if fill else None)
    pdf.output(str(out))


def platypus_engine(tables: list[Table], out: Path) -> None:
    from xml.sax.saxutils import escape

    from reportlab.lib.colors import HexColor
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import (
        BaseDocTemplate,
        Frame,
        LongTable,
        NextPageTemplate,
        PageBreak,
        PageTemplate,
        Paragraph,
        TableStyle,
    )

    pdfmetrics.registerFont(TTFont("J", str(TRUETYPE)))
    style = ParagraphStyle("j", fontName="J", fontSize=9.5, leading=14.25, wordWrap="CJK")
    story: list[Any] = []
    for each in tables:
        cells: list[list[Any]] = []
        looks: list[tuple[Any, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))]
        for at, line in enumerate(each["rows"]):
            row: list[Any] = []
            for span, fill, _, text, _ in line:
                here = (len(row), at)
                row += [Paragraph(escape(text).replace("\n", "<br/>"), style), *[""] * (span - 1)]
                looks.append(("SPAN", here, (len(row) - 1, at)))
                if fill:
                    looks.append(("BACKGROUND", here, (len(row) - 1, at), HexColor(fill)))
            cells.append(row)
        table = LongTable(cells, colWidths=each["widths"], splitInRow=1)
        table.setStyle(TableStyle(looks))
        story += [NextPageTemplate("wide" if each["landscape"] else "tall"), PageBreak(), table]
    pages = []
    for name, size in (("tall", A4), ("wide", landscape(A4))):
        frame = Frame(36, 36, size[0] - 72, size[1] - 72)
        pages.append(PageTemplate(name, [frame], pagesize=size))
    BaseDocTemplate(str(out), pageTemplates=pages).build(story)


def calc_engine(tables: list[Table], out: Path) -> None:
    """LibreOffice Calc: the conversion of a workbook that was made before the clock started."""
    import subprocess

    book = out.with_suffix(".xlsx")
    profile = f"-env:UserInstallation=file://{out.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", str(book), "--outdir", str(out.parent)]
    subprocess.run(command, check=True, capture_output=True)


def make_workbook(tables: list[Table], out: Path) -> None:
    """One sheet a table, merged cells as on the form, rows as tall as their text needs."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    side = Side(style="thin")
    border = Border(side, side, side, side)
    for table in tables:
        sheet = book.create_sheet()
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = "landscape" if table["landscape"] else "portrait"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToHeight = 0
        for at, width in enumerate(table["widths"], start=1):
            sheet.column_dimensions[get_column_letter(at)].width = width / 5.6
        for at, line in enumerate(table["rows"], start=1):
            column, height = 1, 18.0
            for span, fill, _, text, _ in line:
                cell = sheet.cell(at, column, text)
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="center")
                cell.border = border
                cell.font = Font(name="Noto Sans CJK JP", size=9.5)
                if fill:
                    cell.fill = PatternFill("solid", fgColor=fill[1:])
                if span > 1:
                    sheet.merge_cells(start_row=at, start_column=column, end_row=at, end_column=column + span - 1)
                room = sum(table["widths"][column - 1 : column - 1 + span]) / 9.5
                height = max(height, 14.5 * sum(1 + int(len(part) // max(1, room)) for part in text.split("\n")) + 6)
                column += span
            sheet.row_dimensions[at].height = min(height, 409)
    book.save(out)


ENGINES: dict[str, Callable[[list[Table], Path], None] | None] = {
    "pia": None,
    "typst": typst_engine,
    "platypus": platypus_engine,
    "calc": calc_engine,
    "fpdf2": fpdf2_engine,
    "weasyprint": weasyprint_engine,
}


# -- one rendering in this process -------------------------------------------------------------------------------------


def render_once(engine: str, folder: Path, number: int) -> None:
    out = folder / f"{engine}.pdf"
    if engine == "pia":
        from pia_tui.export.pdf import render

        kept = json.loads((folder / f"state{number}.json").read_text("utf-8"))
        state = {key: tuple(value) if isinstance(value, list) else value for key, value in kept["state"].items()}
        out.write_bytes(render(made_of(kept["form"], state)))
        return
    draw = ENGINES[engine]
    assert draw is not None
    draw(json.loads((folder / f"tables{number}.json").read_text("utf-8")), out)


def child(engine: str, folder: Path, count: int) -> None:
    """Render once, or many times in one process; the figures go to a file beside the PDF."""
    import gc

    gc.set_threshold(20_000)
    times = []
    for number in range(count):
        start = time.perf_counter()
        render_once(engine, folder, number)
        times.append(time.perf_counter() - start)
    (folder / f"{engine}.figures").write_text(json.dumps([times, peak_megabytes()]), "utf-8")
    gc.freeze()


def peak_megabytes() -> float:
    """The most memory this process held, or a child of it. (ru_maxrss of a process counts what its parent held.)"""
    import resource

    own = 0.0
    status = Path("/proc/self/status")
    if status.exists():
        own = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


# -- the run -----------------------------------------------------------------------------------------------------------


def prepare(folder: Path, size: str, variants: int) -> int:
    characters = 0
    for number in range(variants):
        document = make_document(size, seed=number + 1)
        tables = tables_of(document)
        (folder / f"tables{number}.json").write_text(json.dumps(tables), "utf-8")
        state = {"form": document.form.id, "state": dict(document.state)}
        (folder / f"state{number}.json").write_text(json.dumps(state), "utf-8")
        if number == 0:
            characters = sum(len(str(value)) for value in document.state.values())
            make_workbook(tables, folder / "calc.xlsx")
    return characters


def run_child(engine: str, folder: Path, count: int) -> tuple[float, float, list[float], float]:
    """Seconds and processor seconds of a fresh process, the times of its renderings, and megabytes at its peak."""
    import subprocess

    def spent() -> float:
        times = os.times()
        return times.children_user + times.children_system

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    command = [sys.executable, str(HERE), "--child", engine, str(folder), str(count)]
    start, before = time.perf_counter(), spent()
    done = subprocess.run(command, check=False, env=environment)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{engine} failed")
    times, memory = json.loads((folder / f"{engine}.figures").read_text("utf-8"))
    return seconds, spent() - before, times, memory


def pages_of(file: Path) -> int:
    from pypdf import PdfReader

    return len(PdfReader(file).pages)


def run(engines: list[str], size: str, repeats: int, warm_count: int) -> None:
    import statistics
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        characters = prepare(folder, size, warm_count)
        results: dict[str, list[tuple[float, float, float]]] = {engine: [] for engine in engines}
        for number in range(repeats + 1):
            for engine in list(results):
                try:
                    seconds, processor, _, memory = run_child(engine, folder, 1)
                    if number:  # the first run is the one that makes the bytecode
                        results[engine].append((seconds, processor, memory))
                except (RuntimeError, OSError) as error:
                    print(f"{engine}: {error}", file=sys.stderr)
                    del results[engine]
        warms = {
            engine: statistics.median(run_child(engine, folder, warm_count)[2][2:])
            for engine in ("pia", "typst")
            if engine in results and warm_count > 2
        }
        medians = {
            engine: [statistics.median(column) for column in zip(*measured, strict=True)]
            for engine, measured in results.items()
        }
        base = medians["pia"]
        print(f"\n{size}: {characters:,} characters, {repeats} runs each, {os.cpu_count()} cores, Python {sys.version}")
        print("| engine | cold s | ratio | cold CPU s | ratio | warm s | ratio | peak MB | KB | pages |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
        for engine, (seconds, processor, memory) in medians.items():
            file = folder / f"{engine}.pdf"
            warm = f"{warms[engine]:.3f} | {warms[engine] / warms['pia']:.2f}" if engine in warms else "|"
            print(
                f"| {engine} | {seconds:.2f} | {seconds / base[0]:.2f} | {processor:.2f} | {processor / base[1]:.2f}"
                f" | {warm} | {memory:.0f} | {file.stat().st_size / 1024:.0f} | {pages_of(file)} |"
            )


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
        return
    import argparse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--warm", type=int, default=8, help="renderings in one process; 0 leaves them out")
    given = parser.parse_args()
    for size in given.sizes.split(","):
        # The others are told beside ours.
        run(list(dict.fromkeys(["pia", *given.engines.split(",")])), size, given.repeats, max(given.warm, 1))


if __name__ == "__main__":
    main()
