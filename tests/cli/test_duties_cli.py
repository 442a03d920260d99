"""`due`, `review`, `incident` and what belongs to them, through the installed program."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from program import in_text, run_program

Call = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    env = {**os.environ, "PIA_TUI_WORKSPACE": str(tmp_path / "ws")}

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        done = in_text(run_program(*args, env=env))
        assert "Traceback" not in done.stderr
        return done

    return run


def document(call: Call, form: str, name: str, **answers: str) -> str:
    number = str(json.loads(call("new", "--form", form, "--name", name, "--json").stdout)["id"])
    for path, value in answers.items():
        assert call("set", number, path.replace("_", "."), value).returncode == 0
    return number


def due(call: Call, *args: str) -> list[dict[str, Any]]:
    return json.loads(call("due", "--json", *args).stdout)["due"]  # type: ignore[no-any-return]


def test_from_the_cover_to_the_calendar_and_the_list_by_office(call: Call, tmp_path: Path) -> None:
    number = document(call, "juten", "国保の事務", cover_6="平成29年4月1日", I_6_1="保険年金課", cover_1="12")
    (renew,) = [one for one in due(call, "--today", "2022-04-02") if one["duty"] == "renew"]
    assert (renew["on"], renew["state"], renew["ids"]) == ("2022-04-01", "overdue", [int(number)])
    assert renew["inputs"] == [{"label": "表紙の公表日", "value": "平成29年4月1日"}]
    shown = call("due", "--today", "2022-04-02").stdout
    assert "過ぎた　令和4年4月1日（1日過ぎた）" in shown
    assert "規則第15条" in shown
    assert "未確認" not in shown

    assert call("review", number, "--date", "R4.3.1").returncode == 0
    (review,) = [one for one in due(call, "--today", "2022-04-02") if one["duty"] == "review"]
    assert review["on"] == "2023-03-01"
    assert call("review", number, "--date", "R4.3.1", "--undo").returncode == 0
    assert "記録はありません" in call("review", number, "--date", "R4.3.1", "--undo").stderr

    ics, pdf = tmp_path / "due.ics", tmp_path / "due.pdf"
    assert call("due", "--ics", str(ics), "--pdf", str(pdf), "--today", "2022-04-02").returncode == 0
    lines = ics.read_bytes().split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b"DTSTART;VALUE=DATE:20220401" in lines
    assert all(len(line) <= 75 for line in lines)
    from pypdf import PdfReader

    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "保険年金課" in text
    assert "再実施の期限" in text
    assert "--force" in call("due", "--ics", str(ics)).stderr


def test_an_accident_is_entered_once_and_withdrawn(call: Call) -> None:
    document(call, "kiso", "甲の事務", cover_6="令和7年4月1日")
    document(call, "kiso", "乙の事務", cover_6="令和7年4月1日")
    assert call("incident", "--add", "紛失", "--occurred", "R8.9.1", "--known", "R8.8.1").returncode == 1
    assert call("incident", "--add", "紛失").returncode == 2
    done = call(
        "incident", "--add", "紛失", "--occurred", "R8.9.1", "--known", "R8.10.15", "--today", "R8.11.1", "--json"
    )
    assert json.loads(done.stdout)["incidents"][0]["until"] == "令和9年10月15日"
    asked = [one for one in due(call, "--today", "R8.11.1") if one["duty"] == "incident_correct"]
    assert len(asked) == 2
    assert call("incident", "--withdraw", "1", "--reason", "別の機関の事故").returncode == 0
    assert [one for one in due(call, "--today", "R8.11.1") if one["duty"].startswith("incident")] == []


def test_nothing_to_do_in_an_empty_store(call: Call, tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    assert "今のところ" in call("due").stdout
    assert call("due", "--json").returncode == 0


def test_judge_again_and_what_follows(call: Call, tmp_path: Path) -> None:
    kiso = document(call, "kiso", "国保の事務", cover_6="令和7年4月1日", cover_1="12")
    juten = document(call, "juten", "国保の事務", cover_1="13")
    assert "--subjects" in call("judge", kiso).stderr
    done = json.loads(
        call("judge", kiso, "--subjects", "98000", "--handlers", "480", "--date", "R7.4.2", "--json").stdout
    )
    assert (done["level"], done["ids"], done["before"]) == ("kiso", [int(kiso), int(juten)], None)
    again = json.loads(call("judge", kiso, "--subjects", "12万", "--write", "--date", "R8.4.2", "--json").stdout)
    assert (again["level"], again["before"], again["rises"], again["differs"]) == ("juten", "kiso", True, [])
    assert "10万人以上30万人未満" in call("get", kiso, "II.1.1").stdout
    assert f"pia-tui judge {kiso}" in call("set", kiso, "II.1.2", "R8.5.1").stderr
    assert "judge" not in call("set", kiso, "I.1.2", "概要").stderr
    listed = json.loads(call("judge", juten, "--list", "--json").stdout)["judgements"]
    assert [one["subjects"] for one in listed] == [120_000, 98_000]
    old = tmp_path / "old.pdf"
    slip = call("export", kiso, "--slip", "--judgement", str(listed[1]["judgement"]), "-o", str(old))
    assert slip.returncode == 0, slip.stderr
    assert call("judge", kiso, "--all").returncode == 2
    added = call("incident", "--add", "紛失", "--occurred", "R8.9.1", "--today", "R8.10.1", "--json")
    assert [one["level"] for one in json.loads(added.stdout)["judged"]] == ["zenkoumoku"]
    assert json.loads(call("drift", "--json").stdout)["drift"] is not None


def test_one_task_in_step_and_in_the_register(call: Call, tmp_path: Path) -> None:
    kiso = document(call, "kiso", "国保の事務", cover_1="12", I_5_1="保険課")
    juten = document(call, "juten", "国保の事務", I_6_1="保険年金課")
    found = json.loads(call("task", kiso, "--json").stdout)
    assert [one["item"] for one in found["differs"]] == ["number", "department"]
    assert json.loads(call("task", kiso, "--sync", "--json").stdout)["synced"] == [{"id": int(juten), "changed": 2}]
    assert call("get", juten, "I.6.1").stdout.strip() == "保険課"
    assert "--new-task" in call("duplicate", juten).stderr
    copy = json.loads(call("duplicate", juten, "--new-task", "--name", "介護の事務", "--json").stdout)["id"]
    assert call("get", str(copy), "cover.1").stdout == ""
    tasks = json.loads(call("register", "--format", "json").stdout)["tasks"]
    assert [(one["number"], one["task"], one["levels"]) for one in tasks] == [
        ("12", "国保の事務", "基礎＋重点"),
        ("", "介護の事務", "重点"),
    ]
    assert "国保の事務" in call("register").stdout
    for kind in ("xlsx", "pdf"):
        target = tmp_path / f"r.{kind}"
        assert call("register", "--format", kind, "-o", str(target)).returncode == 0
        assert target.stat().st_size > 1000
    assert call("set", str(copy), "cover.1", "12").returncode == 0
    assert "評価書番号 12 が" in call("register").stderr
