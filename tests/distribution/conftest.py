"""Small stand-ins for what a bundle is made of: wheels with one module each, and Python's zip with empty programs."""

from __future__ import annotations

import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from pia_tui.usecases.distribution import build
from pia_tui.usecases.distribution.target import TargetSystem
from pia_tui.usecases.distribution.windows_python import read_embeddable

DIGITS = f"{sys.version_info[0]}{sys.version_info[1]}"


def program(machine: int = 0x8664) -> bytes:
    """The beginning of an .exe for a kind of processor."""
    head = bytearray(0x40)
    head[:2], head[0x3C:0x40] = b"MZ", (0x40).to_bytes(4, "little")
    return bytes(head) + b"PE\0\0" + machine.to_bytes(2, "little") + b"\0" * 18


def python_files(digits: str = DIGITS) -> dict[str, bytes]:
    return {
        "python.exe": program(),
        "pythonw.exe": program(),
        "python3.dll": program(),
        f"python{digits}.dll": program(),
        f"python{digits}.zip": b"PK\5\6" + b"\0" * 18,
        f"python{digits}._pth": f"python{digits}.zip\n.\n".encode(),
        "LICENSE.txt": b"A. HISTORY",
        "_ssl.pyd": b"x",
    }


def python_zip(folder: Path, files: dict[str, bytes], name: str = "") -> Path:
    path = folder / (name or f"python-{sys.version_info[0]}.{sys.version_info[1]}.7-embed-amd64.zip")
    with zipfile.ZipFile(path, "w") as made:
        for file, content in files.items():
            made.writestr(file, content)
    return path


def wheel(folder: Path, name: str, version: str, requires: list[str], tag: str = "py3-none-any", **more: bytes) -> Path:
    plain = name.replace("-", "_")
    path = folder / f"{plain}-{version}-{tag}.whl"
    info = f"{plain}-{version}.dist-info"
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense: MIT\n"
    head += "".join(f"Requires-Dist: {each}\n" for each in requires)
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(zipfile.ZipInfo(f"{plain}/__init__.py"), f"VERSION = {version!r}\n")
        made.writestr(zipfile.ZipInfo(f"{plain}/stub.pyi"), "")
        made.writestr(zipfile.ZipInfo(f"{info}/METADATA"), head)
        made.writestr(zipfile.ZipInfo(f"{info}/RECORD"), "")
        made.writestr(zipfile.ZipInfo(f"{info}/licenses/LICENSE"), "free")
        made.writestr(zipfile.ZipInfo(f"{plain}-{version}.data/scripts/{plain}.py"), "#!python")
        for inside, content in more.items():
            made.writestr(zipfile.ZipInfo(f"{plain}/{inside}"), content)
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A bundle's files, made once for all that only look."""
    folder = tmp_path_factory.mktemp("made")
    return build.windows_files(read_embeddable(python_zip(folder, python_files())), wheels_for_windows(folder))


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A wheel for everything that pia-tui needs on Windows."""
    return wheels_for_windows(tmp_path)


def wheels_for_windows(folder: Path) -> Path:
    folder = folder / "wheels"
    folder.mkdir()
    target = TargetSystem("windows", (sys.version_info[0], sys.version_info[1]))
    waiting, seen = [Requirement(text) for text in metadata.requires("pia-tui") or []], set()
    while waiting:
        requirement = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate(target.markers()):
            continue
        if requirement.name.lower() in seen:
            continue
        seen.add(requirement.name.lower())
        try:
            found = metadata.distribution(requirement.name)
            needs, version = found.requires or [], found.version
        except metadata.PackageNotFoundError:
            needs, version = [], "1.0"
        needs = [each for each in needs if "extra" not in each]
        if requirement.name == "click":
            needs += ["colorama>=0.4; sys_platform == 'win32'", "only-mac; sys_platform == 'darwin'"]
        wheel(folder, requirement.name, version, needs)
        waiting += [Requirement(each) for each in needs]
    return folder
