"""Documents made by chance: any form, any answers, added blocks, hostile text; equal seeds give equal documents."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from pia_tui.assessment import Assessment
from pia_tui.forms import Value, form_ids, load_form

HOSTILE = (
    *("=1+1", "+81-24", "-1", "@SUM(A1)", "<住基システムにおける措置>", "[bold]太字[/bold]", "&amp; & <b>"),
    *("𠮷野家の𠮟る", "葛󠄀城市", "一行目\n二行目\n\n四行目", "\tタブ", "'引用", '"二重"', "　全角空白　"),
    *("0123", "TRUE", "2025-04-15", "42094", "ﾊﾝｶｸ", "①②③", "a" * 300),
)

_WORDS = [
    *("住民", "基本", "台帳", "税務", "委託", "個人", "番号", "情報", "措置", "管理", "システム", "保管"),
    *("事務", "職員", "確認", "記録", "提供", "移転", "サーバー", "権限"),
]


def sentence(rng: random.Random, words: int = 12) -> str:
    return "".join(rng.choice(_WORDS) for _ in range(rng.randint(1, words))) + rng.choice(["。", "", "こと。", "ため"])


def make_document(form_id: str, rng: random.Random, density: float = 0.5, texts: Sequence[str] = ()) -> Assessment:
    """A document on `form_id` with about `density` of its items answered and some blocks added."""
    document = Assessment.new(load_form(form_id), rng.choice(["", "国民健康保険に関する事務"]))
    for _ in range(rng.randint(0, 4)):
        heads = [node for node in document.walk() if node.is_list] + [None]
        head = rng.choice(heads)
        path = "file" if head is None else head.path
        if path == "file" and "II" in form_id:
            continue
        repeat = document.form.item(head.item.id).repeat if head else None
        if repeat is None and not any(section.repeat for section in document.form.sections):
            continue
        if repeat is not None and repeat.list == "" and repeat.max is not None and document.count(path) >= repeat.max:
            continue
        document.apply(document.add_block(path))
    for node in list(document.walk()):
        asked = node.value_kind and node.value_kind != "figure" and not node.item.same_as
        if asked and (rng.random() < density or node.item.role == "change_item"):
            document.apply(document.change(node.path, _raw(node.item, node.value_kind, rng, texts)))
    if rng.random() < 0.3:
        document.apply(document.change("note:I.1.2", "だれに聞くか"))
    return document


def _raw(item, kind: str, rng: random.Random, texts: Sequence[str]) -> object:
    if kind == "choice":
        return rng.choice(item.choice_texts)
    if kind == "multi":
        return [text for text in item.choice_texts if rng.random() < 0.4]
    if kind == "flag":
        return rng.random() < 0.6
    if kind == "count":
        return rng.randint(0, 60)
    if kind == "date":
        return f"令和{rng.randint(2, 7)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
    if item.digits_only:
        return str(rng.randint(1, 99))
    if item.label == "別紙番号":
        return f"別紙{rng.randint(1, 9)}"
    if item.role == "file_name":
        return "".join(rng.sample(_WORDS, 2)) + "ファイル"
    return rng.choice(texts) if texts and rng.random() < 0.4 else sentence(rng)


_SAFE_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn"), include_characters="\n\t"), min_size=1, max_size=40
)


@st.composite
def documents(draw: st.DrawFn) -> Assessment:
    """Any document of any form."""
    texts = [*HOSTILE, *draw(st.lists(_SAFE_TEXT, max_size=5))]
    rng = random.Random(draw(st.integers(0, 2**32)))
    return make_document(draw(st.sampled_from(form_ids())), rng, draw(st.sampled_from([0.1, 0.5, 1.0])), texts)


def states_equal(one: dict[str, Value], two: dict[str, Value]) -> bool:
    return one == two and all(type(one[key]) is type(two[key]) for key in one)
