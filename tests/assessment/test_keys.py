"""The kinds of key: one table, and nobody else spells a kind's word or looks at its colon."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pia_tui
from pia_tui import keys
from pia_tui.assessment import Assessment
from pia_tui.forms import BadPath, load_form
from pia_tui.store.guard import exemption_key

PACKAGE = Path(pia_tui.__file__).parent
PLACE = "II[#k7x2qa].4.2[#p3m9zz].1"
KEY_NAMES = {"key", "held", "place", "path", "bare", "passage"}


@pytest.mark.parametrize("kind", keys.ANNOTATIONS, ids=lambda kind: kind.prefix)
def test_a_key_of_a_kind_is_known_and_says_what_it_is_about(kind: keys.KeyKind) -> None:
    subject = {"document": "", "piece": "" if kind is keys.TRAY else "#aaaaaa"}.get(kind.about, PLACE)
    key = kind.key(subject)
    assert keys.kind_of(key) is kind
    assert kind.holds(key)
    assert kind.subject(key) == subject
    assert keys.is_annotation(key)
    assert not keys.is_answer(key)
    assert keys.place_of(key) == (PLACE if kind.about == "place" else "")
    assert kind.title


@pytest.mark.parametrize(
    ("key", "kind", "place"),
    [
        (PLACE, keys.ANSWER, PLACE),
        ("II[#k7x2qa].4.2[]", keys.ORDER, "II[#k7x2qa].4.2"),
        ("file[]", keys.ORDER, "file"),
        ("@later", keys.OTHER, ""),
        (f"review:{PLACE}", keys.OTHER, PLACE),
        ("tray[]", keys.TRAY, ""),
        (exemption_key(PLACE, "0a1b"), keys.EXEMPTION, PLACE),
        ("@merged:0a1b", keys.MERGED, ""),
    ],
)
def test_places_and_kinds_of_other_keys(key: str, kind: keys.KeyKind, place: str) -> None:
    assert keys.kind_of(key) is kind
    assert keys.place_of(key) == place


MEANT = {
    "searched": {"", "@name", "note:", "department:", "tray:"},
    "printed": {"", "@form", "@formtext", "@name"},
    "local": {"@archived", "@judgement", "draft:"},
    "not follows": {"draft:"},
    "not packed": {"draft:"},
    "not told": {
        "@form", "@formtext", "@name", "@archived", "@judgement", "@task", "@reference", "@merged:", "@old_rows",
        "unconfirmed:", "source:", "doubt:", "draft:", "row_into:", "row_split:", "covers:", "row_written:",
        "row_text:", "traysource:",
    },
    "not asked": {
        "@formtext", "@old_rows", "unconfirmed:", "source:", "doubt:", "draft:", "covers:", "row_written:",
        "row_text:", "traysource:",
    },
}  # fmt: skip
"""What is decided of the kinds, told once more: a change of the table has to be meant."""


@pytest.mark.parametrize("trait", MEANT)
def test_each_kind_is_treated_as_was_decided(trait: str) -> None:
    name, wanted = trait.removeprefix("not "), not trait.startswith("not ")
    kinds = [kind for kind in (*keys.ANNOTATIONS, keys.ANSWER) if getattr(kind, name) is wanted]
    assert {kind.prefix for kind in kinds} == MEANT[trait]
    assert keys.ORDER.printed
    assert not any((keys.ORDER.searched, keys.OTHER.printed, keys.OTHER.searched))


def test_what_is_carried_compared_and_printed() -> None:
    state = {each.prefix if each.about == "document" else each.key("x"): 1 for each in keys.ANNOTATIONS if each.prefix}
    state |= {PLACE: 1, "file[]": 1}
    assert set(state) - set(keys.without_local(state)) == {"@archived", "@judgement", "draft:x"}
    assert set(state) - set(keys.packed(state)) == {"draft:x"}
    held = [each.prefix for each in keys.ANNOTATIONS]
    assert keys.printed_annotations([*held, PLACE, "file[]"]) == {"@form", "@formtext", "@name"}
    assert [keys.is_list(key) for key in ("file[]", "tray[]", PLACE)] == [True, True, False]


def test_no_two_kinds_share_a_word() -> None:
    words = [kind.prefix for kind in keys.ANNOTATIONS]
    assert len(set(words)) == len(words)


def test_every_kind_of_the_module_stands_in_the_table() -> None:
    made = {value for value in vars(keys).values() if isinstance(value, keys.KeyKind)}
    assert made == {*keys.ANNOTATIONS, keys.ANSWER, keys.ORDER, keys.OTHER}


def test_an_annotation_typed_with_a_position_is_kept_at_the_blocks_identity() -> None:
    document = Assessment.new(load_form("juten_h30"), "試し")
    document.apply(document.change("note:II[1].2.1", "確認する"))
    (identity,) = document.blocks("file[]")
    assert document.state[f"note:II[{identity}].2.1"] == "確認する"
    assert document.get("note:II[1].2.1") == "確認する"
    with pytest.raises(BadPath):
        document.change("note:II[7].2.1", "ない")


def test_notes_go_along_with_a_duplicated_block() -> None:
    document = Assessment.new(load_form("juten_h30"), "試し")
    document.apply(document.change("II[1].4.2[1]", "運用保守"))
    node = document.node("II[1].4.2[1]")
    document.apply(document.change(keys.NOTE.key(node.key), "メモ"))
    document.apply(document.duplicate_block(node.path))
    assert document.get("note:II[1].4.2[2]") == "メモ"


def _stray(tree: ast.AST) -> Iterator[tuple[int, str]]:
    words = {kind.prefix for kind in keys.ANNOTATIONS}
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            text = node.value
            if any(text == word or (text.startswith(word) and not text.startswith("@")) for word in words):
                yield node.lineno, text
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)) and _is(node.left, ":"):
            named = node.comparators[0]
            if _name(named) in KEY_NAMES:
                yield node.lineno, f'":" in {_name(named)}'
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            asked = node.func.attr in ("startswith", "partition", "rpartition", "removeprefix")
            signs = node.args[0].elts if isinstance(node.args[0], ast.Tuple) else node.args
            if asked and _name(node.func.value) in KEY_NAMES and any(_is(one, "@") or _is(one, ":") for one in signs):
                yield node.lineno, f"{_name(node.func.value)}.{node.func.attr}(…)"


def _is(node: ast.expr, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def test_nobody_else_spells_a_kind_of_key() -> None:
    found = [
        f"{file.relative_to(PACKAGE)}:{line}: {text}"
        for file in sorted(PACKAGE.rglob("*.py"))
        if file.name != "keys.py"
        for line, text in _stray(ast.parse(file.read_text("utf-8")))
    ]
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        'state["@name"]',
        'f"note:{key}"',
        'key.startswith("doubt:")',
        '":" in key',
        'key.partition(":")',
        'one = "tray:"',
    ],
)
def test_the_search_for_strays_finds_each_way_to_spell_one(code: str) -> None:
    assert [*_stray(ast.parse(code))]
