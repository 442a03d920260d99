"""The plain wizard: answered from a dict, typed through a pipe, and run in a real pseudo-terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from answering import Said
from program import run_program
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from pia_tui.errors import PiaError
from pia_tui.prompts import WizardCancelled, run_wizard, wizard
from pia_tui.prompts.lines import NobodyAnswers
from pia_tui.rules.questions import WizardOutcome, question, questions
from pia_tui.rules.threshold import Facts

TODAY = date(2025, 7, 1)
ANSWERS: dict[str, Any] = {
    "subjects": "25万",
    "subjects_on": "R7.4.1",
    "handlers": "４８０",
    "handlers_on": "",
    "incident": "いいえ",
    "exempt": "いいえ（ほかのファイルも取り扱う）",
    "次はどうしますか": "次へ進む",
    "level": "全項目評価",
    "task_name": "国民健康保険に関する事務",
    "body": "見本市長",
    "number": "12",
    "この内容でよいですか": "この内容で保存する",
}


class Fake:
    """Stands for questionary: answers each prompt from a dict, by question id or by the prompt's text."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = {key: list(value) if isinstance(value, list) else [value] for key, value in answers.items()}
        self.asked: list[str] = []
        self.texts: list[str] = []

    def Choice(self, title: str, value: str) -> SimpleNamespace:
        return SimpleNamespace(title=title, value=value)

    def text(self, ask: str, *, default: str, validate: Callable[[str], bool | str], **more: Any) -> SimpleNamespace:
        self.texts += [ask, str(more.get("instruction") or "")]

        def answer() -> str:
            raw = self._next(ask)
            while raw is not KeyboardInterrupt and (said := validate(raw)) is not True:
                self.texts.append(str(said))
                raw = self._next(ask)
            return self._typed(raw)

        return SimpleNamespace(unsafe_ask=answer)

    def select(self, ask: str, *, choices: list[Any], **more: Any) -> SimpleNamespace:
        self.texts += [ask, more["instruction"], *(choice.title for choice in choices)]

        def answer() -> str:
            wanted = self._typed(self._next(ask))
            return str(next(choice.value for choice in choices if choice.title.startswith(wanted)))

        return SimpleNamespace(unsafe_ask=answer)

    def _typed(self, raw: Any) -> str:
        if raw is KeyboardInterrupt:
            raise KeyboardInterrupt
        return str(raw)

    def _next(self, ask: str) -> Any:
        key = next((q.id for q in questions() if q.ask == ask), ask)
        self.asked.append(key)
        left = self.answers[key]
        return left.pop(0) if len(left) > 1 else left[0]


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Fake]:
    def answer(**changes: Any) -> Fake:
        fake = Fake(ANSWERS | changes)
        monkeypatch.setattr(wizard, "questionary", fake)
        return fake

    return answer


def run(said: list[str] | None = None, save: Callable[[WizardOutcome], Any] = lambda end: end, **more: Any) -> Any:
    lines = said if said is not None else []
    return run_wizard(save, today=TODAY, say=lines.append, **more)


def test_enter_alone_answers_no_question_of_law(answered: Callable[..., Fake]) -> None:
    nothing = ""
    fake = answered(incident=[nothing, nothing, "はい"], exempt=[nothing, ANSWERS["exempt"]])
    end = run()
    assert end.facts.incident is True
    assert fake.asked.count("incident") == 3
    assert fake.texts.count("「はい」か「いいえ」を選んでください。") == 2
    assert fake.asked.count("exempt") == 2


def test_the_questions_of_the_data_in_their_order(answered: Callable[..., Fake]) -> None:
    fake = answered()
    said: list[str] = []
    end = run(said)
    assert end.facts == Facts(250_000, 480, False, date(2025, 4, 1), None)
    assert (end.judgement.level, end.level) == ("juten", "zenkoumoku")
    assert (end.task_name, end.body, end.number) == ("国民健康保険に関する事務", "見本市長", "12")
    assert [key for key in fake.asked if key in {q.id for q in questions()}] == [
        q.id for q in questions() if q.kind != "result"
    ]
    page = "\n".join(said)
    assert "基礎項目評価及び重点項目評価の実施が義務付けられる" in page
    assert "規則第6条" in page
    assert "あと20人増えて500人" in page
    assert "対象人数: 250,000人" in page
    assert question("subjects").explanation in page


