"""Three complete 評価書 of an invented city, so that a new user sees what a good one looks like."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from pia_tui.assessment import Assessment
from pia_tui.datafile import DataLines
from pia_tui.errors import PiaError
from pia_tui.forms import Value, load_form
from pia_tui.rules.facts import Facts

__all__ = ["DemoDocument", "DemoDrawing", "demo_documents"]

_NAMES = ("kiso", "juten", "zenkoumoku")
"""The files of this folder, lightest form first."""


@dataclass(frozen=True, slots=True)
class DemoDrawing:
    """A drawing that a demo document shows: its file name, its bytes (PNG), and what it shows in words."""

    name: str
    data: bytes
    alt: str

    @property
    def id(self) -> str:
        """The id under which the store keeps these bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """A finished 評価書 with the facts of its しきい値判断; keep `drawings` before `state`, which names them by id."""

    form_id: str
    facts: Facts
    state: Mapping[str, Value]
    drawings: tuple[DemoDrawing, ...] = ()

    @property
    def assessment(self) -> Assessment:
        """The document, ready to be read or edited."""
        return Assessment.of(self.state)

    @property
    def name(self) -> str:
        """評価書名."""
        return self.assessment.name


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One data file: answers by path, drawings by file name with their description."""

    form: str
    judgement: Facts
    answers: dict[str, str | int | bool | list[str]]
    drawings: dict[str, str] = {}


@cache
def demo_documents() -> tuple[DemoDocument, ...]:
    """The demo documents: 基礎, 重点, 全項目.

    Raises BrokenData with file and line for an answer that does not fit its form.
    """
    return tuple(_read(name) for name in _NAMES)


def _read(name: str) -> DemoDocument:
    folder = Path(__file__).parent
    source = DataLines(folder / f"{name}.yaml")
    held = source.convert(_File)
    drawings = {
        file: DemoDrawing(file, (folder / file).read_bytes(), description)
        for file, description in held.drawings.items()
    }
    form = load_form(held.form)
    document = Assessment.new(form, str(held.answers.get(form.roles["task_name"], "")))
    for path, answer in held.answers.items():
        try:
            if isinstance(answer, list):
                answer = [drawings[each].id if each in drawings else each for each in answer]
            document.apply(document.change(path, answer))
        except PiaError as error:
            raise source.broken([(f"$.answers.{path}", str(error))]) from error
    return DemoDocument(form.id, held.judgement, MappingProxyType(dict(document.state)), tuple(drawings.values()))
