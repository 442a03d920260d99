"""The contract of the command line, through the installed program."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pia_tui.cli import COMMANDS


class Office:
    """A workspace of its own, and the program called in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *args: str, stdin: bytes = b"", code: int = 0) -> subprocess.CompletedProcess[bytes]:
        env = {**os.environ, "PIA_TUI_WORKSPACE": str(self.folder), "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-m", "pia_tui", *args],
            input=stdin,
            capture_output=True,
            env=env,
            check=False,
            timeout=120,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        assert done.returncode == code, done.stderr.decode()
        return done

    def text(self, *args: str, stdin: bytes = b"") -> str:
        return self.run(*args, stdin=stdin).stdout.decode()

    def json(self, *args: str) -> dict:
        return json.loads(self.text(*args, "--json"))

    def error(self, *args: str, code: int = 1) -> str:
        done = self.run(*args, code=code)
        message = done.stderr.decode().strip()
        assert message.count("\n") == 0, message
        assert re.search(r"[ぁ-ん]", message), message
        return message


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def test_new_set_get_show(office: Office) -> None:
    made = office.json("new", "--form", "juten", "--name", "湖畔の届出に関する事務")
    assert made["id"] == 1
    number = str(made["id"])
    office.run("set", number, "II[1].4.2[3].1", "封筒の印刷")
    office.run("set", number, "I.2.1[1].3", "庁内連携システム", "その他（届出の台帳）")
    office.run("set", number, "I.5.1", "2")
    office.run("set", number, "cover.6", "2026-04-01")
    office.run("set", number, "I.1.2", "-", stdin="一行目\r\n<二行目> [bold] & =1+1\n".encode())
    assert office.text("get", number, "II[1].4.2[3].1") == "封筒の印刷\n"
    assert office.text("get", number, "I.5.1") == "実施しない\n"
    assert office.text("get", number, "I.1.2") == "一行目\n<二行目> [bold] & =1+1\n"
    assert office.text("get", number, "I.1.3") == ""
    shown = office.json("show", number)
    values = {item["path"]: item["value"] for item in shown["items"]}
    assert values["II[1].4.2[3].1"] == "封筒の印刷"
    assert values["I.2.1[1].3"] == ["庁内連携システム", "その他"]
    assert values["I.2.1[1].3.7"] == "届出の台帳"
    assert values["cover.6"] == "令和8年4月1日"
    assert values["I.1.3"] is None
    assert {"path", "label", "kind", "value"} <= set(shown["items"][0])
    assert "封筒の印刷" in office.text("show", number)


def test_set_from_a_file_of_japanese_windows(office: Office) -> None:
    office.run("new", "--form", "kiso", "--name", "届出")
    office.run("set", "1", "I.1.2", "-", stdin="届出を受け付ける。".encode("cp932"))
    assert office.text("get", "1", "I.1.2") == "届出を受け付ける。\n"


def test_clear_is_not_empty(office: Office) -> None:
    office.run("new", "--form", "juten")
    office.run("set", "1", "I.4.1", "番号法第9条")
    office.run("set", "1", "I.4.1", "--clear")
    assert office.json("get", "1", "I.4.1")["value"] is None


def test_list_names_documents(office: Office) -> None:
    assert "まだありません" in office.text("list")
    office.run("new", "--form", "juten", "--name", "児童手当に関する事務")
    office.run("new", "--form", "kiso", "--name", "予防接種に関する事務")
    assert [row["name"] for row in office.json("list", "予防接種")["documents"]] == [
        "予防接種に関する事務　基礎項目評価書"
    ]
    assert len(office.json("list")["documents"]) == 2


