"""Findings set aside: with a reason, until what they are about changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pia_tui.assessment import Assessment
from pia_tui.forms import BadPath
from pia_tui.keys import ASIDE
from pia_tui.rules.findings import Finding


def aside_key(document: Assessment, finding: Finding) -> str:
    """The key under which a reason sets this finding aside: its rule, and what is found there, as it is now.

    The message tells what was found and the text what it was found in: with either of them changed the key is another
    one, and the finding is shown again.
    """
    place = ""
    held: object = None
    if finding.path:
        try:
            place = document.key(finding.path)
            held = document.get(place)
        except BadPath:
            place = ""
    mark = hashlib.sha256(repr((finding.message, held)).encode("utf-8", "surrogatepass")).hexdigest()[:11]
    return ASIDE.key(f"{finding.rule}={mark}:{place}")


def divided(document: Assessment, found: Iterable[Finding]) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """The findings that stand, and those that were set aside, with the reasons."""
    stands: list[Finding] = []
    aside: list[tuple[Finding, str]] = []
    for finding in found:
        reason = document.state.get(aside_key(document, finding))
        if isinstance(reason, str):
            aside.append((finding, reason))
        else:
            stands.append(finding)
    return stands, aside


def asides(document: Assessment) -> Iterator[tuple[str, str]]:
    """(key, reason) of everything that was ever set aside, also what has changed since."""
    for subject, reason in ASIDE.among(document.state):
        if isinstance(reason, str):
            yield ASIDE.key(subject), reason