def test_nothing_shown_is_english(answered: Callable[..., Fake]) -> None:
    fake = answered()
    said: list[str] = []
    run(said)
    assert not re.findall(r"[A-Za-z]{3,}", re.sub("Enter", "", "\n".join([*fake.texts, *said])))


def test_a_bad_answer_is_asked_again_with_the_reason(answered: Callable[..., Fake]) -> None:
    fake = answered(subjects=["たくさん", "-3", "", "25万"])
    assert run().facts.subjects == 250_000
    for reason in ("人数として読めません", "マイナス", "入れてください"):
        assert any(reason in text for text in fake.texts)


def test_several_kinds_of_file(answered: Callable[..., Fake]) -> None:
    answered(exempt="２", ほかの種類のファイルも取り扱いますか=["手作業", "いいえ"], level="評価書を作らない")
    end = run()
    assert end.facts.exempt == ("staff", "paper")
    assert end.level == "none"


def test_an_answer_corrected_after_the_result_changes_it(answered: Callable[..., Fake]) -> None:
    answered(
        subjects=["25万", "5000"],
        level="基礎項目評価",
        次はどうしますか=["答えを直す", "次へ進む"],
        どの答えを直しますか="対象人数:",
    )
    assert run().judgement.level == "kiso"


def test_an_answer_corrected_at_the_end(answered: Callable[..., Fake]) -> None:
    fake = answered(
        task_name=["書き損じ", "介護保険に関する事務"],
        この内容でよいですか=["答えを直す", "この内容で保存する"],
        どの答えを直しますか="事務の名称",
    )
    assert run().task_name == "介護保険に関する事務"
    assert fake.asked.count("subjects") == 1


@pytest.mark.parametrize("at", ["subjects", "incident", "次はどうしますか", "body", "この内容でよいですか"])
def test_ctrl_c_anywhere_says_that_nothing_was_lost(answered: Callable[..., Fake], at: str) -> None:
    answered(**{at: KeyboardInterrupt})
    saved: list[Any] = []
    with pytest.raises(WizardCancelled, match="中断") as caught:
        run(save=saved.append)
    assert "失われたものはありません" in str(caught.value)
    assert saved == []


def test_leaving_at_the_result_saves_nothing(answered: Callable[..., Fake]) -> None:
    answered(次はどうしますか="保存せずにやめる")
    with pytest.raises(WizardCancelled):
        run()


def test_a_failed_save_keeps_the_answers_and_can_be_tried_again(answered: Callable[..., Fake]) -> None:
    fake = answered(**{"保存できませんでした。どうしますか": "もう一度保存する"})
    said: list[str] = []
    tries: list[WizardOutcome] = []

    def save(end: WizardOutcome) -> str:
        tries.append(end)
        if len(tries) == 1:
            raise PiaError("ディスクがいっぱいです。")
        return "saved"

    assert run(said, save) == "saved"
    assert "ディスクがいっぱいです。" in said
    assert tries[0] == tries[1]
    assert fake.asked.count("subjects") == 1


def test_a_field_starts_with_what_is_known(answered: Callable[..., Fake], monkeypatch: pytest.MonkeyPatch) -> None:
    fake = answered()
    started: dict[str, str] = {}
    text = fake.text
    monkeypatch.setattr(fake, "text", lambda ask, **more: started.update({ask: more["default"]}) or text(ask, **more))
    run(defaults={"body": "湖畔市長"})
    assert started[question("body").ask] == "湖畔市長"
    assert started[question("subjects").ask] == ""


def plainly(*answers: str) -> tuple[WizardOutcome, str]:
    lines = Said(*answers)
    end = run_wizard(lambda outcome: outcome, today=TODAY, lines=lines)
    assert not lines.answers
    return end, lines.page


REST = ("1", "1", "1", "2", "国民健康保険に関する事務", "見本市長", "12", "1")


def test_in_plain_lines_an_error_stands_right_after_the_answer() -> None:
    end, page = plainly("たくさん", "25万", "R7.4.1", "４８０", "", "", *REST)
    assert end.facts == Facts(250_000, 480, False, date(2025, 4, 1), None)
    assert (end.level, end.number) == ("zenkoumoku", "12")
    asked = page.splitlines()
    wrong = next(n for n, line in enumerate(asked) if "人数として読めません" in line)
    assert asked[wrong - 1] == asked[wrong + 1] == f"{question('subjects').ask}>"
    assert page.count("「はい」か「いいえ」を選んでください。") == 1


