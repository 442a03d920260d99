"""The house: what each room may load, and that no form's words have crept into code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pia_tui
from pia_tui.forms import form_ids, load_form

PACKAGE = Path(pia_tui.__file__).parent
HEAVY = {
    "textual", "rich", "reportlab", "uharfbuzz", "sqlite_utils", "sqlite3", "questionary", "prompt_toolkit", "openpyxl",
    "PIL", "pypdf", "pypdfium2", "click", "http.client", "asyncio",
}  # fmt: skip
ROOMS: dict[str, set[str]] = {
    "pia_tui.forms": set(),
    "pia_tui.assessment": set(),
    "pia_tui.rules.threshold": set(),
    "pia_tui.rules.checks": set(),
    "pia_tui.rules.personal_number": set(),
    "pia_tui.usecases": set(),
    "pia_tui.store": {"sqlite3"},
    "pia_tui.ingest": set(),
    "pia_tui.export.json": set(),
    "pia_tui.export.pdf": {"reportlab", "uharfbuzz", "PIL", "http.client"},
    "pia_tui.prompts": {"questionary", "prompt_toolkit", "asyncio"},
    "pia_tui.demo": set(),
    "pia_tui.cli": {"click"},
}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_loads_no_other_rooms_libraries(room: str) -> None:
    code = f"import sys, {room}\nprint(' '.join(sorted(set(sys.modules) & {HEAVY!r})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= ROOMS[room]


def strings_in_code(file: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of each string that is no docstring; the fixed parts of f-strings too."""
    tree = ast.parse(file.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_no_label_or_choice_of_a_form_stands_in_code() -> None:
    words = {
        text
        for form_id in form_ids()
        for item in load_form(form_id).walk()
        for text in (item.label, *item.choice_texts, *item.fixed_lines)
        if len(text) >= 5
    }
    found = [
        f"{file.relative_to(PACKAGE)}:{line}: {text}"
        for file in sorted(PACKAGE.rglob("*.py"))
        for line, text in strings_in_code(file)
        if text in words
    ]
    assert not found


def test_a_public_type_name_stands_for_one_thing() -> None:
    """A message that a widget owns goes by its owner's name (`LineView.Moved`), so only its whole name counts.

    A name may be given to the same type in several modules (`Span` for two numbers): that is one thing.
    """
    things: dict[str, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        for name in class_names(tree):
            things.setdefault(name, set()).add(f"class of {file.relative_to(PACKAGE)}")
        for name, meaning in aliases(tree):
            things.setdefault(name, set()).add(meaning)
    assert not {name: sorted(meant) for name, meant in things.items() if len(meant) > 1}


def aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(name, type) of the public names that a module gives to types: `Kind = Literal[…]`, `Span = tuple[int, int]`."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Subscript, ast.BinOp)):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id[0].isupper() and not target.id.isupper():
                    yield target.id, ast.unparse(node.value)


def test_the_map_names_what_is_there() -> None:
    """`pia_tui/README.md`: every file and folder that it names exists, and no room of the top is left out."""
    text = (PACKAGE / "README.md").read_text("utf-8")
    named = {each.strip("/") for each in re.findall(r"`([\w./]+)`", text) if re.search(r"/|\.(py|yaml|md|toml)$", each)}
    found = {name for name in named if any(at(name) for at in (there(PACKAGE), there(PACKAGE.parent)))}
    loose = {name for name in named - found if any(PACKAGE.rglob(f"{name}.py")) or any(PACKAGE.rglob(name))}
    assert not named - found - loose - {"db/law"}, "kept in a workspace"
    rooms = {file.name for file in PACKAGE.iterdir() if (file / "__init__.py").exists()}
    assert not {room for room in rooms if f"`{room}/`" not in text}


def there(folder: Path) -> Callable[[str], bool]:
    return lambda name: any((folder / f"{name}{ending}").exists() for ending in ("", ".py"))


def class_names(tree: ast.AST, owner: str = "") -> Iterator[str]:
    """The public classes of a module, those inside others as Owner.Name."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            if not node.name.startswith("_"):
                yield owner + node.name
            yield from class_names(node, f"{owner}{node.name}.")
        else:
            yield from class_names(node, owner)
