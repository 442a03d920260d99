"""The whole editor under any sequence of keys, mouse, pastes, windows and actions, and of the screens it opens.

The store is the oracle: no item changes but the one that was open or had the cursor, what the header calls saved is on
the disk and is all that was typed, nothing raises, and from everywhere the register can be reached.

A short run stands in the normal suite; `PIA_TUI_SEQUENCES=10000` makes it as long as wanted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sequences import Step, World

SEQUENCES = int(os.environ.get("PIA_TUI_SEQUENCES", "0"))
"""Sequences to try; 0 for the few of the normal suite."""

KEYS = (
    "enter", "tab", "shift+tab", "escape", "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
    "backspace", "delete", "space", "1", "2", "9", "あ", "令", "7", ".", "f1", "f2", "f3", "f4", "f5", "f12",
    "ctrl+s", "ctrl+z", "ctrl+y", "ctrl+b", "ctrl+n", "ctrl+l", "ctrl+u", "ctrl+e", "ctrl+a", "ctrl+p", "ctrl+k",
    "ctrl+g", "ctrl+x", "ctrl+t", "ctrl+r", "ctrl+f",
)  # fmt: skip
OFTEN = ("enter", "down", "up", "tab", "escape", "あ", "7", "1", "end")
PASTES = (
    "住民基本台帳",
    "氏名\t住所\n1\t2\n",
    "令和7年4月",
    "43922",
    "R7.4.15",
    "12",
    "　",
    "\x00悪い",
    "<b>&amp;",
    "長い文。" * 60,
)
SIZES = ((80, 24), (120, 40), (76, 22), (160, 45))
MOUSE = ("left", "left", "double", "right", "middle", "shift", "drag", "wheel")

cells = st.tuples(st.integers(0, 159), st.integers(0, 44))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("key"), st.sampled_from(KEYS)),
        st.tuples(st.just("key"), st.sampled_from(OFTEN)),
        st.tuples(
            st.just("mouse"),
            st.tuples(st.sampled_from(MOUSE), cells, cells).map(lambda one: (one[0], *one[1], *one[2])),
        ),
        st.tuples(st.just("do"), st.integers(0, 60)),
        st.tuples(st.just("paste"), st.sampled_from(PASTES)),
        st.tuples(st.just("burst"), st.sampled_from(PASTES)),
        st.tuples(st.just("size"), st.sampled_from(SIZES)),
    ),
    min_size=5,
    max_size=30,
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: Any) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("machine"))
    yield made
    made.close()


@settings(
    max_examples=SEQUENCES or 12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if SEQUENCES else [])],
    derandomize=not SEQUENCES,
)
@given(steps)
@example([("key", "enter"), ("paste", "43922"), ("key", "7"), ("paste", "43922"), ("key", "1")])
# A paste with a sign that is not kept asks; the first of two clicks answers, and the paste goes in.
@example([("key", "enter")] * 3 + [("paste", "\x00悪い"), ("mouse", ("double", 6, 10, 0, 0))])
def test_whatever_is_done_changes_only_what_is_open(world: World, made: list[Step]) -> None:
    world.run(made)
