"""The contract of the command line, through the installed program."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from program import in_text, run_program

from pia_tui import __main__ as start
from pia_tui.cli import COMMANDS
from pia_tui.tui.drawing.wrap import text_width


class Office:
    """A workspace of its own, and the program called in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *args: str, stdin: bytes = b"", code: int = 0) -> subprocess.CompletedProcess[bytes]:
        env = {**os.environ, "PIA_TUI_WORKSPACE": str(self.folder)}
        done = run_program(*args, stdin=stdin, env=env)
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        assert done.returncode == code, done.stderr.decode()
        return done

    def text(self, *args: str, stdin: bytes = b"") -> str:
        return in_text(self.run(*args, stdin=stdin)).stdout

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


def test_marks_from_a_file_stand_one_on_a_line(office: Office) -> None:
    office.run("new", "--form", "juten")
    office.run("set", "1", "I.2.1[1].3", "-", stdin="1\r\nその他（届出の台帳）\r\n".encode())
    assert office.json("get", "1", "I.2.1[1].3")["value"] == ["情報提供ネットワークシステム", "その他"]


def test_set_from_a_file_of_a_windows_editor(office: Office) -> None:
    office.run("new", "--form", "juten")
    for data in ("届出を受け付ける。\r\n".encode("utf-16"), "届出を受け付ける。\r\n".encode("utf-8-sig")):
        office.run("set", "1", "I.1.2", "--clear")
        office.run("set", "1", "I.1.2", "-", stdin=data)
        assert office.json("get", "1", "I.1.2")["value"] == "届出を受け付ける。"


@pytest.mark.parametrize("stdin", [b"", b"\xff\xfe\x81", b"\x81\x00\xff"])
def test_what_cannot_be_read_leaves_the_answer(office: Office, stdin: bytes) -> None:
    office.run("new", "--form", "juten")
    office.run("set", "1", "I.1.2", "大事な文")
    office.run("set", "1", "I.1.2", "-", stdin=stdin, code=1)
    assert office.text("get", "1", "I.1.2") == "大事な文\n"


def test_added_blocks_are_told(office: Office) -> None:
    office.run("new", "--form", "juten")
    said = office.run("set", "1", "II[3].4.2[2].1", "x").stderr.decode()
    assert "4 個" in said
    assert "個" not in office.run("set", "1", "II[3].4.2[2].1", "y").stderr.decode()


def test_show_tells_not_yet_from_no(office: Office) -> None:
    office.run("new", "--form", "juten")
    office.run("set", "1", "III[1].4.1", "×")
    office.run("set", "1", "II[1].4.1", "委託しない")
    lines = {line.split()[0]: line for line in office.text("show", "1").splitlines() if line.strip()}
    assert lines["III[1].4.1"].endswith(": ×")
    assert lines["III[1].5.1"].endswith("提供・移転しない")
    assert lines["I.1.2"].endswith("（未記入）")
    assert lines["II[1].4.1.1"].endswith("（記載不要）")


def test_details_of_a_fault_stay_in_the_workspace_of_the_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pia_tui.cli
    import pia_tui.cli.documents

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(pia_tui.cli.documents, "resolve_form", broken)
    monkeypatch.setenv("PIA_TUI_WORKSPACE", str(tmp_path / "other"))
    (tmp_path / "named" / "db").mkdir(parents=True)
    (tmp_path / "other" / "db").mkdir(parents=True)
    monkeypatch.setattr(sys, "argv", ["pia-tui", "--workspace", str(tmp_path / "named"), "new", "--form", "juten"])
    assert pia_tui.cli._run() == 1
    assert (tmp_path / "named" / "db" / "last-error.txt").exists()
    assert not (tmp_path / "other" / "db" / "last-error.txt").exists()


def test_digits_that_are_no_personal_number_need_a_reason(office: Office) -> None:
    office.run("new", "--form", "juten")
    text = "見本の番号 1234 5678 9018"
    assert "--reason" in office.error("set", "1", "I.1.2", text)
    office.error("set", "1", "I.1.2", text, "--reason", "短")
    assert office.text("get", "1", "I.1.2") == ""
    office.run("set", "1", "I.1.2", text, "--reason", "国が公開している架空の見本の番号")
    assert office.text("get", "1", "I.1.2") == f"{text}\n"


