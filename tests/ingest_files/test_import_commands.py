"""import, pack and unpack as they are typed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from program import in_text, run_program


@pytest.fixture
def run(tmp_path: Path):
    def call(*args: str, given: bytes = b"", ws: str = "ws", code: int = 0) -> tuple[str, str]:
        (tmp_path / ws).mkdir(exist_ok=True)
        done = in_text(run_program("--workspace", ws, *args, stdin=given, cwd=tmp_path))
        out, err = done.stdout, done.stderr
        assert done.returncode == code, (args, out, err)
        assert "Traceback" not in err
        return out, err

    return call


def test_files_go_out_and_come_in(run, tmp_path: Path) -> None:
    run("demo")
    run("export", "2", "-o", "two.pdf")
    out = json.loads(run("import", "two.pdf", "--json", ws="other")[0])
    assert (out["id"], out["form"], out["kind"], out["unplaced"]) == (1, "juten_h30", "own_pdf", 0)
    assert out["placed"] > 100
    shown = [json.loads(run("show", number, "--json", ws=ws)[0]) for number, ws in (("2", "ws"), ("1", "other"))]
    assert [one["value"] for one in shown[0]["items"]] == [one["value"] for one in shown[1]["items"]]
    run("export", "2", "--no-data", "-o", "pages.pdf")
    out = json.loads(run("import", "-", "--json", given=(tmp_path / "pages.pdf").read_bytes(), ws="other")[0])
    assert out["kind"] == "pdf"
    assert len(out["tray"]) == out["unplaced"]
    counts = out["characters"]
    assert counts.pop("total") == sum(counts.values())
    _, err = run("import", "ない.pdf", code=1)
    assert "ありません" in err


def test_a_sheet_is_previewed_then_applied(run, tmp_path: Path) -> None:
    run("demo")
    run("export", "2", "--format", "xlsx", "--only", "I", "-o", "q.xlsx")
    book = openpyxl.load_workbook(tmp_path / "q.xlsx")
    row = next(row for sheet in book for row in sheet.iter_rows() if row[0].value == "I.1.2")
    row[4].value = "市民課の答え"
    book.save(tmp_path / "q.xlsx")
    out, err = run("import", "q.xlsx")
    assert "市民課の答え" in out
    assert "--apply" in err
    assert run("get", "2", "I.1.2")[0] != "市民課の答え\n"
    run("set", "2", "I.1.2", "担当の答え")
    out, err = run("import", "q.xlsx", "--apply", code=1)
    assert "担当の答え" in out
    assert "--theirs" in err
    assert json.loads(run("import", "q.xlsx", "--json")[0])["conflicts"][0]["theirs"] == "市民課の答え"
    run("import", "q.xlsx", "--apply", "--theirs-for", "I.1.2")
    assert run("get", "2", "I.1.2")[0] == "市民課の答え\n"
    _, err = run("export", "2", "--only", "I", code=2)
    assert "--only" in err


def test_packs_travel_and_come_together(run) -> None:
    run("demo")
    run("pack", "--all", "-o", "all.pia")
    assert run("unpack", "all.pia", ws="other")[0].count("新しく") == 3
    run("set", "1", "I.1.2", "あちら", ws="other")
    run("pack", "1", "-o", "one.pia", ws="other")
    run("set", "1", "I.1.2", "こちら")
    out, err = run("unpack", "one.pia", code=1)
    assert "こちら" in out
    assert "あちら" in out
    assert "--ours" in err
    assert len(json.loads(run("unpack", "one.pia", "--preview", "--json")[0])["documents"][0]["conflicts"]) == 1
    assert json.loads(run("unpack", "one.pia", "--theirs", "--json")[0])["documents"][0]["changed"] == 1
    assert run("get", "1", "I.1.2")[0] == "あちら\n"
    assert "pack" in run("import", "one.pia", code=1)[1]
    run("pack", code=2)
    run("unpack", "one.pia", "--ours", "--theirs", code=2)


def test_pasted_text_is_read_from_standard_input(run) -> None:
    text = (
        "特定個人情報保護評価書（基礎項目評価書）\nⅠ 関連情報\n"
        "①事務の名称\t介護保険に関する事務\n②事務の概要\t資格の管理を行う。\n"
    )
    out, _ = run("import", "-", "--form", "kiso", "--json", given=text.encode("cp932"))
    told = json.loads(out)
    assert told["form"] == "kiso_r6"
    shown = run("show", str(told["id"]))[0]
    assert "資格の管理を行う。" in shown or any("資格の管理" in one["text"] for one in told["tray"])
    assert io.StringIO(out).read().count("\n") > 3


def test_a_text_that_lost_much_is_better_brought_as_its_pdf(run) -> None:
    head = "特定個人情報保護評価書（基礎項目評価書）\nⅠ 関連情報\n①事務の名称\t介護保険に関する事務\n"
    clear = head + "②事務の概要\t資格の管理を行う。\n"
    assert "PDF のまま" not in run("import", "-", "--form", "kiso", given=clear.encode())[1]
    torn = "".join(f"どこにも属さない文その{number}。\f" for number in range(9)) + head
    assert "PDF のまま" in run("import", "-", "--form", "kiso", given=torn.encode())[1]


def test_a_second_copy_is_announced_and_can_be_stopped(run) -> None:
    run("demo")
    run("export", "2", "--no-data", "-o", "pages.pdf")
    _, err = run("import", "pages.pdf", "--once", code=1)
    assert "同じ評価書番号・名称の評価書が台帳にあります（番号 2）" in err
    assert "取り込んでいません" in err
    told = json.loads(run("import", "pages.pdf", "--json")[0])
    assert [one["id"] for one in told["alike"]] == [2]
    out, err = run("import", "pages.pdf")
    assert out == "5\n"
    assert "同じ評価書番号・名称の評価書が台帳にあります（番号 2、番号 4）" in err
    assert "変えていません" in err
    assert json.loads(run("import", "pages.pdf", "--json", ws="other")[0])["alike"] == []


def test_cells_that_cannot_be_read_are_listed_once_and_refused(run, tmp_path: Path) -> None:
    run("demo")
    run("export", "2", "--format", "xlsx", "--only", "I", "-o", "q.xlsx")
    book = openpyxl.load_workbook(tmp_path / "q.xlsx")
    rows = {row[0].value: row for sheet in book for row in sheet.iter_rows() if len(row) > 4}
    rows["I.1.1"][4].value = "別の名前"
    rows["I.1.2"][4].value = "=A1"
    rows["I.1.3"][4].value = "たくさん"
    book.save(tmp_path / "q.xlsx")
    for words in ((), ("--apply",)):
        out, err = run("import", "q.xlsx", *words, code=1)
        assert out.count("計算式が入って") == 1
        assert "いまの中身: =A1" in out
        assert "いまの中身: たくさん" in out
        assert "別の名前" in out
        assert "読めない欄が 2 か所" in err
        assert "計算式" not in err
        assert "／" not in err
    out, err = run("import", "q.xlsx", "--json", code=1)
    told = json.loads(out)
    assert not told["applied"]
    assert [one["found"] for one in told["problems"]] == ["=A1", "たくさん"]
    assert [one["key"] for one in told["changes"]] == ["I.1.1"]
    assert run("get", "2", "I.1.1")[0] != "別の名前\n"
    out, err = run("import", "q.xlsx", ws="other", code=1)
    assert out.count("計算式が入って") == 1
    assert "計算式" not in err
