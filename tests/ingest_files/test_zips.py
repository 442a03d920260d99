"""The directory of a zip is judged by itself, before anything else of the file is looked at."""

from __future__ import annotations

import io
import zipfile

import pytest

from pia_tui.ingest.errors import UnsafeFile
from pia_tui.ingest.zips import open_zip


def zipped(*names: str) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as made:
        for name in names:
            member = zipfile.ZipInfo("x")
            member.filename = name  # as it is: the constructor tidies
            made.writestr(member, b"data")
    return result.getvalue()


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "a/..", "..", "..\\x", "a\\..\\x", "/x", "\\x", "//x/y", "C:x", "c:\\x"]
)
def test_a_name_that_leads_out_is_refused_whatever_else_the_file_is(name: str) -> None:
    with pytest.raises(UnsafeFile, match="外に出ようとする"):
        open_zip(zipped("a/b.json", name), most=10, total=1000)


@pytest.mark.parametrize("name", ["a/b", "..a", "a..b/c", "評価書/1..2.json", "..."])
def test_a_name_with_dots_that_stays_inside_is_taken(name: str) -> None:
    assert name in open_zip(zipped("z", name), most=10, total=1000).namelist()


def test_the_limits_are_what_is_still_allowed() -> None:
    assert open_zip(zipped("a", "b"), most=2, total=8)
    for most, total in ((1, 8), (2, 7)):
        with pytest.raises(UnsafeFile, match="極端に大きく"):
            open_zip(zipped("a", "b"), most=most, total=total)


def test_names_that_differ_only_by_case_are_the_same_elsewhere() -> None:
    with pytest.raises(UnsafeFile, match="同じ名前"):
        open_zip(zipped("a.json", "A.JSON"), most=9, total=1000)