def test_clear_is_not_empty(office: Office) -> None:
    office.run("new", "--form", "juten")
    office.run("set", "1", "I.4.1", "番号法第9条")
    office.run("set", "1", "I.4.1", "--clear")
    assert office.json("get", "1", "I.4.1")["value"] is None


def test_a_folder_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    """A mistyped folder: nothing is made, and the officer hears that it is not there."""
    office = Office(tmp_path / "mistyped")
    for verb in (
        ("list",),
        ("show", "1"),
        ("check", "1"),
        ("search", "委託"),
        ("export", "1"),
        ("set", "1", "I.1.1", "a"),
    ):
        assert "がありません" in office.error(*verb), verb
        assert not office.folder.exists(), verb
    done = office.run("new", "--form", "kiso", "--name", "届出")
    assert str(office.folder) in done.stderr.decode(), "and what is made is told"
    assert (office.folder / "db" / "pia.sqlite3").exists()


def test_the_two_numbers_of_a_document_have_names_of_their_own(office: Office) -> None:
    office.run("new", "--form", "kiso", "--name", "届出")
    office.run("set", "1", "cover.1", "31000")
    heading, line = office.text("list").splitlines()
    assert heading.split() == ["操作番号", "計画管理書の番号", "評価書"]
    assert line.split()[:2] == ["1", "31000"]
    assert "（操作番号 2" in office.run("new", "--form", "kiso", "--name", "別").stderr.decode()


def test_list_names_documents(office: Office) -> None:
    office.folder.mkdir()
    assert "まだありません" in office.text("list")
    office.run("new", "--form", "juten", "--name", "児童手当に関する事務")
    office.run("new", "--form", "kiso", "--name", "予防接種に関する事務")
    assert [row["name"] for row in office.json("list", "予防接種")["documents"]] == [
        "予防接種に関する事務　基礎項目評価書"
    ]
    assert len(office.json("list")["documents"]) == 2
    assert "見つかりません" in office.text("list", "住民税")
    assert office.text("list", "予防接種").count("基礎項目評価書") == 1


def test_check_finds_what_is_missing(office: Office) -> None:
    office.run("new", "--form", "zenkoumoku", "--name", "届出")
    office.run("set", "1", "II[1].5.1.3", "○")
    office.run("set", "1", "II[1].5.1.1", "○")
    found = office.json("check", "1")["findings"]
    assert {"rule", "level", "path", "message"} <= set(found[0])
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
        (["set", "1", "cover.6", "43922"], "Excel の日付の番号なら 令和2年4月1日 です"),
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
        ["set", "1", "I.1.2", "x", "--clear"], ["set", "1", "I.1.2", "-x"],
        ["threshold", "--subjects", "1"], ["threshold", "--subjects", "abc", "--handlers", "1", "--no-incident"],
    ],
)  # fmt: skip
def test_usage_errors_exit_with_two(office: Office, args: list[str]) -> None:
    office.error(*args, code=2)


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["set", "1", "I.1.2"], "どちらか一方"),
        (["set", "1", "I.1.2", "二つの", "言葉"], "囲みます"),
        (["set", "1", "I.1.2", "-5"], "「--」"),
        (["threshold", "--subjects"], "値を書いてください（1 個）。使い方は「pia-tui threshold"),
        (["list", "--json=1"], "値は付けられません"),
        (["search", "x", "--limit", "5000"], "1～1000"),
        (["thresold"], "コマンド「thresold」はありません。「threshold」のことですか。"),
        (["絵"], "コマンド「絵」はありません。使い方は"),
        (["show", "1", "2"], "余分な言葉「2」"),
        (["show", "1", "二 (つ)", "x"], "余分な言葉「二 (つ) x」"),
    ],
)
def test_usage_errors_say_what_to_do(office: Office, args: list[str], word: str) -> None:
    office.run("new", "--form", "juten")
    assert word in office.error(*args, code=2)


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