def test_check_finds_what_is_missing(office: Office) -> None:
    office.run("new", "--form", "zenkoumoku", "--name", "届出")
    office.run("set", "1", "II[1].5.1.3", "○")
    office.run("set", "1", "II[1].5.1.1", "○")
    found = office.json("check", "1")["findings"]
    assert {"rule", "level", "path", "message"} == set(found[0])
    assert any(one["rule"] == "exclusive" and one["path"] == "II[1].5.1.3" for one in found)
    assert "件" in office.text("check", "1")


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["new", "--form", "様式9"], "登録されていません"),
        (["show", "77"], "77"),
        (["set", "1", "I.99", "x"], "ありません"),
        (["set", "1", "II.4.1", "1"], "何番目"),
        (["set", "1", "I.5.1", "たぶん"], "選択肢"),
        (["set", "1", "cover.6", "いつか"], "日付"),
        (["set", "1", "II[1].4.1.1", "三"], "件数"),
        (["set", "1", "I.1.2", "赤\x1b[31m"], "制御文字"),
        (["set", "1", "II[1].4.2[21].1", "x"], "20 まで"),
        (["set", "1", "I.1.2", "個人番号は 1234 5678 9018"], "個人番号"),
        (["set", "1", "II[1].4.2", "x"], "何番目"),
        (["set", "1", "II[1].4.2[]", "x"], "何番目"),
        (["get", "1", "["], "読めません"),
        (["get", "1", "I.2.1"], "何番目"),
        (["get", "1", "I.2.1[]"], "何番目"),
        (["get", "1", "I.1.9"], "ありません"),
    ],
)
def test_wrong_calls_are_told_in_one_line(office: Office, args: list[str], word: str) -> None:
    office.run("new", "--form", "juten", "--name", "届出")
    assert word in office.error(*args)


@pytest.mark.parametrize(
    "args",
    [
        ["nonsense"], ["new"], ["show"], ["show", "abc"], ["set", "1", "I.1.2"],
        ["list", "--nope"], ["export", "1", "--format", "doc"],
        ["threshold", "--subjects", "1"], ["threshold", "--subjects", "abc", "--handlers", "1", "--no-incident"],
    ],
)  # fmt: skip
def test_usage_errors_exit_with_two(office: Office, args: list[str]) -> None:
    office.error(*args, code=2)


def test_a_document_number_of_any_size(office: Office) -> None:
    office.run("new", "--form", "kiso")
    for number in ("0", "99999999999999999999", "-1"):
        office.run("show", "--", number, code=1)


def test_every_command_has_a_help_page_without_english(office: Office) -> None:
    for name in COMMANDS:
        page = office.text(name, "--help")
        words = set(
            re.findall(
                r"\b[A-Za-z]{4,}\b", re.sub(r"--[a-z-]+|pia-tui( [a-z]+)?|\S+\.(pia|pdf|xlsx|json|txt)", "", page)
            )
        )
        assert not words & {"Usage", "Options", "Show", "Commands", "INTEGER", "TEXT", "PATH", "Error", "required"}, (
            page
        )


def test_forms_as_json(office: Office) -> None:
    listed = office.json("forms")["forms"]
    assert {form["level"] for form in listed} == {"kiso", "juten", "zenkoumoku"}
    items = {item["id"]: item for item in office.json("forms", "zenkoumoku")["items"]}
    assert items["II.4.2.1"]["path"] == "II[n].4.2[n].1"
    assert items["II.4.2"]["repeat"]["max"] == 20
    assert items["I.1.2"]["star"] is True


def test_the_program_starts_without_the_heavy_rooms() -> None:
    code = (
        "import sys, pia_tui.cli\n"
        "from pia_tui.cli import threshold\n"
        "heavy = {'textual', 'reportlab', 'sqlite_utils', 'questionary', 'openpyxl', 'PIL', 'pypdf', 'uharfbuzz'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_closed_pipe_is_no_error(office: Office) -> None:
    office.run("new", "--form", "zenkoumoku")
    env = {**os.environ, "PIA_TUI_WORKSPACE": str(office.folder)}
    shown = subprocess.Popen(
        [sys.executable, "-m", "pia_tui", "show", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    )
    assert shown.stdout
    assert shown.stderr
    shown.stdout.close()
    assert b"Traceback" not in shown.stderr.read()
    shown.wait(60)


def test_a_form_put_beside_the_store_is_used(office: Office) -> None:
    from pia_tui.forms.loader import form_files

    folder = office.folder / "db" / "forms"
    folder.mkdir(parents=True)
    text = form_files()["juten_h30"].read_text("utf-8")
    text = text.replace("id: juten_h30", "id: juten_r8", 1).replace("effective: 2018-05-21", "effective: 2026-04-01", 1)
    (folder / "juten_r8.yaml").write_text(text, "utf-8")
    assert office.json("new", "--form", "juten", "--name", "届出")["form"] == "juten_r8"
    assert "届出" in office.text("list")
    (folder / "juten_r8.yaml").write_text(text.replace("kind: text", "kind: txet", 1), "utf-8")
    assert "juten_r8.yaml の" in office.error("forms", "juten_r8")