def test_in_plain_lines_one_goes_back_question_by_question() -> None:
    end, page = plainly("25万", "R7.4.1", "戻る", "戻る", "8万", "", "480", "", *REST[:3], "1", *REST[4:])
    assert end.facts == Facts(80_000, 480, False, date(2025, 4, 1), None)
    assert "いまの答え: 令和7年4月1日" in page


def test_where_nobody_answers_it_says_so() -> None:
    with pytest.raises(NobodyAnswers, match="端末") as caught:
        plainly()
    assert caught.value.exit_code == 2


# ── the real questionary ─────────────────────────────────────────────────────────────────────────────────────────────

DOWN, ENTER = "\x1b[B", "\r"
KEYS = [
    "２５万", ENTER, "令和7年4月1日", ENTER, "480人", ENTER, "", ENTER,
    "1", ENTER,  # いいえ
    "いいえ（ほかのファイルも取り扱う）", ENTER,
    ENTER,  # 次へ進む
    DOWN, ENTER,  # 重点の次の、全項目
    "国民健康保険に関する事務", ENTER, "見本市長", ENTER, "12", ENTER,
    ENTER,  # 保存する
]  # fmt: skip


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


def test_typed_with_real_prompts(keyboard: PipeInput) -> None:
    keyboard.send_text("".join(KEYS))
    end = run()
    assert end.facts == Facts(250_000, 480, False, date(2025, 4, 1), None)
    assert (end.level, end.task_name, end.number) == ("zenkoumoku", "国民健康保険に関する事務", "12")


def test_ctrl_c_and_ctrl_d_in_a_real_prompt(keyboard: PipeInput) -> None:
    for key in ("\x03", "\x04", f"25万{ENTER}{ENTER}3{ENTER}{ENTER}\x03"):
        keyboard.send_text(key)
        with pytest.raises(WizardCancelled):
            run()


@pytest.mark.skipif(sys.platform == "win32", reason="疑似端末（pty）がない")
def test_the_program_in_a_pseudo_terminal_makes_the_documents(tmp_path: Path) -> None:
    import pty

    master, slave = pty.openpty()
    env = {**os.environ, "PIA_TUI_WORKSPACE": str(tmp_path / "ws"), "TERM": "xterm"}
    program = subprocess.Popen(
        [sys.executable, "-m", "pia_tui", "wizard"], stdin=slave, stdout=slave, stderr=slave, env=env, close_fds=True
    )
    os.close(slave)
    seen = _Terminal(master)
    try:
        for q in questions():
            if q.kind == "result":
                seen.answer("次はどうしますか", ENTER)
            elif q.kind in ("yes_no", "kinds"):
                seen.answer(q.ask, "1" + ENTER)
            elif q.kind == "level":
                seen.answer(q.ask, ENTER)
            else:
                keys = {"subjects": "250000", "handlers": "480", "task_name": "kokuho", "body": "mihon"}.get(q.id, "")
                seen.answer(q.ask, keys + ENTER)
        seen.answer("この内容でよいですか", ENTER)
        seen.wait("pia-tui write")
        assert program.wait(60) == 0
    finally:
        program.kill()
        os.close(master)
    assert "番号 1" in seen.text
    assert "番号 2" in seen.text
    listed = run_program("list", env=env)
    assert listed.stdout.decode("utf-8").count("kokuho") == 2


class _Terminal:
    """The other end of a pseudo-terminal: waits for a text, then types."""

    def __init__(self, master: int) -> None:
        self.master = master
        self.raw = b""
        self.read_to = 0

    @property
    def text(self) -> str:
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.raw.decode(errors="replace"))

    def answer(self, prompt: str, keys: str) -> None:
        self.wait(prompt)
        os.write(self.master, keys.encode())

    def wait(self, wanted: str) -> None:
        until = time.monotonic() + 60
        while wanted not in self.text[self.read_to :]:
            assert time.monotonic() < until, self.text[-2000:]
            try:
                got = os.read(self.master, 65536)
            except OSError:
                got = b""
            assert got or wanted in self.text[self.read_to :], self.text[-2000:]
            # Answer what prompt_toolkit asks of a terminal: where the cursor is.
            if b"\x1b[6n" in got:
                os.write(self.master, b"\x1b[1;1R")
            self.raw += got
        self.read_to = self.text.index(wanted, self.read_to) + len(wanted)
