"""The wheels of a bundle: which are needed on the target, found in a folder or fetched with pip, and unpacked."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from hashlib import sha256
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pia_tui.usecases.distribution.target import BundleError, TargetSystem

if TYPE_CHECKING:
    from packaging.requirements import Requirement

DISTRIBUTION = "pia-tui"
_DATA_KINDS = ("purelib", "platlib")


@dataclass(frozen=True)
class Wheel:
    """A wheel file and what its name says."""

    path: Path
    name: str
    version: str

    @property
    def sha256(self) -> str:
        return sha256(self.path.read_bytes()).hexdigest()

    def requires(self) -> list[str]:
        """What it needs, as it says itself."""
        return self.headers("Requires-Dist")

    def headers(self, name: str) -> list[str]:
        """The values of a field of its metadata."""
        with zipfile.ZipFile(self.path) as package:
            (file,) = (
                each for each in package.namelist() if each.endswith(".dist-info/METADATA") and each.count("/") == 1
            )
            text = package.read(file).decode("utf-8")
        return [str(value) for value in HeaderParser().parsestr(text).get_all(name) or []]

    def members(self) -> Iterator[tuple[str, bytes]]:
        """(path below the folder of packages, content) of what is installed, in the order of the paths.

        Raises BundleError for a path that leads out of the folder.
        """
        with zipfile.ZipFile(self.path) as package:
            for name in sorted(package.namelist()):
                inside = _inside(name)
                if inside:
                    yield inside, package.read(name)


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise BundleError(f"部品の中に、置けない名前のファイルがあります（{name}）。", safe="何も作っていません。")
    if name.endswith("/") or not path.parts:
        return ""
    if path.parts[0].endswith(".data"):
        # Scripts and headers are of no use here.
        return "/".join(path.parts[2:]) if path.parts[1] in _DATA_KINDS else ""
    return name


def needed(target: TargetSystem, folder: Path) -> list[Wheel]:
    """The wheels that pia-tui needs on the target, out of a folder, by name. Raises BundleError naming what lacks."""
    chosen, missing = _resolve(target, folder)
    if missing:
        raise BundleError(
            f"部品のフォルダーに、要るものがありません（{'、'.join(sorted(missing))}）。",
            safe="何も作っていません。",
            next=f"{target.dotted} の {target.platforms[0]} 用の wheel をそろえてから、もう一度行ってください。",
        )
    return sorted(chosen.values(), key=lambda wheel: wheel.name)


def fetch(target: TargetSystem, folder: Path) -> list[Wheel]:
    """The same, fetched into the folder with pip: the versions that this program runs with here.

    pip asks this machine where a requirement depends on the system, so what only the target needs comes in later turns.
    """
    wanted = set(_pins(target))
    for _ in range(8):
        _download(target, folder, sorted(wanted))
        chosen, missing = _resolve(target, folder)
        if not missing:
            return sorted(chosen.values(), key=lambda wheel: wheel.name)
        if missing <= wanted:
            break
        wanted = missing
    return needed(target, folder)


def _resolve(target: TargetSystem, folder: Path) -> tuple[dict[str, Wheel], set[str]]:
    """The wheels by name, and the requirements that the folder has no wheel for."""
    from packaging.requirements import Requirement

    there = _wheels_in(target, folder)
    chosen: dict[str, Wheel] = {}
    missing: set[str] = set()
    waiting = [(Requirement(text), "") for text in metadata.requires(DISTRIBUTION) or []]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement, extra = waiting.pop()
        if not _applies(requirement, target, extra):
            continue
        name = _plain(requirement.name)
        wheel = next((each for each in there.get(name, []) if requirement.specifier.contains(each.version, True)), None)
        if wheel is None:
            missing.add(f"{requirement.name}{requirement.specifier}")
            continue
        chosen[name] = wheel
        for wanted in ("", *requirement.extras):
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(Requirement(text), wanted) for text in wheel.requires()]
    return chosen, missing


def _pins(target: TargetSystem) -> Iterator[str]:
    """What is installed here of all that pia-tui needs, with its version; by name where it is not installed."""
    from packaging.requirements import Requirement

    seen: set[str] = set()
    waiting = [(Requirement(text), "") for text in metadata.requires(DISTRIBUTION) or []]
    while waiting:
        requirement, extra = waiting.pop()
        name = _plain(requirement.name)
        if name in seen or not _applies(requirement, target, extra):
            continue
        seen.add(name)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            yield f"{requirement.name}{requirement.specifier}"
            continue
        yield f"{name}=={found.version}"
        waiting += [
            (Requirement(text), wanted) for text in found.requires or [] for wanted in ("", *requirement.extras)
        ]


def _applies(requirement: Requirement, target: TargetSystem, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(target.markers(extra))


def _wheels_in(target: TargetSystem, folder: Path) -> dict[str, list[Wheel]]:
    """The folder's wheels that fit the target: the newest version first, of each version the best kind alone."""
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename
    from packaging.version import Version

    rank = {tag: number for number, tag in enumerate(target.tags())}
    best: dict[tuple[str, Version], tuple[int, Wheel]] = {}
    for file in sorted(folder.glob("*.whl")):
        try:
            name, version, _, tags = parse_wheel_filename(file.name)
        except InvalidWheelFilename:
            continue
        ranks = [rank[str(tag)] for tag in tags if str(tag) in rank]
        key = (_plain(name), version)
        if ranks and (key not in best or min(ranks) < best[key][0]):
            best[key] = (min(ranks), Wheel(file, _plain(name), str(version)))
    found: dict[str, list[Wheel]] = {}
    for (plain, _), (_, wheel) in sorted(best.items(), key=lambda pair: pair[0][1], reverse=True):
        found.setdefault(plain, []).append(wheel)
    return found


def _download(target: TargetSystem, folder: Path, wanted: list[str]) -> None:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, *target.pip_options(), "-d", str(folder), *wanted], capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        raise BundleError(
            f"部品を集められませんでした（{lines[-1][:300] if lines else '理由は分かりません'}）。",
            safe="何も作っていません。",
            next="パッケージの置き場につながるところで行うか、集めておいた部品を --wheels で指定してください。",
        )


def _plain(name: str) -> str:
    from packaging.utils import canonicalize_name

    return str(canonicalize_name(name))
