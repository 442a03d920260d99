#!/usr/bin/env python3
"""Run a suite in parts, each with a limit of its own: a part that does not reach its end has failed, never passed.

    parts.py [--workers ENV…] [--seconds S] [--silence S] [--limit S] [--clear COMMAND] --out FOLDER PART… -- COMMAND…

A part is `NAME=PATH PATH …`; its paths are put behind COMMAND, which runs pytest with `-vv`. There is one worker for
each ENV (`NAME=VALUE`, set for all that the worker starts), and each takes the next part when it is free. A part passed
when the command ended with 0, pytest's last line says that it came to the end, and at least one test passed. A part
that prints nothing for `--silence` seconds hangs, and one that runs for `--limit` seconds is too slow: both are ended,
`--clear` is called to remove what they left behind, and the test that was running is named. What is not begun after
`--seconds` failed too.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import queue
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_END = re.compile(r"^=+ (?P<counts>(?:\d+ [a-z]+(?:, )?)+) in [\d.]+s")
_TEST = re.compile(r"^(?P<name>\S.*?\.py::\S.*?)(?: (?P<result>PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)\b.*)?$")
_STACK = re.compile(r'^\s+File "(?P<file>[^"]+)", line \d+ in ')
_TICK = 0.2


@dataclass(frozen=True)
class Part:
    """Some of the suite: its name, and the files or folders with its tests."""

    name: str
    paths: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Part:
        name, _, paths = text.partition("=")
        if not name or not paths.split():
            raise ValueError(f"a part is written NAME=PATH PATH…: {text!r}")
        return cls(name, tuple(paths.split()))


@dataclass(frozen=True)
class Limits:
    """Seconds: without a word of a part, of a whole part, and of all parts together."""

    silence: float = 240
    part: float = 900
    all: float = 3600


@dataclass(frozen=True)
class Outcome:
    """How a part ended. `fault` is empty when all of it passed, otherwise the reason in a few words."""

    part: Part
    fault: str
    counts: dict[str, int]
    seconds: float
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        counts = ", ".join(f"{number} {kind}" for kind, number in self.counts.items()) or "no test ended"
        return (
            f"{self.part.name}: {'FAILED: ' + self.fault + '; ' if self.fault else ''}{counts} ({self.seconds:.0f} s)"
        )


def judge(output: str, code: int | None, ended: str) -> tuple[str, dict[str, int], tuple[str, ...]]:
    """The fault (or an empty text), the counts and lines that explain it, from what a part printed.

    `code` is what the command ended with; `ended` says why it was ended from outside, and is empty when it was not.
    """
    counts: dict[str, int] = {}
    details: list[str] = []
    running, end = "", ""
    for line in output.splitlines():
        if end_of_all := _END.match(line):
            end = end_of_all["counts"]
        elif test := _TEST.match(line):
            # faulthandler writes behind the name of a test that takes long.
            running = "" if test["result"] else test["name"].partition(" Timeout (")[0].strip()
            if test["result"]:
                kind = test["result"].lower()
                counts[kind] = counts.get(kind, 0) + 1
                if kind in ("failed", "error"):
                    details.append(line)
        elif running and (late := re.match(r"^(PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS)\b", line)):
            # A test that printed past pytest's capture pushed its result to a line of its own.
            counts[late[1].lower()] = counts.get(late[1].lower(), 0) + 1
            running = ""
        elif line.startswith("E  ") or (ended and _STACK.match(line)):
            details.append(line)
    where = f" in {running}" if running and not end else ""
    if ended:
        fault = f"{ended}{where}"
    elif not end:
        fault = f"it ended (code {code}) without reaching its end{where}"
    elif code != 0:
        fault = f"code {code}"
    elif not counts.get("passed"):
        fault = "no test passed"
    elif counts.get("failed") or counts.get("error"):
        fault = "tests failed though the code is 0"
    else:
        fault = ""
    if fault and not details:
        details = output.splitlines()[-15:]
    return fault, counts, tuple(details)


def run_part(
    part: Part, command: list[str], *, env: dict[str, str], limits: Limits, out: Path, clear: list[str]
) -> Outcome:
    """Run one part to its end, or end it; its output is kept in `out`."""
    started = time.monotonic()
    seen = _Output(out / f"{part.name}.txt")
    process = subprocess.Popen(
        [*command, *part.paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.close()
    reader = threading.Thread(target=seen.read, args=(process,), daemon=True)
    reader.start()
    ended = ""
    while process.poll() is None:
        time.sleep(_TICK)
        now = time.monotonic()
        if now - seen.last > limits.silence:
            ended = f"hung, without a word for {limits.silence:.0f} s,"
        elif now - started > limits.part:
            ended = f"not done in {limits.part:.0f} s,"
        if ended:
            break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL if ended else signal.SIGTERM)
    if ended:
        _clear(clear, env)
    code = process.wait()
    reader.join(timeout=10)
    fault, counts, details = judge(seen.text(), code, ended)
    return Outcome(part, fault, counts, time.monotonic() - started, details)


def run_parts(
    parts: list[Part], command: list[str], *, workers: list[dict[str, str]], limits: Limits, out: Path, clear: list[str]
) -> list[Outcome]:
    """Run all parts, as many at a time as there are workers; the outcomes in the order of the parts."""
    out.mkdir(parents=True, exist_ok=True)
    waiting: queue.SimpleQueue[Part] = queue.SimpleQueue()
    for part in parts:
        waiting.put(part)
    outcomes: dict[str, Outcome] = {}
    end_of_all = time.monotonic() + limits.all

    def work(own: dict[str, str]) -> None:
        while True:
            try:
                part = waiting.get_nowait()
            except queue.Empty:
                return
            left = end_of_all - time.monotonic()
            if left <= 0:
                outcome = Outcome(part, f"not begun within {limits.all:.0f} s", {}, 0)
            else:
                bound = Limits(limits.silence, min(limits.part, left), limits.all)
                env = {**os.environ, **own}
                outcome = run_part(part, command, env=env, limits=bound, out=out, clear=clear)
            outcomes[part.name] = outcome
            lines = [str(outcome), *(f"    {line[:200]}" for line in outcome.details[:40] if outcome.fault)]
            sys.stdout.write("\n".join(lines) + "\n")
            sys.stdout.flush()

    threads = [threading.Thread(target=work, args=(own,)) for own in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A worker that broke down leaves its part without an outcome: that is no pass either.
    return [outcomes.get(part.name, Outcome(part, "no outcome", {}, 0)) for part in parts]


class _Output:
    """What a process prints: kept in a file, with the time of the last word."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.last = time.monotonic()

    def read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with self._file.open("wb") as kept:
            while data := os.read(process.stdout.fileno(), 65536):
                self.last = time.monotonic()
                kept.write(data)
                kept.flush()

    def text(self) -> str:
        data = self._file.read_bytes()
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data.decode("cp932", errors="replace")