def test_every_help_page_fits_80_columns_in_straight_columns(office: Office) -> None:
    """Counted in cells: a Japanese letter takes two of them."""
    for name in ("", *COMMANDS):
        page = office.text(*([name] if name else []), "--help")
        lines = page.splitlines()
        assert max(map(text_width, lines)) < 80, page
        about = page.partition("オプション:")[0].partition("\n")[2]
        assert not re.search(r"[ぁ-んァ-ン一-龥、。] +[ぁ-んァ-ン一-龥]", about), page
        for section in re.split(r"\n(?=\S+:\n)", page)[1:]:
            names = re.findall(r"^  \S+(?: \S+)* {2,}", section, re.MULTILINE)
            assert len({text_width(name) for name in names}) <= 1, section


def test_a_pdf_of_an_unfinished_form_says_what_is_missing(office: Office, tmp_path: Path) -> None:
    office.run("new", "--form", "kiso", "--name", "届出")
    said = office.run("export", "1").stderr.decode()
    found = re.search(r"未記入の項目が (\d+) あります。「pia-tui check 1」", said)
    assert found is not None, said
    assert office.json("export", "1")["unanswered"] == int(found[1]) > 0
    assert f"1（{found[1]} 項目）" in office.text("export", "--all")
    assert "未記入" not in office.run("export", "1", "--format", "xlsx").stderr.decode()
    office.run("demo")
    assert "未記入" not in office.run("export", "2").stderr.decode()


def test_export_to_a_place_of_ones_own(office: Office, tmp_path: Path) -> None:
    office.run("new", "--form", "kiso", "--name", "届出")
    target = tmp_path / "届出.json"
    assert json.loads(office.text("export", "1", "--format", "json", "-o", "-"))["document"]["form_id"] == "kiso_r6"
    office.run("export", "1", "--format", "json", "-o", str(target))
    assert "--force" in office.error("export", "1", "--format", "json", "-o", str(target))
    office.run("export", "1", "--format", "json", "-o", str(target), "--force")
    assert "フォルダーがありません" in office.error("export", "1", "-o", str(tmp_path / "ない" / "a.pdf"))
    office.run("export", "1", "--format", "json", "-o", str(tmp_path), "--force")
    assert len(list(tmp_path.glob("*.json"))) == 2
    assert "結果票" in office.error("export", "1", "--slip", "--format", "json", code=2)
    slip = tmp_path / "票.pdf"
    threshold = ("threshold", "--subjects", "1", "--handlers", "1", "--no-incident", "-o", str(slip))
    assert "票.pdf" in office.run(*threshold).stderr.decode()
    assert "--force" in office.error(*threshold)


def test_forms_as_json(office: Office) -> None:
    listed = office.json("forms")["forms"]
    assert {form["level"] for form in listed} == {"kiso", "juten", "zenkoumoku"}
    items = {item["id"]: item for item in office.json("forms", "zenkoumoku")["items"]}
    assert items["II.4.2.1"]["path"] == "II[n].4.2[n].1"
    assert items["II.4.2"]["repeat"]["max"] == 20
    assert items["I.1.2"]["star"] is True


def test_forms_as_text_gives_paths_and_choices_for_set(office: Office) -> None:
    page = office.text("forms", "juten")
    assert "II[n].4.2[n].1  ①委託内容（文章）" in page
    assert "II[n].4.2[n]  委託事項n（文章、委託事項 1～20）" in page
    assert "1）委託する　2）委託しない" in page
    assert not re.search(r"\((text|choice|multi|flag|date|count)\)|\{n\}", page)


def test_the_program_starts_without_the_heavy_rooms() -> None:
    code = (
        "import sys, pia_tui.cli\n"
        "from pia_tui.cli import threshold\n"
        "heavy = {'textual', 'reportlab', 'sqlite_utils', 'questionary', 'openpyxl', 'PIL', 'pypdf', 'uharfbuzz'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", [["list"], ["show", "1"], ["check", "1"]], ids=lambda command: command[0])
