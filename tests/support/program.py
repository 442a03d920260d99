"""The program as its users start it, in a process of its own: `python -m pia_tui`, without loading it anew each time.

A start costs a fifth of a second, nearly all of it imports, and the suite makes some thousands of them. Where the
system can fork, a process that has loaded the program's modules, and done nothing with them, waits for each worker of
the suite; every call is a fork of it with its own environment, folder and streams. Elsewhere every call is a start.
What is tested about the start itself (which modules it loads, how it reads its streams) starts the program for real.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LIBRARIES = (
    "defusedxml.ElementTree",
    "openpyxl",
    "pypdf",
    "reportlab.pdfgen.canvas",
    "sqlite_utils",
    "uharfbuzz",
    "yaml",
)
NOT_LOADED = ("pia_tui.__main__", "pia_tui.prompts", "pia_tui.tui")
"""What is loaded beforehand: these libraries, and all of the program but these parts. Nothing there may read the
environment or a file of a workspace when it is imported."""
SECONDS = 120
GIVEN = "cp932"
"""What Python takes its streams for on a Japanese Windows: the program itself has to make UTF-8 of it, everywhere."""


def run_program(
    *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, cwd: str | Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Call the program and wait for it. `env` is the whole environment (None: this process's)."""
    environment = dict(os.environ if env is None else env)
    if not hasattr(os, "fork"):
        command = [sys.executable, "-m", "pia_tui", *args]
        return subprocess.run(
            command, input=stdin, capture_output=True, env=environment, cwd=cwd, check=False, timeout=SECONDS
        )
    return _loaded_program().call(args, stdin, environment, Path(cwd or Path.cwd()))


def in_text(done: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[str]:
    """The same with what was printed as text, in lines as Python's text files have them on every system."""
    out, err = (stream.decode().replace("\r\n", "\n") for stream in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


class _LoadedProgram:
    """A process with the program's modules in it, from which the calls are forked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        atexit.register(self.close)

    def close(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=10)

    def call(
        self, args: tuple[str, ...], stdin: bytes, env: dict[str, str], cwd: Path
    ) -> subprocess.CompletedProcess[bytes]:
        with tempfile.TemporaryDirectory(prefix="pia-tui-call-") as kept:
            folder = Path(kept)
            (folder / "stdin").write_bytes(stdin)
            request = {"args": args, "env": env, "cwd": str(cwd), "streams": kept}
            with self._lock:
                pipe_in, pipe_out = self._process.stdin, self._process.stdout
                assert pipe_in is not None
                assert pipe_out is not None
                pipe_in.write(json.dumps(request).encode() + b"\n")
                pipe_in.flush()
                if not select.select([pipe_out], [], [], SECONDS)[0]:
                    self._process.kill()
                    _running.clear()
                    raise subprocess.TimeoutExpired(["pia-tui", *args], SECONDS)
                code = int(pipe_out.readline())
            out, err = (folder / "stdout").read_bytes(), (folder / "stderr").read_bytes()
        return subprocess.CompletedProcess(["pia-tui", *args], code, out, err)


_running: list[_LoadedProgram] = []


def _loaded_program() -> _LoadedProgram:
    if not _running:
        _running.append(_LoadedProgram())
    return _running[0]


# -- in the process that waits -------------------------------------------------------------------------------------


def _serve() -> None:
    import gc
    import importlib
    import pkgutil

    import pia_tui

    own = (one.name for one in pkgutil.walk_packages(pia_tui.__path__, "pia_tui."))
    for name in (*LIBRARIES, *(name for name in own if not name.startswith(NOT_LOADED))):
        importlib.import_module(name)
    gc.freeze()  # what is never collected is not copied in the fork either
    answers = os.dup(1)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        child = os.fork()
        if not child:
            os.close(answers)
            _be_the_program(request)
        _, status = os.waitpid(child, 0)
        os.write(answers, f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _be_the_program(request: dict[str, Any]) -> None:
    """Never returns: the process ends as the program does."""
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    folder = Path(request["streams"])
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        opened = os.open(folder / name, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding=GIVEN, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding=GIVEN, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding=GIVEN, errors="backslashreplace", closefd=False)  # noqa: SIM115
    for stream, own in (("__stdin__", sys.stdin), ("__stdout__", sys.stdout), ("__stderr__", sys.stderr)):
        setattr(sys, stream, own)
    import pia_tui.__main__ as start

    sys.argv = ["pia-tui", *request["args"]]
    code: Any = 0
    try:
        start.main()
    except SystemExit as end:
        code = end.code
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    if isinstance(code, str):
        sys.stderr.write(code + "\n")
    for stream_ in (sys.stdout, sys.stderr):
        try:
            stream_.flush()
        except (OSError, ValueError):
            code = code or 120
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    _serve()