def _clear(command: list[str], env: dict[str, str]) -> None:
    if command:
        null = subprocess.DEVNULL
        subprocess.run(command, env=env, stdin=null, stdout=null, stderr=null, check=False, timeout=60)


def main(args: list[str]) -> int:
    given, command = (args[: args.index("--")], args[args.index("--") + 1 :]) if "--" in args else (args, [])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", type=Part.parse, metavar="NAME=PATH…")
    parser.add_argument("--workers", nargs="+", default=[], metavar="NAME=VALUE")
    parser.add_argument("--seconds", type=float, default=Limits.all)
    parser.add_argument("--silence", type=float, default=Limits.silence)
    parser.add_argument("--limit", type=float, default=Limits.part)
    parser.add_argument("--clear", default="")
    parser.add_argument("--out", type=Path, required=True)
    parsed = parser.parse_args(given)
    if not command:
        parser.error("no command behind --")
    outcomes = run_parts(
        parsed.parts,
        command,
        workers=[dict([one.split("=", 1)]) for one in parsed.workers] or [{}],
        limits=Limits(parsed.silence, parsed.limit, parsed.seconds),
        out=parsed.out,
        clear=shlex.split(parsed.clear),
    )
    total: dict[str, int] = {}
    for outcome in outcomes:
        for kind, number in outcome.counts.items():
            total[kind] = total.get(kind, 0) + number
    faults = [one.part.name for one in outcomes if one.fault]
    counts = ", ".join(f"{number} {kind}" for kind, number in total.items()) or "no test ended"
    sys.stdout.write(f"all parts: {counts}{'; FAILED: ' + ', '.join(faults) if faults else ''}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
