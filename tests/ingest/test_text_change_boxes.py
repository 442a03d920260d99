"""変更箇所 whose cells are text boxes: columns printed apart, cells wrapped, lines of two cells mixed in one box."""

from __future__ import annotations

import pytest
from test_text_accounting import check

from pia_tui.ingest.text import read_text
from pia_tui.ingest.text.job import Job
from pia_tui.ingest.text.reading import Reading
from pia_tui.ingest.text.scatter.joints import Joints

HEAD = "特定個人情報保護評価書（重点項目評価書）\n\n"
HEAD += "Ⅰ　基本情報\n\n①事務の名称\n\n図書の貸出しに関する事務\n\n[\n\n]\n\n○\n\n"
TABLE = (
    "\f（別添２）　変更箇所\n\n変更日\n\n項目\n\n変更前の記載\n\n変更後の記載\n\n提出時期\n\n提出時期に係\nる説明\n\n"
)
PAGE = "\f"
ROWS = [
    (
        "令和3年4月1日",
        "Ⅱ　２．基本情報　⑥事務担\n当部署",
        "教育部図書課",
        "文化部図書課",
        "事後",
        "組織の名が変\nわったため",
    ),
    ("令和3年4月1日", "Ⅰ　６．①部署", "教育部図書課", "文化部図書課", "事後", "組織の名が変\nわったため"),
    (
        "令和4年9月1日",
        "Ⅲ　８．監査",
        "貸出しの記録を年に1回、図書館長が確かめ、\n誤りがあれば直している。",
        "貸出しの記録を年に2回、図書館長が確かめ、\n誤りがあればその日のうちに直している。",
        "事前",
        "重要な変更に\n当たるため",
    ),
]


def read(body: str) -> dict[str, str]:
    text = HEAD + PAGE + "項目一覧\n" + TABLE + body
    found = read_text(text, "juten_h30")
    check(text, found)
    return {placed.path: str(found.state[placed.key]) for placed in found.report.placed}


def expect(got: dict[str, str], columns: str = "123456") -> None:
    for number, row in enumerate(ROWS, start=1):
        for column, cell in enumerate(row, start=1):
            if str(column) in columns:
                assert got[f"betten2.1[{number}].{column}"].replace("\n", "") == cell.replace("\n", ""), (
                    number,
                    column,
                )


def test_cells_in_the_order_of_rows():
    expect(read("\n\n".join("\n\n".join(row) for row in ROWS)))


def test_the_last_columns_printed_behind_the_others():
    body = "\n\n".join("\n\n".join(row[:4]) for row in ROWS)
    expect(read(f"{body}\n\n" + "\n\n".join(row[4] for row in ROWS) + "\n\n" + "\n\n".join(row[5] for row in ROWS)))


def test_a_date_in_the_line_of_its_item_and_days_as_texts():
    rows = [
        ("令和3年4月1日", "Ⅴ　１．①実施日", "令和2年4月1日 時点", "令和3年4月1日 時点", "事後", "計数の更新"),
        *ROWS[1:],
    ]
    body = "\n\n".join("\n\n".join([f"{row[0]} {row[1]}", *row[2:]]) for row in rows)
    got = read(body)
    assert got["betten2.1[1].1"] == "令和3年4月1日"
    assert got["betten2.1[1].2"] == "Ⅴ　１．①実施日"
    assert got["betten2.1[1].3"] == "令和2年4月1日 時点"
    assert got["betten2.1[1].4"] == "令和3年4月1日 時点"
    assert got["betten2.1[3].5"] == "事前"


@pytest.mark.parametrize("at", [1, 2])
def test_a_row_over_the_end_of_a_page(at):
    first, second = ROWS[2][5].split("\n")
    body = "\n\n".join("\n\n".join(row) for row in ROWS[:2]) + "\n\n" + "\n\n".join([*ROWS[2][:5], first])
    late = ("令和5年4月1日", "Ⅰ　６．①部署", "文化部図書課", "文化部図書館", "事後", "組織の名が変\nわったため")
    more = "\n\n".join("\n\n".join(late) for _ in range(at + 1))
    got = read(f"{body}{PAGE}{second}\n\n{more}")
    expect(got)
    assert got["betten2.1[4].4"] == "文化部図書館"


def test_a_dash_is_what_was_there_before():
    """On pages whose brackets are torn, lone signs are furniture, but not in the table of changes."""
    rows = [*ROWS[:2], (*ROWS[2][:2], "—", *ROWS[2][3:])]
    text = HEAD + PAGE + "項目一覧\n" + TABLE + "\n\n".join("\n\n".join(row) for row in rows)
    job = Job(Reading(text), "juten_h30")
    job.scattered = True
    job.run()
    got = {placed.path: str(job.builder.state[placed.key]) for placed in job.report().placed}
    assert got["betten2.1[3].3"] == "—"
    assert got["betten2.1[3].4"].startswith("貸出しの記録")


def test_joints_tell_lines_that_do_not_meet():
    joints = Joints("個人番号を番号で確かめる。番号の確認、番号の記録。作業の記録、作業の確認。")
    assert joints.strangeness("個人番", "号を確かめる") == 0.0
    assert joints.strangeness("個人番", "作業") > 0.4
    assert joints.strangeness("", "作業") == 0.0
