"""Nothing leaves the terminal: no module asks for the network, a socket ends a test, and none is needed."""

from __future__ import annotations

import ast
import shutil
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import pia_tui

SOURCE = Path(pia_tui.__file__).parent
NETWORK = {
    "socket", "ssl", "socketserver", "http", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc",
    "webbrowser", "requests", "httpx", "aiohttp", "urllib3", "websockets", "urllib.request", "urllib.error",
}  # fmt: skip

ELSEWHERE = "192.0.2.1"
"""An address of another machine that is nowhere (RFC 5737)."""


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_imports_the_network(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            assert not any(name == banned or name.startswith(banned + ".") for banned in NETWORK), name


def test_the_suite_runs_with_sockets_forbidden() -> None:
    attempts = [lambda: socket.getaddrinfo("localhost", 80), lambda: socket.create_connection((ELSEWHERE, 9))]
    if sys.platform != "win32":  # where the event loop needs sockets of this machine
        attempts += [lambda: socket.socket(), lambda: socket.create_connection(("127.0.0.1", 9))]
    for attempt in attempts:
        with pytest.raises(RuntimeError, match="socket"):
            attempt()


def test_processes_that_tests_start_are_watched_too() -> None:
    code = f"import socket; socket.create_connection(({ELSEWHERE!r}, 9))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "SocketForbidden" in done.stderr


def test_the_event_loop_still_works() -> None:
    import asyncio

    async def three() -> int:
        await asyncio.sleep(0)
        return 3

    assert asyncio.run(three()) == 3


@cache
def may_cut_off() -> bool:
    if sys.platform != "linux" or not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0


SESSION = """
import sys
from pathlib import Path
interfaces = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]
assert interfaces in ([], ["lo"]), interfaces
from pia_tui.cli import main
sys.argv = ["pia-tui", "--workspace", sys.argv[1], *sys.argv[2:]]
main()
"""


@pytest.mark.parametrize(
    "command",
    [
        ["threshold", "--subjects", "250000", "--handlers", "20", "--no-incident"],
        ["new", "--form", "juten", "--name", "住民基本台帳に関する事務"],
        ["export", "1", "--format", "json"],
        ["backup"],
        ["doctor"],
        ["search", "住民"],
    ],
    ids=lambda command: command[0],
)
def test_without_any_network_interface(command: list[str], tmp_path: Path) -> None:
    if not may_cut_off():
        pytest.skip("a network namespace of our own is not permitted here (unshare -rn)")
    start = ["unshare", "-rn", sys.executable, "-c", SESSION, str(tmp_path / "ws")]
    if command[0] != "threshold":
        made = subprocess.run([*start, "new", "--form", "juten", "--name", "住民"], capture_output=True, text=True)
        assert made.returncode == 0, made.stderr
    done = subprocess.run([*start, *command], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