def test_reading_loads_no_library_that_only_writing_needs(office: Office, command: list[str]) -> None:
    office.run("new", "--form", "kiso")
    heavy = ("textual", "reportlab", "sqlite_utils", "stdnum", "questionary", "openpyxl", "PIL", "dateutil")
    code = (
        "import sys; from pia_tui.cli import cli; from pia_tui.cli.session import CommandSession\n"
        f"args = ['--workspace', {str(office.folder)!r}, *{command!r}]\n"
        "cli.main(args=args, standalone_mode=False, obj=CommandSession())\n"
        f"print(sorted(set({heavy!r}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


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
    from form_texts import source_of

    folder = office.folder / "db" / "forms"
    folder.mkdir(parents=True)
    text = source_of("juten_h30").text
    text = text.replace("id: juten_h30", "id: juten_r8", 1).replace("effective: 2018-05-21", "effective: 2026-04-01", 1)
    (folder / "juten_r8.yaml").write_text(text, "utf-8")
    assert office.json("new", "--form", "juten", "--name", "届出")["form"] == "juten_r8"
    assert "届出" in office.text("list")
    (folder / "juten_r8.yaml").write_text(text.replace("kind: text", "kind: txet", 1), "utf-8")
    assert "juten_r8.yaml の" in office.error("forms", "juten_r8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="いっぱいの装置がない")
@pytest.mark.parametrize(
    "args", [("show", "1"), ("list", "--json"), ("--help",), ("export", "1", "--format", "json", "-o", "-")]
)
def test_full_standard_output_is_told_plainly(office: Office, args: tuple[str, ...]) -> None:
    office.run("new", "--form", "kiso", "--name", "届出")
    with Path("/dev/full").open("wb") as full:
        env = {**os.environ, "PIA_TUI_WORKSPACE": str(office.folder)}
        done = subprocess.run(
            [sys.executable, "-m", "pia_tui", *args], stdout=full, stderr=subprocess.PIPE, env=env, check=False
        )
    message = done.stderr.decode()
    assert done.returncode == 1
    assert "結果を書き出せませんでした（ディスクに空きがありません）" in message
    assert message.count("\n") == 1, message
    assert "予期しない" not in message
    assert not (office.folder / "db" / "last-error.txt").exists()


def test_a_full_disk_is_told_without_a_screen() -> None:
    from pia_tui.store.errors import ConflictError, unreachable

    for error in (ConflictError(["a"]), unreachable(Path("x"))):
        assert "画面" not in str(error)
        assert "入力した文字は画面に残っています" in error.on_screen


@pytest.mark.parametrize("place", ["I", "I.1", "cover"])
def test_get_of_a_heading_shows_its_items(office: Office, place: str) -> None:
    office.run("new", "--form", "kiso", "--name", "届出")
    office.run("set", "1", "I.1.2", "受け付ける。")
    shown = office.text("get", "1", place)
    assert ("I.1.2" in shown) == ("受け付ける。" in shown) == (place != "cover")
    assert "I.2" not in shown or place == "I"
    paths = [item["path"] for item in office.json("get", "1", place)["items"]]
    assert paths
    assert all(path in shown for path in paths)
    assert office.text("get", "1", "I.1.2").strip() == "受け付ける。"


@pytest.mark.parametrize("name", ["/etc/passwd", "/etc"])
def test_a_file_that_is_no_font_is_called_so(office: Office, name: str) -> None:
    if not Path(name).exists():
        pytest.skip("この端末にはない")
    office.run("new", "--form", "kiso", "--name", "届出")
    assert f"「{name}」はフォントのファイルではありません" in office.error("export", "1", "--font", name)


def test_a_font_of_a_name_that_no_file_can_have(office: Office) -> None:
    office.run("new", "--form", "kiso")
    assert "フォント" in office.error("export", "1", "--font", "x" * 300)
    assert "フォント" in office.error("export", "1", "--font", "x" * 300 + ".ttf")


def test_ctrl_c_while_loading(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Interrupted:
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "pia_tui.cli", Interrupted())  # type: ignore[arg-type]
    with pytest.raises(SystemExit) as end:
        start.main()
    assert end.value.code == 1
    assert capsys.readouterr().err == "中止しました。保存済みの内容はそのままです。\n"
