"""The samples that lie beside the program are what the program makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from pia_tui.store import Store
from pia_tui.usecases.demo import add_demo
from pia_tui.usecases.export import export_document
from pia_tui.workspace import Workspace

SAMPLES = Path(__file__).parents[2] / "exports" / "samples"


def pages(file: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(file).pages]


@pytest.mark.long
@pytest.mark.parametrize(("number", "name"), [(1, "kiso"), (2, "juten"), (3, "zenkoumoku")])
def test_samples_are_up_to_date(tmp_path: Path, number: int, name: str) -> None:
    with Store.open(Workspace(tmp_path / "office").prepare()) as store:
        add_demo(store)
        made = export_document(store, number, "pdf")
    assert pages(made) == pages(SAMPLES / f"{name}.pdf"), "run .ci/samples"
