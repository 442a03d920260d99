"""The store at the size of the whole country, run by hand.

    python tests/benchmarks/store.py make FOLDER --documents 50000
    python tests/benchmarks/store.py measure FOLDER

`make` fills a workspace with invented documents of 300 answers each, through the store's own code (answers, journal
with its chain, search index); only the syncing is off meanwhile. It goes on where it was stopped. `measure` prints
what the user waits for, with the file's pages in memory and, on Linux, after they were dropped from it.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from pia_tui.assessment import Change
from pia_tui.forms import Form, Value, load_form
from pia_tui.store import Store, documents
from pia_tui.store.connection import transaction
from pia_tui.workspace import Workspace

ANSWERS = 300
PER_TRANSACTION = 200
FORMS = ("juten_h30", "zenkoumoku_h30", "kiso_r6")
TOWNS = [a + b for a in "青赤白黒大小東西南北上下" for b in "川山野田原浜島沢森崎"]
OFFICES = [
    "住民基本台帳",
    "固定資産税",
    "国民健康保険",
    "介護保険",
    "児童手当",
    "予防接種",
    "生活保護",
    "後期高齢者医療",
]
SUBJECTS = [
    "委託先",
    "再委託先",
    "担当課",
    "情報システム部門",
    "端末",
    "サーバー室",
    "記録媒体",
    "操作者",
    "届出書",
    "通信経路",
    "バックアップ",
    "申請者",
    "代理人",
    "閲覧権限",
    "入退室",
    "暗号鍵",
    "利用履歴",
    "中間サーバー",
    "庁内連携",
    "紙台帳",
]
ACTIONS = [
    "を毎月点検する",
    "については書面で確認する",
    "を台帳に記録し保管する",
    "に限って取扱いを認める",
    "を二人で照合する",
    "の持出しを禁じている",
    "に変更があれば速やかに報告する",
    "を施錠した場所に置く",
    "の廃棄に職員が立ち会う",
    "について年一回研修を行う",
    "を異動の日に取り消す",
    "の範囲を必要な者に限る",
]
RARE = "希少語彙検査用"


def make(workspace: Workspace, wanted: int) -> None:
    start = time.perf_counter()
    forms = [load_form(form) for form in FORMS]
    with Store.open(workspace) as store:
        store.db.execute("PRAGMA synchronous=OFF")
        store.db.execute("PRAGMA cache_size=-400000")
        done = store.count(archived=None)
        while done < wanted:
            with transaction(store.db):
                for number in range(done, min(done + PER_TRANSACTION, wanted)):
                    form = forms[number % len(forms)]
                    changes = documents.initial(form.id, state(form, number))
                    documents.create(store.db, form.id, changes, store.author)
            done = min(done + PER_TRANSACTION, wanted)
            print(f"\r{done} documents, {time.perf_counter() - start:.0f} s", end="", flush=True)
    print()


def state(form: Form, number: int) -> dict[str, Value]:
    """An invented document: choices, marks, counts and texts as a real one has, 300 in all."""
    luck = random.Random(number)
    town, office = luck.choice(TOWNS) + luck.choice("市町村"), luck.choice(OFFICES)
    result: dict[str, Value] = {"@name": f"{town} {office}に関する事務 {number}"}
    result[form.roles["number"]] = str(number % 90 + 1)
    result[form.roles["document_name"]] = f"{town} {office}に関する事務 {number}"
    result[form.roles["published_on"]] = f"令和{luck.randint(1, 7)}年{luck.randint(1, 12)}月{luck.randint(1, 28)}日"
    items = [item for item in form.walk() if item.value_kind not in (None, "figure", "date")]
    block = 0
    while len(result) < ANSWERS:
        block += 1
        for item in items:
            key = item.id if block == 1 else f"{item.id}[#blk{block:03}]"
            if len(result) >= ANSWERS or key in result:
                continue
            if item.value_kind == "choice":
                result[key] = luck.choice(item.choice_texts)
            elif item.value_kind == "multi":
                result[key] = tuple(text for text in item.choice_texts if luck.random() < 0.4) or item.choice_texts[:1]
            elif item.value_kind == "flag":
                result[key] = luck.random() < 0.5
            elif item.value_kind == "count":
                result[key] = luck.randint(0, 20)
            else:
                result[key] = text(luck, town)
    if number % 10_000 == 777:
        result["note:I"] = RARE
    return result


def text(luck: random.Random, town: str) -> str:
    sentences = min(40, int(luck.lognormvariate(0.6, 1.0)) + 1)
    return "".join(sentence(luck, town) for _ in range(sentences))


def sentence(luck: random.Random, town: str) -> str:
    subjects = f"{luck.choice(SUBJECTS)}の{luck.choice(SUBJECTS)}"
    return f"{town}では{subjects}{luck.choice(ACTIONS)}（{luck.randint(1, 9999)}号）。"


def measure(workspace: Workspace) -> None:
    size = workspace.database.stat().st_size
    with Store.open(workspace) as store:
        count = store.count(archived=None)
        last = store.documents(limit=1)[0].id
    print(f"{count} documents, {size / 1e9:.2f} GB, {sys.version.split()[0]}")
    for state_of_cache in ("cold", "warm"):
        print(f"\n{state_of_cache}")
        for name, action in reads(last):
            if state_of_cache == "cold" and not drop(workspace):
                break
            row(name, seconds(workspace, action, 1 if state_of_cache == "cold" else 5))
    print("\nsaving (warm)")
    saves(workspace, count)
    with tempfile.TemporaryDirectory() as folder:
        small = Workspace(Path(folder) / "small")
        make(small, 10)
        print("start")
        for name, each in (("10 documents", small), (f"{count} documents", workspace)):
            took = [timed(partial(open_and_close, each)) for _ in range(5)]
            row(f"open, {name}", took)


def open_and_close(workspace: Workspace) -> None:
    Store.open(workspace).close()


def search(words: str, store: Store) -> object:
    return store.search(words)


def reads(last: int) -> Iterator[tuple[str, Callable[[Store], object]]]:
    yield "home screen, first page", lambda store: (store.documents(limit=50), store.count())
    yield "home screen, last page", lambda store: store.documents(limit=50, offset=max(0, last - 50))
    yield "home screen, by name", lambda store: store.documents(sort="name", descending=False)
    yield "home screen, filtered", lambda store: store.documents("青川市 介護")
    yield "load a document", lambda store: store.load(last // 2)
    for words in (
        "委",
        "委託",
        "端末",
        "再委託",
        "中間サーバー",
        "再委託先の閲覧権限",
        "委託 研修",
        "青川市 委託先 施錠",
    ):
        yield f"search 「{words}」", partial(search, words)
    yield "search, in few documents", lambda store: store.search(RARE)
    yield "search, few and many", lambda store: store.search(f"{RARE} 委託")
    yield "search, nowhere: 「龍」", lambda store: store.search("龍")
    yield "search, nowhere: 「託委」", lambda store: store.search("託委")
    yield "search, nowhere: common runs", lambda store: store.search("点検するについては")
    yield "search, nowhere together", lambda store: store.search("青川市では 赤山町では 白野村では")


def saves(workspace: Workspace, count: int) -> None:
    luck = random.Random(1)
    with Store.open(workspace) as store:
        took, undone = [], []
        for _ in range(300):
            document = luck.randint(1, count)
            before = store.value(document, "I.1.2")
            change = Change("I.1.2", before, text(luck, "青川市"))
            took.append(timed(partial(store.write, document, [change])))
            undone.append(timed(partial(store.undo, document)))
    row("save one answer", took)
    row("undo", undone)


def seconds(workspace: Workspace, action: Callable[[Store], object], times: int) -> list[float]:
    with Store.open(workspace) as store:
        return [timed(lambda: action(store)) for _ in range(times)]


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def row(name: str, took: list[float]) -> None:
    middle, worst = statistics.median(took) * 1000, max(took) * 1000
    usual = f"95 of 100 ≤ {sorted(took)[int(len(took) * 0.95)] * 1000:.1f} ms   " if len(took) > 50 else ""
    print(f"  {name:<40} {middle:9.1f} ms   {usual}worst {worst:9.1f} ms")


def drop(workspace: Workspace) -> bool:
    """Forget the file's pages, as after a restart of the machine."""
    if not hasattr(os, "posix_fadvise"):
        return False
    with workspace.database.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "measure"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=50_000)
    chosen = parser.parse_args()
    if chosen.what == "make":
        make(Workspace(chosen.folder), chosen.documents)
    else:
        measure(Workspace(chosen.folder))
