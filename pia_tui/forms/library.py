"""The form versions at hand: definition files, and the texts that documents were written on and that a store keeps.

A file in a folder of the user's stands for the one of the same name that comes with the program. A broken file is left
out and named (`broken_forms`); the next one of that name, or the text that a store keeps, takes its place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from pia_tui.datafile import BrokenData, DataLines
from pia_tui.errors import PiaError
from pia_tui.forms.loader import form_of, read_form
from pia_tui.forms.model import Form, Item, Section
from pia_tui.forms.wareki import to_wareki

NOTHING = "何も変更していません。"


class UnknownForm(PiaError):
    """No form version goes by that name, or none of that level is in force."""


class FormText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text of a definition, as a document was written on it. `sha256` (hex) is that of `text` in UTF-8."""

    id: Annotated[str, Meta(pattern="^[A-Za-z][A-Za-z0-9_]*$")]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    text: str

    @classmethod
    def of(cls, form_id: str, text: str) -> FormText:
        """The text with its sum."""
        return cls(id=form_id, sha256=hashlib.sha256(text.encode()).hexdigest(), text=text)


_folders: list[Path] = [Path(__file__).parent / "data"]
_kept: dict[str, dict[str, FormText]] = {}


def add_folder(folder: Path) -> None:
    """Read definitions from `folder` too: a new 様式 can be put beside the store without installing anything."""
    if folder.is_dir() and folder not in _folders:
        _folders.append(folder)
        forget_files()


def forget_files() -> None:
    """Look at the folders again."""
    for each in (_candidates, _read, _of_file, load_form, form_ids, broken_forms):
        each.cache_clear()


def keep_texts(texts: Iterable[FormText]) -> None:
    """Know forms that documents were written on, for when their files are gone or have changed."""
    for each in texts:
        if each.sha256 not in _kept.setdefault(each.id, {}):
            _kept[each.id][each.sha256] = each
            load_form.cache_clear()


@cache
def form_ids() -> tuple[str, ...]:
    """The ids of all form versions that a new document may be written on, in alphabetical order."""
    return tuple(form_id for form_id in _candidates() if _of_file(form_id) is not None)


@cache
def broken_forms() -> tuple[BrokenData, ...]:
    """The definition files that are left out, each with its faults."""
    return tuple(error for paths in _candidates().values() for path in paths if (error := _read(path)[1]) is not None)


def form_text(form_id: str) -> FormText | None:
    """The text of the file that new documents of this form are written on; None where there is none."""
    held = _of_file(form_id)
    return FormText.of(form_id, held[1].read_bytes().decode("utf-8", "replace")) if held else None


@cache
def load_form(form_id: str, sha256: str = "") -> Form:
    """The form version with this id; with `sha256` as a document was written on it.

    A file that has changed only in what it advises (help, roles, sources) still serves such a document. Raises
    UnknownForm, BrokenData.
    """
    held = _of_file(form_id)
    kept = _kept.get(form_id, {})
    if sha256 in kept and (held is None or _sum(held[1]) != sha256):
        old = load_kept(form_id, sha256)
        if old is not None:
            return held[0] if held is not None and printed(held[0]) == printed(old) else old
    if held is not None:
        return held[0]
    for text in reversed(kept.values()):
        form = _parsed(text)
        if form is not None:
            return form
    for path in _candidates().get(form_id, ()):
        error = _read(path)[1]
        if error is not None:
            raise error
    raise _unknown(form_id)


def resolve_form(name: str, on: date | None = None) -> Form:
    """The form for an id, or for a level (`juten`) the newest version in force on a day (today).

    Raises UnknownForm, BrokenData.
    """
    held = _of_file(name)
    if held is not None:
        return held[0]
    for path in _candidates().get(name, ()):
        raise _read(path)[1] or UnknownForm(NOTHING)
    day = on or date.today()
    # Only the files of that level are read: their names begin with it.
    found = [_of_file(form_id) for form_id in _candidates() if form_id.startswith(f"{name}_")]
    versions = sorted((one[0] for one in found if one and one[0].level == name), key=lambda form: form.effective)
    in_force = [form for form in versions if form.effective <= day]
    if in_force:
        return in_force[-1]
    if not versions:
        raise _unknown(name)
    first = versions[0]
    raise UnknownForm(
        f"{first.short_title}の様式で、いま使えるものがありません（{first.id} は{to_wareki(first.effective)}から）。",
        safe=NOTHING,
        next=f"その日より前に使うときは、「{first.id}」と名前で選んでください。",
    )


