"""The definitions that come with the program, and how a broken one is refused."""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from form_texts import source_of

from pia_tui.datafile import BrokenData
from pia_tui.forms import UnknownForm, form_ids, load_form, read_form, resolve_form

FAST_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FAST_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@pytest.mark.parametrize("form_id", form_ids())
def test_every_input_has_help_of_its_own(form_id: str) -> None:
    for item in load_form(form_id).walk():
        if item.value_kind and not item.option_text:
            assert len(item.help) >= 8, item.id
            assert "準備中" not in item.help, item.id
            assert item.help != item.label


@pytest.mark.parametrize("form_id", form_ids())
def test_good_and_poor_examples_come_in_pairs(form_id: str) -> None:
    examples = [item for item in load_form(form_id).walk() if item.good or item.poor]
    assert len(examples) >= 10
    assert all(item.good and item.poor for item in examples)


@pytest.mark.parametrize("form_id", form_ids())
def test_source_and_date_are_given(form_id: str) -> None:
    form = load_form(form_id)
    assert form.source
    assert form.confidence
    assert form.effective < form.source_date


@pytest.mark.parametrize(
    ("name", "form_id"),
    [("kiso", "kiso_r6"), ("juten", "juten_h30"), ("zenkoumoku", "zenkoumoku_h30"), ("kiso_h31", "kiso_h31")],
)
def test_a_level_means_its_newest_version(name: str, form_id: str) -> None:
    assert resolve_form(name).id == form_id


@pytest.mark.parametrize("name", ["", "kiso_", "全項目", "../kiso_r6", "kiso_r6.yaml"])
def test_unknown_form_names_those_that_exist(name: str) -> None:
    with pytest.raises(UnknownForm, match="zenkoumoku_h30"):
        resolve_form(name)


def test_section_star_spares_the_exempt_item() -> None:
    form = load_form("zenkoumoku_h30")
    starred = form.important_change("III.2.1.1")
    assert starred is not None
    assert form.important_change("III.7.1.9") is None
    assert form.important_change("III.7.1.9.1") is None
    assert form.important_change("I.5.1") is not None
    assert form.important_change("I.7.1") is None


BREAKS = [
    ("level: kiso\n", "level: kisoo\n", "kisoo"),
    ("kind: text", "kind: txet", "txet"),
    ("    label: 評価書番号", "    lable: 評価書番号", "lable"),
    ("choices: juubun", "choices: juubunn", "juubunn"),
    ("id: cover.2\n", "id: cover.1\n", "二度"),
    ("id: I.2\n", "id: J.2\n", "親の id"),
    ("{item: IV.4.1, equals: false}", "{item: IV.4.99, equals: false}", "IV.4.99"),
    ("{item: IV.4.1, equals: false}", "{item: IV.4.1, equals: 無し}", "無し"),
    ("role: task_name", "role: task_nmae", "task_nmae"),
    ("number: ②", "number: ③", "含まれていません"),
    ("effective: 2024-10-01", "effective: someday", "effective"),
    ("sections:\n", "sections: [\n", "YAML"),
    ("title: 表紙\n", "title: 表紙\n    title: 表紙\n", "二度"),
    ("effective: 2024-10-01", "effective: 2024-02-30", "2024-02-30"),
    ("title: 表紙\n", "title: 表\x07紙\n", "YAML"),
    ("title: 表紙\n", "? [表, 紙]\n    : x\n", "見出し"),
    ("  juubun:\n    - ", "  juubun:\n    - 30\n    - ", "choices"),
    ("  juubun:\n    - ", "  juubun:\n    - free_text: true\n    - ", "text"),
]


@pytest.mark.parametrize(("old", "new", "word"), BREAKS)
def test_a_broken_definition_is_refused_with_its_line(tmp_path: Path, old: str, new: str, word: str) -> None:
    text = source_of("kiso_r6").text
    assert old in text
    at = text.index(old)
    broken = text.replace(old, new, 1)
    file = tmp_path / "kiso_r9.yaml"
    file.write_text(broken, "utf-8")
    with pytest.raises(BrokenData) as caught:
        read_form(file)
    message = str(caught.value)
    assert word in message or word in repr(caught.value.problems)
    line = caught.value.problems[0][0]
    assert f"kiso_r9.yaml の {line} 行目" in message
    expected = text.count("\n", 0, at) + 1
    # The fault is reported where it stands, or at the item that holds it.
    assert expected - 12 <= line <= expected + 12


@cache
def _juten() -> dict[str, object]:
    data: dict[str, object] = yaml.load(source_of("juten_h30").text, FAST_LOADER)
    return data


@pytest.mark.parametrize("wrong", [None, 1, True, "文", [1], [None], [[]], {"a": 1}, {}])
@pytest.mark.parametrize("field", ["sections", "choice_sets", "items", "choices", "choice_groups", "when", "repeat"])
def test_a_value_of_another_shape_is_refused_and_no_more(tmp_path: Path, field: str, wrong: object) -> None:
    data = copy.deepcopy(_juten())
    file = tmp_path / "juten_r9.yaml"

    def holders(node: object) -> Iterator[dict[str, object]]:
        if isinstance(node, dict):
            yield from [node] if field in node else []
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from holders(child)

    next(holders(data))[field] = wrong
    file.write_text(yaml.dump(data, Dumper=FAST_DUMPER, allow_unicode=True, sort_keys=False), "utf-8")
    with contextlib.suppress(BrokenData):
        read_form(file)


def test_a_file_of_a_windows_editor(tmp_path: Path) -> None:
    text = source_of("kiso_r6").text
    file = tmp_path / "kiso_r6.yaml"
    file.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_form(file) == load_form("kiso_r6")
    file.write_bytes(text.encode("cp932", "replace"))
    with pytest.raises(BrokenData, match="UTF-8"):
        read_form(file)


def test_a_new_version_is_made_by_copying_a_file(tmp_path: Path) -> None:
    text = source_of("juten_h30").text
    text = text.replace("id: juten_h30", "id: juten_r8", 1).replace("version: 平成30年5月", "version: 令和8年4月", 1)
    text = re.sub(r"effective: \S+", "effective: 2026-04-01", text, count=1)
    text = text.replace("label: ７．他の評価実施機関", "label: ７．関係する評価実施機関", 1)
    file = tmp_path / "juten_r8.yaml"
    file.write_text(text, "utf-8")
    form = read_form(file)
    assert form.stamp == "[令和8年4月　様式3]"
    assert form.item("I.7").label == "７．関係する評価実施機関"  # type: ignore[union-attr]
