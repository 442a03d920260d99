"""publish, revisions, diff, changes: one document through a year on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pia_tui.assessment import Assessment
from pia_tui.cli import cli
from pia_tui.forms import load_form
from pia_tui.store import Store
from pia_tui.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspace = Workspace(tmp_path / "ws").prepare()
    document = Assessment.new(load_form("juten_h30"), "公営住宅の管理に関する事務")
    for path, value in (("I.1.2", "入居者を決める。"), ("I.4.1", "別表の27の項"), ("II[1].4.2[1].1", "印刷")):
        document.apply(document.change(path, value))
    with Store.open(workspace) as store:
        store.create("juten_h30", document.state)
    return workspace.root


def run(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(cli, ["--workspace", str(folder), *arguments])


def data(folder: Path, *arguments: str) -> Any:
    done = run(folder, *arguments, "--json")
    assert done.exit_code == 0, f"{done.output}{done.exception}"
    return json.loads(done.stdout)


def test_a_year_on_the_command_line(folder: Path, tmp_path: Path) -> None:
    first = data(folder, "publish", "1", "--date", "令和7年4月15日", "--kind", "実施")
    assert (first["kind"], first["published_on"]) == ("実施", "2025-04-15")
    assert data(folder, "diff", "1") == {"changes": [], "hidden": []}
    run(folder, "set", "1", "I.4.1", "別表の27の項及び35の項")
    run(folder, "set", "1", "II[1].4.2[1].1", "印刷及び封入")
    (one, other) = data(folder, "diff", "1")["changes"]
    assert (one["kind"], one["path"], one["before"], one["after"], one["star"]) == (
        "changed",
        "I.4.1",
        "別表の27の項",
        "別表の27の項及び35の項",
        True,
    )
    assert (other["path"], other["star"]) == ("II[1].4.2[1].1", False)
    assert "修正中（公表 令和7年4月15日から 2 か所）" in run(folder, "list").stdout
    rows = data(folder, "changes", "1")["rows"]
    assert [(row["timing"], row["important"]) for row in rows] == [(None, None), ("事後", False)]
    assert set(rows[0]) >= {"path", "date", "item", "before", "after", "timing", "note", "star", "important"}
    told = data(
        folder, "changes", "1", "--risk", "I.4.1=いいえ", "--in-force", "すべて=はい", "--date", "R8.4.1",
        "--note", "II[1].4.2[1].1=契約の変更による", "--write",
    )  # fmt: skip
    assert [row["timing"] for row in told["rows"]] == ["事後", "事後"]
    assert told["rows"][1]["note"] == "契約の変更による"
    assert told["written"] == {"added": 2, "updated": 0, "removed": 0, "kept": 0}
    assert {row["date"] for row in told["rows"]} == {"令和8年4月1日"}
    found = data(folder, "check", "1")["findings"]
    assert [one for one in found if one["rule"].startswith(("change_", "row_"))] == []
    steps = data(folder, "changes", "1", "--steps")
    assert steps["overall"] == "修正"
    assert [step["id"] for step in steps["timeline"]["steps"]] == ["correct", "submit", "publish"]
    file = tmp_path / "proof.pdf"
    assert run(folder, "changes", "1", "--proof", "-o", str(file)).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF")
    second = data(folder, "publish", "1", "--date", "2026-05-01", "--kind", "修正")
    kept = data(folder, "revisions", "1")
    assert [one["id"] for one in kept["revisions"]] == [first["id"], second["id"]]
    assert (kept["state"], kept["changes"]) == ("公表済み（令和8年5月1日）", 0)
    assert [one["path"] for one in data(folder, "diff", "1", str(first["id"]), str(second["id"]))["changes"]] == [
        "I.4.1",
        "II[1].4.2[1].1",
    ]
    for number in (1, 2):
        target = tmp_path / f"{number}.pdf"
        assert run(folder, "export", "1", "--revision", str(first["id"]), "-o", str(target)).exit_code == 0
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()
    assert "別表の27の項及び35の項" not in run(folder, "show", "1", "--revision", str(first["id"])).stdout


def test_the_rows_are_written_with_the_day_of_the_publication(folder: Path) -> None:
    """`publish --rows` does in one step what `changes --date … --write` and `publish` do in two."""
    data(folder, "publish", "1", "--date", "令和7年4月15日", "--kind", "実施")
    run(folder, "set", "1", "I.1.2", "入居者を決め、通知する。")
    data(folder, "changes", "1", "--in-force", "すべて=はい", "--risk", "すべて=いいえ")
    plain = data(folder, "publish", "1", "--date", "令和8年5月1日", "--kind", "修正", "--rows")
    rows = data(folder, "show", "1", "--revision", str(plain["id"]))
    held = [one["value"] for one in rows["items"] if one["path"].startswith("betten2.1[1]")]
    assert "令和8年5月1日" in held
    assert "入居者を決め、通知する。" in held
    assert data(folder, "diff", "1")["changes"] == []


def test_errors_are_told_and_answered(folder: Path) -> None:
    run(folder, "set", "1", "II[1].5.1.1", "○")
    run(folder, "set", "1", "II[1].5.1.3", "○")
    refused = run(folder, "publish", "1", "--date", "令和7年4月15日", "--kind", "実施")
    assert "誤り" in str(refused.exception)
    assert "両方に○" in refused.stderr
    done = run(folder, "publish", "1", "--date", "令和7年4月15日", "--kind", "実施", "--reason", "様式の都合による")
    assert done.exit_code == 0, str(done.exception)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("publish", "1", "--date", "昨日", "--kind", "実施"), "令和8年4月1日"),
        (("publish", "1", "--date", "令和7年4月15日", "--kind", "改訂"), "実施"),
        (("diff", "1"), "公表した版がまだありません"),
        (("changes", "1"), "公表した版がまだありません"),
        (("diff", "1", "7"), "版 7 はありません"),
        (("show", "1", "--revision", "7"), "版 7 はありません"),
        (("export", "1", "--revision", "x7"), "番号ではありません"),
        (("revisions", "9"), "9 はありません"),
    ],
)
def test_what_cannot_be_done_is_said_in_japanese(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    from pia_tui.cli.japanese import explain

    done = run(folder, *arguments)
    assert done.exit_code != 0
    error = done.exception
    import click

    text = explain(error) if isinstance(error, click.ClickException) else f"{error}{done.output}"
    assert said in text or "選べるのは" in text or done.exit_code == 2


def test_rows_are_merged_split_set_aside_by_their_places(folder: Path) -> None:
    run(folder, "publish", "1", "--date", "令和7年4月15日", "--kind", "実施")
    run(folder, "set", "1", "I.1.2", "入居者を決め、家賃を集める。")
    run(folder, "set", "1", "II[1].4.2[1].1", "封入")
    run(folder, "set", "1", "II[1].4.2[2]", "保守")
    run(folder, "set", "1", "II[1].4.2[2].1", "システムの保守")
    told = data(folder, "changes", "1", "--merge", "I.1.2,II[1].4.2[1].1", "--split", "II[1].4.2[2]")
    assert [(row["path"], len(row["changes"])) for row in told["rows"]] == [
        ("I.1.2", 2),
        ("II[1].4.2[2]", 1),
        ("II[1].4.2[2].1", 1),
    ]
    told = data(folder, "changes", "1", "--aside", "II[1].4.2[2].1=名称の行に含む", "--item", "II[1].4.2[2]=委託事項2")
    assert told["rows"][2]["aside"] == "名称の行に含む"
    assert told["rows"][1]["item"] == "委託事項2"
    assert run(folder, "changes", "1", "--aside", "I.9=理由").exit_code == 1


def test_a_wrong_record_is_put_right_or_withdrawn_with_a_reason(folder: Path) -> None:
    first = data(folder, "publish", "1", "--date", "令和7年4月15日", "--kind", "実施")
    right = data(
        folder, "publish", "1", "--correct", str(first["id"]), "--date", "令和7年4月16日", "--reason", "写し間違い"
    )
    assert (right["published_on"], right["kind"], right["withdrawn"]) == ("2025-04-16", "実施", None)
    told = data(folder, "revisions", "1")
    assert [(one["id"], one["withdrawn"]) for one in told["revisions"]] == [
        (first["id"], "写し間違い"),
        (right["id"], None),
    ]
    assert "取り消した記録（理由: 写し間違い）" in run(folder, "revisions", "1").stdout
    refused = run(folder, "publish", "1", "--withdraw", str(right["id"]))
    assert "理由が書かれていません" in str(refused.exception)
    gone = data(folder, "publish", "1", "--withdraw", str(right["id"]), "--reason", "決裁の前だった")
    assert gone["withdrawn"] == "決裁の前だった"
    assert "公表した版がまだありません" in str(run(folder, "diff", "1").exception)
    for wrong in (
        ("--withdraw", "1", "--correct", "1"),
        ("--withdraw", "1", "--date", "令和7年4月15日"),
        ("--kind", "実施"),
    ):
        assert run(folder, "publish", "1", *wrong).exit_code == 2
