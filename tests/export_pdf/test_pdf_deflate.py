"""Streams compressed on all cores: every one comes out under its own number, and the same in every run."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_tui.export.pdf import deflate as module
from pia_tui.export.pdf.deflate import deflate_all


@given(st.dictionaries(st.integers(1, 50), st.binary(max_size=300)))
def test_each_stream_comes_back_under_its_number(plain: dict[int, bytes]) -> None:
    done = deflate_all(plain)
    assert {number: zlib.decompress(data) for number, data in done.items()} == plain


@pytest.mark.parametrize("cores", [1, 2, 64, None])
def test_the_number_of_cores_changes_nothing(cores: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {number: f"{number} 住民票の写し".encode() * 4000 for number in range(40)}
    alone = {number: module.deflate(data) for number, data in plain.items()}
    monkeypatch.setattr(module.os, "cpu_count", lambda: cores)  # type: ignore[attr-defined]
    assert deflate_all(plain) == alone
