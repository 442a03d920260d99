"""What of the originals could not be read: said once where it matters, and here all together, with the line to mend."""

from __future__ import annotations

import msgspec

from pia_tui.forms import form_ids, load_form, resolve_form
from pia_tui.rules.threshold_data import rules


class Unread(msgspec.Struct, frozen=True):
    """A statement that rests on no original; `file` and `line` say which line of data corrects it."""

    about: str
    text: str
    file: str
    line: str


def unread_of_level(level: str) -> tuple[str, ...]:
    """What is still unread of the form versions of a level, said where it is chosen; each sentence once."""
    forms = (resolve_form(name) for name in rules().level(level).forms)
    return tuple(dict.fromkeys(form.unread for form in forms if form.unread))


def unread() -> list[Unread]:
    """Every such statement: of the forms, and of the three questions."""
    found = [
        Unread(f"{form.title}{form.stamp}", form.unread, f"forms/data/{form.id}.yaml", "unread")
        for form in map(load_form, form_ids())
        if form.unread
    ]
    definitions = rules().definitions
    for name in definitions.__struct_fields__:
        one = getattr(definitions, name)
        if one.unread:
            found.append(Unread(one.term, one.unread, "rules/data/threshold.yaml", f"definitions.{name}.unread"))
    return found
