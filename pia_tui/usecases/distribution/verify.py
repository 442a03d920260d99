"""Whether the program is what was made, knows the forms in force, and works: `pia-tui verify`."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

import pia_tui
from pia_tui import __version__
from pia_tui.datafile import load
from pia_tui.errors import PiaError, why
from pia_tui.usecases.distribution import contents
from pia_tui.usecases.distribution.sums import INSTALLED, SUMS, Differences, compare, installed, read_sums, together
from pia_tui.workspace import HOME_VARIABLE, Workspace

CheckState = Literal["ok", "look", "fault"]
_MOST = 20


@dataclass(frozen=True)
class VerifyResult:
    """One thing that was looked at: what, how it stands, what is said of it, and single places."""

    title: str
    state: CheckState
    said: str
    details: tuple[str, ...] = ()


@dataclass
class Verdict:
    """All steps. `root` is the bundle's folder, None where the program was installed in another way."""

    root: Path | None
    day: date
    steps: list[VerifyResult] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return all(step.state != "fault" for step in self.steps)


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the self-test tries; explained at the head of the data file."""

    subjects: int
    handlers: int
    level: str
    name: str
    path: str
    answer: str


def bundle_root(env: Mapping[str, str] | None = None) -> Path | None:
    """The folder of the bundle that this program runs from."""
    said = (os.environ if env is None else env).get(HOME_VARIABLE, "")
    program = Path(pia_tui.__file__).resolve()
    for root in [Path(said)] if said else []:
        if (root / SUMS).is_file() and program.is_relative_to(root.resolve()):
            return root
    return next((folder for folder in program.parents if (folder / SUMS).is_file()), None)


def verify(day: date, root: Path | None) -> Verdict:
    """Look at everything. Nothing is written but in a temporary folder; what fails is told in its step."""
    verdict = Verdict(root, day)
    looks: tuple[tuple[str, Callable[[], VerifyResult]], ...] = (
        ("ファイルの照合", lambda: _files(root)),
        ("様式", lambda: _forms(day)),
        ("法令と決まり", _tables),
        ("動作（判断・記入・PDF）", _self_test),
    )
    for title, look in looks:
        try:
            verdict.steps.append(look())
        except PiaError as error:
            verdict.steps.append(VerifyResult(title, "fault", str(error)))
        except OSError as error:
            verdict.steps.append(VerifyResult(title, "fault", f"調べられませんでした（{why(error)}）。"))
    return verdict


def page(verdict: Verdict) -> str:
    """The verdict as a page for the files of the office."""
    words = {"ok": "良", "look": "要確認", "fault": "異常"}
    lines = ["pia-tui 確認票", "", f"版: {__version__}", f"確認した日: {verdict.day.isoformat()}"]
    lines += [f"場所: {verdict.root}" if verdict.root else "場所: 一式（bundle）ではないもの", ""]
    for step in verdict.steps:
        lines += [f"［{words[step.state]}］{step.title}: {step.said}", *(f"    {each}" for each in step.details)]
    lines += ["", "結果: 異常はありません。" if verdict.ok else "結果: 異常があります。配った人に知らせてください。"]
    return "\n".join(lines) + "\n"


def _files(root: Path | None) -> VerifyResult:
    title = "ファイルの照合"
    if root is None:
        return _judged(title, installed(), "入れた部品の")
    found = compare(root, read_sums((root / SUMS).read_text("utf-8", "replace")))
    if not found.checked:
        return VerifyResult(title, "fault", f"{SUMS} に照合番号がありません。もう一度展開してください。")
    if any(root.glob(f"*/{INSTALLED}")):
        found = together(found, installed())
    return _judged(title, found, "")


def _judged(title: str, found: Differences, whose: str) -> VerifyResult:
    details = _listed(found)
    if not found.ok:
        said = f"欠けたファイル {len(found.missing)}、違うファイル {len(found.changed)}。もう一度展開してください。"
        return VerifyResult(title, "fault", said, details)
    said = f"{whose}{found.checked} ファイルすべてが、作られたときのままです。"
    if found.added:
        return VerifyResult(title, "look", f"{said}ほかに、一式にないファイルが {len(found.added)} あります。", details)
    return VerifyResult(title, "ok", said)


def _listed(found: Differences) -> tuple[str, ...]:
    lines = [
        f"{word}: {name}"
        for word, names in (("欠けている", found.missing), ("違う", found.changed), ("一式にない", found.added))
        for name in names
    ]
    return (*lines[:_MOST], *([f"ほか {len(lines) - _MOST}"] if len(lines) > _MOST else []))


def _forms(day: date) -> VerifyResult:
    current = contents.in_force(day)
    if not current:
        return VerifyResult("様式", "fault", "この日に使える様式がありません。端末の日付を確かめてください。")
    details = [f"使用中: {one.title}［{one.version}］ {one.effective.isoformat()} から" for one in current]
    details += [
        f"この先: {one.title}［{one.version}］ {one.effective.isoformat()} から"
        for one in contents.forms()
        if one.effective > day
    ]
    return VerifyResult("様式", "ok", f"{len(current)} 種類の様式が使えます。", tuple(details))


def _tables() -> VerifyResult:
    found = contents.tables()
    details = tuple(f"{one.title}（{one.as_of} の内容）" for one in found)
    return VerifyResult("法令と決まり", "ok", f"{len(found)} の表と決まりが読めます。", details)


def _self_test() -> VerifyResult:
    """A judgement, a document of the form that it asks for, an answer, the PDF, and its text read back."""
    from pypdf import PdfReader

    from pia_tui.assessment import NAME_KEY, Assessment, Change
    from pia_tui.forms import resolve_form
    from pia_tui.rules.threshold import Facts, judge
    from pia_tui.store import Store
    from pia_tui.usecases.export import content

    sample = load(Path(__file__).with_name("data") / "self_test.yaml", Sample)
    judged = judge(Facts(subjects=sample.subjects, handlers=sample.handlers, incident=False))
    if judged.level != sample.level:
        return VerifyResult(_WORKS, "fault", "しきい値判断の答えが違います。もう一度展開してください。")
    with (
        tempfile.TemporaryDirectory(prefix="pia-tui-") as folder,
        Store.open(Workspace(Path(folder) / "試験 場所").prepare()) as store,
    ):
        form = resolve_form(sample.level)
        number = store.create(form.id, {NAME_KEY: sample.name})
        key = Assessment.of(store.load(number).state).key(sample.path)
        store.write(number, [Change(key, None, sample.answer)])
        proven = store.backup() is not None and not store.problems()
        pdf = content(store, number, "pdf")[1]
    shown = "".join("".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf)).pages).split())
    if not proven or sample.answer not in shown:
        return VerifyResult(_WORKS, "fault", "書いた文が PDF に出ません。もう一度展開してください。")
    return VerifyResult(_WORKS, "ok", "判断、記入、保存、控え、PDF が正しく動きます（試しに作ったものは消しました）。")


_WORKS = "動作（判断・記入・PDF）"