def load_kept(form_id: str, sha256: str) -> Form | None:
    """The form of a kept text, None where it is not known or this program cannot read it any more."""
    text = _kept.get(form_id, {}).get(sha256)
    return _parsed(text) if text is not None else None


def kept_text(form_id: str, sha256: str = "") -> FormText | None:
    """The text that a document names, for packs and files; without a sum the text of the file at hand."""
    kept = _kept.get(form_id, {})
    return kept.get(sha256) or form_text(form_id) or next(iter(kept.values()), None)


def not_yet(form: Form, on: date | None = None) -> str:
    """A sentence that says from when a form is used, where that is still to come; else empty."""
    if form.effective <= (on or date.today()):
        return ""
    return f"この様式（{form.stamp}）は、{to_wareki(form.effective)}から使うものです。"


def form_title(form_id: str, otherwise: str = "") -> str:
    """What a form is called for short, for lists; it need not be at hand."""
    try:
        return load_form(form_id).short_title
    except PiaError:
        return otherwise


def form_notes() -> Iterator[str]:
    """What an officer should know of the definition files: those that are left out and why."""
    for error in broken_forms():
        yield f"「{error.file}」は使っていません。{error.what}"


def printed(form: Form) -> Any:
    """What answers depend on and what is printed of a form: equal for files that differ only in what they advise."""
    head = [form.id, form.level, form.title, form.short_title, form.form_no, form.version, form.contents_title]
    return [head, [_section(section) for section in form.sections]]


def differing(one: Form, other: Form) -> list[str]:
    """The ids of the sections and items that stand differently in two forms, in the order of the forms."""
    first, second = _by_id(one), _by_id(other)
    return [each for each in dict.fromkeys((*first, *second)) if first.get(each) != second.get(each)]


def _by_id(form: Form) -> dict[str, Any]:
    found: dict[str, Any] = {section.id: _section(section)[:-1] for section in form.sections}
    return found | {item_id: _item(place.item)[:-1] for item_id, place in form.places.items()}


def _section(one: Section) -> list[Any]:
    own = (one.id, one.title, one.kind, one.star, one.star_text, one.star_scope, one.repeat, one.landscape, one.toc)
    return [*own, [_item(item) for item in one.items]]


def _item(one: Item) -> list[Any]:
    asked = (one.id, one.kind, one.own_value, one.own_value_label, one.label, one.number, one.star, one.free_text_label)
    rest = (one.choices, one.choice_groups, one.option_text, one.repeat, one.condition, one.when, one.same_as)
    return [*asked, *rest, one.fixed, one.fixed_lines, one.default, [_item(item) for item in one.items]]


@cache
def _candidates() -> dict[str, tuple[Path, ...]]:
    """The files by form id, in alphabetical order; of one name those of the newest folder first."""
    found: dict[str, tuple[Path, ...]] = {}
    for folder in _folders:
        for entry in folder.iterdir() if folder.is_dir() else ():
            if entry.name.endswith(".yaml"):
                form_id = entry.name.removesuffix(".yaml")
                found[form_id] = (entry, *found.get(form_id, ()))
    return dict(sorted(found.items()))


def _unknown(name: str) -> UnknownForm:
    return UnknownForm(
        f"様式「{name[:80]}」は登録されていません。",
        safe=NOTHING,
        next=f"使える様式: {'、'.join(_candidates())}（kiso・juten・zenkoumoku とだけ書くと、いま使う版になります）。",
    )


@cache
def _of_file(form_id: str) -> tuple[Form, Path] | None:
    """The form of the first sound file of that name."""
    for path in _candidates().get(form_id, ()):
        form = _read(path)[0]
        if form is not None:
            return form, path
    return None


@cache
def _read(path: Path) -> tuple[Form | None, BrokenData | None]:
    try:
        form = read_form(path)
        if f"{form.id}.yaml" != path.name:
            raise DataLines(path).broken([("$.id", f"id「{form.id}」はファイル名と同じにしてください")])
    except BrokenData as error:
        return None, error
    except OSError as error:
        return None, BrokenData(path.name, [(1, f"読み出せません（{error.strerror}）")])
    return form, None


def _parsed(text: FormText) -> Form | None:
    """The form of a kept text; None where this program can no longer read it."""
    try:
        return form_of(DataLines.of(f"{text.id}.yaml", text.text.encode()))
    except BrokenData:
        return None


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
