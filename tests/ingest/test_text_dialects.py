"""Documents made by chance, written the way readers of PDF and paper hand them over, and read back."""

from __future__ import annotations

import random

import dialects
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import make_document
from truth_tables import Measure, squeezed

from pia_tui.assessment import Assessment
from pia_tui.errors import PiaError
from pia_tui.forms import form_ids, load_form
from pia_tui.ingest.text import ImportedText, read_text

IN_ORDER = ("tabbed", "html", "markdown", "flowing")


def compared(document: Assessment, found: ImportedText, changes: bool, annexes: bool = False) -> Measure:
    """How much of a document came back; a name printed where none was given is no fault."""
    back = Assessment(load_form(found.form_id), found.state)
    right, missing, wrong = 0, [], []
    for node in document.walk():
        skipped = (
            node.is_list or node.value_kind in (None, "figure") or (not changes and node.item.role[:7] == "change_")
        )
        if skipped or (not annexes and node.path.startswith("besshi")):
            continue
        value = document.value(node)
        try:
            got = back.get(node.path)
        except PiaError:
            got = None
        if value is None or value is False:
            if got is not None and node.item.role != "file_name":
                wrong.append(node.path)
        elif got is None:
            missing.append(node.path)
        elif squeezed(str(got)) == squeezed(str(value)) or (
            node.item.role == "file_name" and squeezed(str(got)).endswith(squeezed(str(value)))
        ):
            right += 1
        else:
            wrong.append(node.path)
    return Measure(right, tuple(missing), tuple(wrong))


@pytest.mark.long
@pytest.mark.parametrize("form_id", form_ids())
@pytest.mark.parametrize("dialect", IN_ORDER)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), density=st.sampled_from([0.5, 0.7, 0.9]))
def test_what_stands_in_order_is_read_whole(dialect, form_id, seed, density):
    _is_read_whole(dialect, form_id, seed, density)


@pytest.mark.parametrize("form_id", form_ids())
@pytest.mark.parametrize("dialect", IN_ORDER)
def test_one_document_of_each_kind_is_read_whole(dialect, form_id):
    _is_read_whole(dialect, form_id, 20251121, 0.7)


def _is_read_whole(dialect, form_id, seed, density):
    rng = random.Random(seed)
    document = make_document(form_id, rng, density)
    found = read_text(getattr(dialects, dialect)(document, rng))
    assert found.form_id == form_id
    measured = compared(document, found, changes=dialect != "flowing", annexes=dialect == "tabbed")
    assert measured.recall >= 0.96, measured.missing
    assert measured.wrong_share <= 0.02, measured.wrong


@pytest.mark.parametrize(
    ("disorder", "recall", "wrong"), [(0.7, 0.72, 0.03), pytest.param(2.0, 0.62, 0.06, marks=pytest.mark.long)]
)
@pytest.mark.long
def test_torn_pages_are_read_with_care(disorder, recall, wrong):
    """Texts made by chance give no hint of what they are about: the worst case."""
    right, missing, faults = 0, 0, 0
    for seed in range(4):
        for form_id in ("juten_h30", "zenkoumoku_h30", "kiso_r6"):
            rng = random.Random(seed)
            document = make_document(form_id, rng, 0.8)
            found = read_text(dialects.torn(document, rng, disorder))
            assert found.form_id == form_id
            measured = compared(document, found, changes=False)
            right += measured.right
            missing += len(measured.missing)
            faults += len(measured.wrong)
    assert right / (right + missing + faults) >= recall
    assert faults / (right + faults) <= wrong


def _parts(text: str, titles: dict[str, str]) -> dict[str, str]:
    """A text cut at the titles of its sections (the last place where each stands), what is before them as \"\"."""
    places = sorted((text.index(f"\n{title}"), name) for name, title in titles.items())
    ends = [*(place for place, _ in places[1:]), len(text)]
    cut = {name: text[place:end] for (place, name), end in zip(places, ends, strict=True)}
    return {"": text[: places[0][0]], **cut}


def test_mixed_pages_and_swapped_sections():
    """One part as rows of cells, the next as Markdown, sections in another order, a part gone."""
    rng = random.Random(5)
    document = make_document("zenkoumoku_h30", rng, 0.9)
    titles = {section.id: section.title for section in document.form.contents if section.kind != "figure"}
    tabbed = _parts(dialects.tabbed(document, rng), {name: dialects.half_width(t) for name, t in titles.items()})
    marked = _parts(dialects.markdown(document, rng), {name: f"## {title}" for name, title in titles.items()})
    order = [tabbed[""], marked["I"], tabbed["II"], marked["V"], tabbed["III"], marked["VI"], tabbed["IV"]]
    found = read_text("".join(order))
    back = Assessment(load_form(found.form_id), found.state)
    wanted = {"I", "II", "III", "IV", "V", "VI"}
    missing = [
        node.path
        for node in document.walk()
        if node.path.split(".")[0].split("[")[0] in wanted
        and document.value(node) is not None
        and document.value(node) is not False
        if not node.is_list and node.value_kind and back.get(node.path) is None
    ]
    assert not missing
    assert "betten2" in {each.path for each in found.report.missing}


def test_a_table_printed_twice_is_kept_once():
    text = "\n".join(
        [
            "特定個人情報保護評価書(重点項目評価書)",
            "Ⅰ 基本情報",
            "1. 特定個人情報ファイルを取り扱う事務",
            "②事務の内容\t住民の届出を受けて台帳を整える事務\t住民の届出を受けて台帳を整える事務\t",
            "6. 評価実施機関における担当部署",
            "①部署\t市民課",
        ]
    )
    found = read_text(text)
    assert found.state["I.1.2"] == "住民の届出を受けて台帳を整える事務"
    assert [each.text for each in found.report.duplicates] == ["住民の届出を受けて台帳を整える事務"]
    assert found.report.characters.duplicates == len("住民の届出を受けて台帳を整える事務")
