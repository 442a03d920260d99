"""This program as a wheel, made of the installed files: equal files give equal bytes."""

from __future__ import annotations

import base64
from hashlib import sha256
from importlib import metadata
from pathlib import Path

import pia_tui
from pia_tui import __version__
from pia_tui.datafile import prepare, prepared_path
from pia_tui.usecases.distribution.archive import write_zip
from pia_tui.usecases.distribution.wheels import DISTRIBUTION, Wheel

_INFO = f"pia_tui-{__version__}.dist-info"


def own_wheel(folder: Path) -> Wheel:
    """The wheel of this program, written into the folder."""
    path = folder / f"pia_tui-{__version__}-py3-none-any.whl"
    files = own_files()
    files[f"{_INFO}/METADATA"] = (metadata.distribution(DISTRIBUTION).read_text("METADATA") or "").encode()
    files[f"{_INFO}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: pia-tui\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{_INFO}/entry_points.txt"] = b"[console_scripts]\npia-tui = pia_tui.__main__:main\n"
    record = "".join(f"{name},{_digest(content)},{len(content)}\n" for name, content in sorted(files.items()))
    files[f"{_INFO}/RECORD"] = f"{record}{_INFO}/RECORD,,\n".encode()
    write_zip(path, files)
    return Wheel(path, DISTRIBUTION, __version__)


def own_files() -> dict[str, bytes]:
    """The program's own files by their path in a wheel; each YAML file with its prepared copy."""
    root = Path(pia_tui.__file__).parent
    files: dict[str, bytes] = {}
    for file in sorted(root.rglob("*")):
        if file.is_dir() or "__pycache__" in file.parts or file.name.endswith(".prepared.json"):
            continue
        name = f"pia_tui/{file.relative_to(root).as_posix()}"
        files[name] = file.read_bytes()
        if file.suffix == ".yaml":
            files[f"pia_tui/{prepared_path(file).relative_to(root).as_posix()}"] = prepare(file)
    return files


def _digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(sha256(content).digest()).decode().rstrip("=")
