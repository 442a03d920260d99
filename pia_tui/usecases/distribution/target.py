"""What a bundle is made for: a system and a version of Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pia_tui.errors import PiaError

System = Literal["windows", "linux"]
OLDEST_PYTHON = (3, 11)
_PLATFORMS: dict[System, tuple[str, ...]] = {
    "windows": ("win_amd64",),
    # Newest first: glibc 2.17 is that of every Linux still kept up.
    "linux": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux1_x86_64"),
}
_MARKERS: dict[System, dict[str, str]] = {
    "windows": {
        "os_name": "nt",
        "sys_platform": "win32",
        "platform_system": "Windows",
        "platform_machine": "AMD64",
    },
    "linux": {
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
    },
}


class BundleError(PiaError):
    """A bundle could not be made; nothing was written."""


@dataclass(frozen=True)
class TargetSystem:
    """The system, and the minor version of Python (3, 13)."""

    system: System
    python: tuple[int, int]

    @property
    def dotted(self) -> str:
        """The version as it is written: 3.13."""
        return f"{self.python[0]}.{self.python[1]}"

    @property
    def digits(self) -> str:
        """The version as it stands in file names: 313."""
        return f"{self.python[0]}{self.python[1]}"

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platform tags of wheels, the best first."""
        return _PLATFORMS[self.system]

    def markers(self, extra: str = "") -> dict[str, str]:
        """The environment that requirements are read for (PEP 508)."""
        return {
            **_MARKERS[self.system],
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "implementation_version": f"{self.dotted}.0",
            "python_version": self.dotted,
            "python_full_version": f"{self.dotted}.0",
            "platform_release": "",
            "platform_version": "",
            "extra": extra,
        }

    def tags(self) -> Iterator[str]:
        """The tags of wheels that can be installed there, the best first."""
        from packaging import tags

        own = [f"cp{self.digits}"]
        for tag in tags.cpython_tags(self.python, own, self.platforms):
            yield str(tag)
        for tag in tags.compatible_tags(self.python, f"cp{self.digits}", self.platforms):
            yield str(tag)

    def pip_options(self) -> list[str]:
        """What tells pip to look for this target's wheels."""
        platforms = [word for platform in (*self.platforms, "any") for word in ("--platform", platform)]
        abis = [word for abi in (f"cp{self.digits}", "abi3", "none") for word in ("--abi", abi)]
        return ["--only-binary=:all:", "--python-version", self.dotted, "--implementation", "cp", *platforms, *abis]
