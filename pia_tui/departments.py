"""担当課: which department is asked for an item, as notes that stay with the document and never print.

A department is given to an item, to a heading with all that stands under it, or to a whole section; what is given
deeper counts. It is an annotation like any other (`department:II[#k7x2qa].4`), so undo, merging and search know it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pia_tui import keys
from pia_tui.assessment import Assessment, Change, Node
from pia_tui.forms import BadPath, parse_path
from pia_tui.forms.values import NOTHING_CHANGED, clean_text


def give(document: Assessment, path: str, name: str) -> list[Change]:
    """The changes that give a place to a department; an empty name takes it back. Raises BadPath,
    BadValue for a name that is no text."""
    return document.change(
        keys.DEPARTMENT.key(place_key(document, path)), " ".join(clean_text(name).split("\n")).strip()
    )


def department_at(document: Assessment, key: str) -> str:
    """The department that is asked for the item at a key: the one given nearest above it, empty where there is none."""
    state = document.state
    return next((str(state[held]) for place in _above(key) if (held := keys.DEPARTMENT.key(place)) in state), "")


def departments(document: Assessment) -> dict[str, int]:
    """All departments that are asked for something, with the number of items, in the order of the form."""
    if not any(keys.DEPARTMENT.among(document.state)):
        return {}
    asked = Counter(department_at(document, node.key) for node in document.walk() if _is_asked(node))
    asked.pop("", None)
    return dict(asked)


def given(document: Assessment) -> Iterator[tuple[str, str]]:
    """(path of the place, department) as they were given, in the order of the form; removed places are left out."""
    held = {place: str(name) for place, name in keys.DEPARTMENT.among(document.state)}
    for part in document.parts():
        for place, path in ((part.section.id, part.section.id), (part.key, part.path)):
            if place in held:
                yield path, held.pop(place)
        for node in document.nodes(part):
            # The head of a list is known by its order list, which several lists may share.
            key = document.key(node.path) if node.is_list else node.key
            if key in held:
                yield node.path, held.pop(key)


def place_key(document: Assessment, path: str) -> str:
    """The key of a section, a heading or an item, by which a department is kept. Raises BadPath."""
    wanted = str(parse_path(path))
    for part in document.parts():
        if wanted in (part.path, part.key):
            return part.key
        if wanted == part.section.id:  # of all files
            return wanted
    try:
        return document.key(document.node(path).path)
    except BadPath as error:
        raise BadPath(
            f"「{path}」に当たる章も項目もありません。",
            safe=NOTHING_CHANGED,
            next=f"項目の一覧は pia-tui forms {document.form.id} で見られます。",
        ) from error


def _is_asked(node: Node) -> bool:
    return not node.is_list and node.value_kind is not None and node.value_kind != "figure"


def _above(key: str) -> Iterator[str]:
    """The key itself and every place over it, the nearest first: with its block, then without."""
    steps = parse_path(key).steps
    for end in range(len(steps), 0, -1):
        *outer, (name, index) = steps[:end]
        over = [step if number is None else f"{step}[{number}]" for step, number in outer]
        if index is not None:
            yield ".".join([*over, f"{name}[{index}]"])
        yield ".".join([*over, name])
