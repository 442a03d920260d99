"""SHA256SUMS: what a bundle was when it was made, in the format of `sha256sum -c`."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path

SUMS = "SHA256SUMS"
INSTALLED = "venv"
"""What the Linux bundle's script makes in the version's folder; its files have sums of their own (RECORD)."""


@dataclass(frozen=True)
class Differences:
    """How a folder differs from its sums, each a path with slashes."""

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]
    checked: int

    @property
    def ok(self) -> bool:
        """Every file is there and as it was made; added files do not count."""
        return not (self.missing or self.changed)


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """The file for files by their path."""
    lines = (f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode()


def read_sums(text: str) -> dict[str, str]:
    """Path → SHA-256. Lines that are none are passed over: then the file is told as added."""
    found = {}
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        if len(digest) == 64 and name:
            found[name] = digest
    return found


def compare(root: Path, known: Mapping[str, str]) -> Differences:
    """Compare a bundle's folder with its sums. Only folders that the sums know are looked through for added files."""
    missing, changed = [], []
    for name, digest in known.items():
        file = root / name
        if not file.is_file():
            missing.append(name)
        elif _sum(file) != digest:
            changed.append(name)
    return Differences(tuple(missing), tuple(changed), tuple(_added(root, known)), len(known))


def _added(root: Path, known: Mapping[str, str]) -> Iterator[str]:
    for folder in sorted({name.partition("/")[0] for name in known if "/" in name}):
        for file in sorted((root / folder).rglob("*")):
            name = file.relative_to(root).as_posix()
            if name not in known and file.is_file() and f"/{INSTALLED}/" not in name:
                yield name


def installed() -> Differences:
    """Compare what pip installed beside this program with the sums that came with it (RECORD of each package)."""
    missing, changed, checked = [], [], 0
    for distribution in metadata.distributions():
        for file in distribution.files or ():
            # The scripts outside the folder of packages hold the path of their Python, which moves with the folder.
            if file.hash is None or file.hash.mode != "sha256" or file.parts[0] == "..":
                continue
            checked += 1
            path = Path(str(file.locate()))
            if not path.is_file():
                missing.append(str(file))
            elif _urlsafe(path) != file.hash.value:
                changed.append(str(file))
    return Differences(tuple(missing), tuple(changed), (), checked)


def _urlsafe(file: Path) -> str:
    return base64.urlsafe_b64encode(bytes.fromhex(_sum(file))).decode().rstrip("=")


def _sum(file: Path) -> str:
    digest = sha256()
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def together(one: Differences, other: Differences) -> Differences:
    """What two comparisons found."""
    return Differences(
        one.missing + other.missing, one.changed + other.changed, one.added + other.added, one.checked + other.checked
    )
