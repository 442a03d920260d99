"""Reads data/threshold.yaml, and refuses a table that contradicts itself."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pia_tui import datafile
from pia_tui.rules.threshold_table import Band, Rules, label_bounds


@cache
def rules() -> Rules:
    """The decision table that comes with the program. Raises datafile.BrokenData if the file is broken."""
    return load_rules(Path(__file__).parent / "data" / "threshold.yaml")


def load_rules(file: Path) -> Rules:
    """A decision table from a file. Raises datafile.BrokenData with the line of what is wrong."""
    return datafile.load(file, Rules, _check)


_SENTENCE_VALUES: Mapping[str, frozenset[str]] = {
    "reason": frozenset({"subjects", "handlers", "incident", "clause", "text"}),
    "reason_row_only": frozenset({"subjects", "handlers", "incident", "clause", "text"}),
    "count_in_band": frozenset({"count", "band"}),
    "band_only": frozenset({"band"}),
    "rests_on_band": frozenset({"terms"}),
    **{
        f"{number}_{way}_band": frozenset({"band", "text"})
        for number in ("subjects", "handlers")
        for way in ("up", "down")
    },
    "reason_exempt": frozenset({"kinds", "subjects", "handlers", "incident", "clause", "text"}),
    **{
        name: frozenset()
        for name in ("step_files", "step_files_exempt", "step_files_in_scope", "step_band", "step_result")
    },
    "people": frozenset({"count"}),
    **{
        f"{number}_{way}": frozenset({"by", "to", "text"})
        for number in ("subjects", "handlers")
        for way in ("up", "down")
    },
    **{f"{number}_{way}_same": frozenset() for number in ("subjects", "handlers") for way in ("up", "down")},
    **{name: frozenset({"text"}) for name in ("incident_happens", "incident_passes", "scope_widens")},
    **{f"{name}_same": frozenset() for name in ("incident_happens", "incident_passes", "scope_widens")},
    **{name: frozenset() for name in ("required", "voluntary", "nothing")},
    "local": frozenset({"label"}),
}
_FINDING_VALUES: Mapping[str, frozenset[str]] = {
    "handlers_band_high": frozenset({"handlers", "handlers_band", "label", "value"}),
    "handlers_band_over": frozenset({"handlers", "label", "value"}),
    "subjects_band_over": frozenset({"subjects", "label", "value"}),
    "band_differs": frozenset({"label", "value", "count"}),
    "form_too_low": frozenset({"text", "form"}),
    **{f"{number}_date_future": frozenset({"date"}) for number in ("subjects", "handlers")},
    **{f"{number}_date_old": frozenset({"date", "months"}) for number in ("subjects", "handlers")},
    **{f"{number}_date_missing": frozenset() for number in ("subjects", "handlers")},
    "no_handlers": frozenset(),
    "no_subjects": frozenset(),
    "swapped": frozenset({"handlers", "subjects"}),
}


def _check(value: Rules, source: datafile.DataLines) -> None:
    problems = [
        *_bands_problems("rows", value.rows),
        *_bands_problems("handlers", value.handlers),
        *_table_problems(value),
        *_result_problems(value),
        *_clause_problems(value),
        *_text_problems("sentences", value.sentences, _SENTENCE_VALUES),
        *_text_problems("findings", {finding.id: finding.text for finding in value.findings}, _FINDING_VALUES),
        *_twice_problems("clauses", [clause.id for clause in value.clauses]),
        *_twice_problems("findings", [finding.id for finding in value.findings]),
        *_twice_problems("exempt_kinds", [kind.id for kind in value.exempt_kinds]),
    ]
    if problems:
        raise source.broken(problems)


def _bands_problems(name: str, bands: tuple[Band, ...]) -> Iterable[tuple[str, str]]:
    if not bands or bands[0].lower != 0:
        yield f"$.{name}", "最初の区分は 0 から始めてください"
    for i, band in enumerate(bands):
        upper = bands[i + 1].lower if i + 1 < len(bands) else None
        if upper is not None and upper <= band.lower:
            yield f"$.{name}[{i + 1}].lower", "区分の下限は前の区分より大きくしてください"
        if label_bounds(band.label) != (band.lower, upper):
            yield f"$.{name}[{i}].label", f"「{band.label}」が下限 {band.lower} と次の区分の下限に合いません"


def _table_problems(value: Rules) -> Iterable[tuple[str, str]]:
    if [level.id for level in value.levels] != ["none", "kiso", "juten", "zenkoumoku"]:
        yield "$.levels", "none, kiso, juten, zenkoumoku をこの順に書いてください"
        return
    if len(value.cells) != len(value.rows):
        yield "$.cells", f"表の行が {len(value.rows)} 行ではありません"
        return
    for i, row in enumerate(value.cells):
        if len(row) != len(value.columns):
            yield f"$.cells[{i}]", f"表の列が {len(value.columns)} 列ではありません"
            return
    ranks = [[value.rank(cell.level) for cell in row] for row in value.cells]
    for i, row_ranks in enumerate(ranks):
        if row_ranks != sorted(row_ranks):
            yield f"$.cells[{i}]", "右の列の結果が左より軽くなっています"
        if i and any(now < before for now, before in zip(row_ranks, ranks[i - 1], strict=True)):
            yield f"$.cells[{i}]", "人数の多い行の結果が上の行より軽くなっています"
    for i, band in enumerate(value.handlers):
        for incident, name in ((False, "column_without_incident"), (True, "column_with_incident")):
            if not 0 <= band.column(incident) < len(value.columns):
                yield f"$.handlers[{i}].{name}", "その番号の列がありません"


def _result_problems(value: Rules) -> Iterable[tuple[str, str]]:
    for form in ("kiso", "juten", "zenkoumoku"):
        if form not in value.results:
            yield "$.results", f"{form} がありません"
    for level in value.levels:
        if level.forms and level.id not in value.submitted_forms:
            yield "$.submitted_forms", f"{level.id} の記載がありません"
        if level.id not in value.results.get("kiso", {}):
            yield "$.results.kiso", f"{level.id} の記載がありません"


def _clause_problems(value: Rules) -> Iterable[tuple[str, str]]:
    known = {clause.id: clause for clause in value.clauses}
    defined = (("subjects", value.definitions.subjects), ("handlers", value.definitions.handlers))
    users: list[tuple[str, tuple[str, ...]]] = [
        *((f"$.cells[{i}][{j}].clauses", c.clauses) for i, row in enumerate(value.cells) for j, c in enumerate(row)),
        *((f"$.exempt_kinds[{i}].clauses", kind.clauses) for i, kind in enumerate(value.exempt_kinds)),
        *((f"$.definitions.{name}.clauses", item.clauses) for name, item in defined),
        ("$.definitions.incident.clauses", value.definitions.incident.clauses),
    ]
    for address, names in users:
        for name in names:
            if name not in known:
                yield address, f"根拠「{name}」が clauses にありません"
        if not names:
            yield address, "根拠が一つもありません"


def _twice_problems(name: str, ids: list[str]) -> Iterable[tuple[str, str]]:
    for i, given in enumerate(ids):
        if given in ids[:i]:
            yield f"$.{name}[{i}].id", f"「{given}」が二度書かれています"


def _names_problems(name: str, given: Mapping[str, Any], wanted: Iterable[str]) -> Iterable[tuple[str, str]]:
    for missing in sorted(set(wanted) - set(given)):
        yield f"$.{name}", f"「{missing}」がありません"
    for unknown in sorted(set(given) - set(wanted)):
        yield f"$.{name}.{unknown}", f"「{unknown}」という項目は使いません"


def _text_problems(
    name: str, texts: Mapping[str, str], known: Mapping[str, frozenset[str]]
) -> Iterable[tuple[str, str]]:
    yield from _names_problems(name, texts, known)
    for key, text in texts.items():
        try:
            used = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
        except ValueError:
            yield f"$.{name}.{key}", "{ } の対応がとれていません"
            continue
        for field in sorted(used - known.get(key, used)):
            yield f"$.{name}.{key}", f"{{{field}}} はこの文では使えません"
