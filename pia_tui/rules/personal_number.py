"""Finds what looks like a 個人番号 in a text, without ever repeating its digits.

A suspicion is a place and a kind. Neither it nor its preview nor its message holds the digits.

How a false alarm is let through: about one in ten of all 12-digit numbers has a correct check digit by chance, so the
user may give a reason. Which number the reason is for has to be remembered somehow, and there a hash, however slow or
salted, would be a mistake: there are only 10^11 numbers, so a stored hash *is* the number to whoever has the file.
Therefore a fingerprint here is 12 bits of a hash and no more: every fingerprint fits some 24 million numbers, so it
tells nobody which; it has no salt, so that the same number always gives the same 12 bits and fingerprints of several
places do not add up to more. The price is that another number typed into the same answer passes with a chance of
1 in 4,096, on top of the user's own statement. An exemption is for one answer (its key), never for the whole store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from pia_tui import datafile
from pia_tui.errors import PiaError
from pia_tui.rules.digit_chains import Chain, chains, to_ascii

KindId = Literal["個人番号", "住民票コード", "基礎年金番号"]

_LOOK_BACK = 16
_CONTEXT = 8
_MASK = "●"
_FINGERPRINT_HEX = 3


class BadReason(PiaError):
    """A reason for an exemption that says nothing, or that holds the digits itself."""


class Sentences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happened, what is safe, what to do next."""

    what: str
    safe: str
    next: str


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of number: how many digits, in which groups people write it, how it is checked, what is said of it.

    `mismatch`: what is said of a number that stands after the name of the kind but has a wrong check digit.
    """

    id: KindId
    digits: int
    groups: tuple[int, ...]
    check: Literal["stdnum", "mod11", "none"]
    blocking: bool
    labels: tuple[str, ...]
    confidence: Literal["page", "known", "unverified"]
    source: str
    what: str
    safe: str
    next: str
    mismatch: Sentences | None = None


class Reasons(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a reason must be, and what is said if it is not."""

    shortest: int
    too_short: str
    has_number: str


class GuardData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """data/personal_number.yaml."""

    kinds: tuple[Kind, ...]
    phone_prefixes: tuple[str, ...]
    reasons: Reasons


class Suspect(msgspec.Struct, frozen=True):
    """text[start:end] looks like a number of that kind. `preview` is the place with every digit masked.

    `blocking`: it stops a save. Otherwise it is only a warning.
    """

    kind: KindId
    start: int
    end: int
    blocking: bool
    preview: str

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    def message(self) -> PiaError:
        """What to tell the user, in three sentences; raise it or show it."""
        kind = _kind(self.kind)
        if kind.mismatch and not self.blocking:
            return PiaError(f"{kind.mismatch.what}（{self.preview}）", safe=kind.mismatch.safe, next=kind.mismatch.next)
        return PiaError(f"{kind.what}（{self.preview}）", safe=kind.safe, next=kind.next)


class Exemption(msgspec.Struct, frozen=True):
    """The user's statement that a number in one answer is nobody's: `key` of the answer, 12 bits, and the reason."""

    key: str
    fingerprint: str
    reason: str


@cache
def guard_data() -> GuardData:
    return datafile.load(Path(__file__).parent / "data" / "personal_number.yaml", GuardData)


def scan(text: str) -> list[Suspect]:
    """What looks like a 個人番号 (blocking), or a 住民票コード or 基礎年金番号 (warning), in the order of the text.

    A number is a whole run of digits, or groups of digits with spaces, hyphens of any kind or a line end between; never
    a part of a longer run, so a 13-digit 法人番号 is none. Takes time in proportion to the text.
    """
    data = guard_data()
    shortest = min(kind.digits for kind in data.kinds)
    found: list[Suspect] = []
    for chain in chains(text, shortest):
        taken: set[int] = set()
        in_chain: list[Suspect] = []
        for kind in data.kinds:
            for first, last, blocking in _of_kind(text, chain, kind):
                if taken.isdisjoint(range(first, last + 1)):
                    taken.update(range(first, last + 1))
                    in_chain.append(_suspect(text, chain, first, last, kind, blocking=blocking))
        found += sorted(in_chain, key=lambda suspect: suspect.start)
    return found


def fingerprint(text: str, suspect: Suspect) -> str:
    """The 12 bits an exemption keeps of the number at that place, the same however the number is written."""
    digits = to_ascii(text[suspect.start : suspect.end])
    return hashlib.sha256(f"pia-tui exemption {digits}".encode()).hexdigest()[:_FINGERPRINT_HEX]


def exempt(key: str, text: str, suspect: Suspect, reason: str) -> Exemption:
    """The exemption for one number in one answer. Raises BadReason."""
    return Exemption(key, fingerprint(text, suspect), check_reason(reason))


def check_reason(reason: str) -> str:
    """The reason as it is kept. Raises BadReason if it is too short or holds a number itself."""
    rules = guard_data().reasons
    kept = reason.strip()
    if len(kept) < rules.shortest:
        raise BadReason(rules.too_short)
    if any(suspect.blocking for suspect in scan(kept)):
        raise BadReason(rules.has_number)
    return kept


def stopping(key: str, text: str, exemptions: Iterable[Exemption] = ()) -> list[Suspect]:
    """The suspects that stop a save of this answer: blocking, and without an exemption."""
    known = {(exemption.key, exemption.fingerprint) for exemption in exemptions}
    return [s for s in scan(text) if s.blocking and (key, fingerprint(text, s)) not in known]


def _kind(kind_id: str) -> Kind:
    return next(kind for kind in guard_data().kinds if kind.id == kind_id)


def _of_kind(text: str, chain: Chain, kind: Kind) -> Iterator[tuple[int, int, bool]]:
    """(first group, last group, blocking) of what looks like that kind."""
    start = chain.groups[0].start
    before = text[max(0, start - _LOOK_BACK) : start]
    labelled = any(label in before for label in kind.labels)
    for first, last in _windows(chain, kind, labelled):
        digits = chain.digits(first, last)
        at_label = labelled and first == 0
        checked = _CHECKS[kind.check](digits)
        if kind.blocking:
            if checked and not (_part_of_another(chain, first, last) or (_abroad(before, first) and not at_label)):
                yield first, last, True
            elif at_label and not checked:
                yield first, last, False
        elif at_label or (checked and _stands_alone(chain, first, last, kind) and not _is_phone(digits)):
            yield first, last, False


def _windows(chain: Chain, kind: Kind, labelled: bool) -> Iterator[tuple[int, int]]:
    """The groups (first, last) that may be one number: one whole group; groups in the usual sizes; the whole chain; the
    beginning of a chain that stands after the number's name."""
    sizes = [len(group.digits) for group in chain.groups]
    usual, wanted = list(kind.groups), kind.digits
    begins = _beginning(sizes, wanted)
    whole = begins == len(sizes) - 1 and _one_number(chain)
    if begins is not None and (labelled or whole) and begins != 0 and sizes[: begins + 1] != usual:
        yield 0, begins
    for i, size in enumerate(sizes):
        if size == wanted:
            yield i, i
        elif size == usual[0] and sizes[i : i + len(usual)] == usual:
            yield i, i + len(usual) - 1


def _beginning(sizes: list[int], wanted: int) -> int | None:
    """The index of the group with which the first groups add up to so many digits."""
    total = 0
    for i, size in enumerate(sizes):
        total += size
        if total >= wanted:
            return i if total == wanted else None
    return None


def _one_number(chain: Chain) -> bool:
    """Whether unusual groups are one number: the same between all of them, a line end only once, and no date."""
    if len(set(chain.joins)) > 1 or chain.joins.count("newline") > 1:
        return False
    sizes = chain.shape(0, len(chain.groups) - 1)
    if len(sizes) >= 3 and sizes[0] == 4 and max(sizes[1:3]) <= 2:
        month, day = int(chain.groups[1].digits), int(chain.groups[2].digits)
        return not (1 <= month <= 12 and 1 <= day <= 31)
    return True


def _part_of_another(chain: Chain, first: int, last: int) -> bool:
    """A 法人番号 (1-2345-6789-0123), a card number (four times four with hyphens), or a list of years."""
    if first == last:
        return False
    if first and len(chain.groups[first - 1].digits) == 1 and len(set(chain.joins[first - 1 : last])) == 1:
        from stdnum.jp import cn

        return bool(cn.is_valid(chain.digits(first - 1, last)))
    from stdnum import luhn

    for a, b in ((first - 1, last), (first, last + 1)):
        if a < 0 or b >= len(chain.groups) or set(chain.joins[a:b]) != {"hyphen"}:
            continue
        if chain.shape(a, b) == (4, 4, 4, 4) and luhn.is_valid(chain.digits(a, b)):
            return True
    return all(len(g.digits) == 4 and g.digits[:2] in ("19", "20") for g in chain.groups[first : last + 1])


def _abroad(before: str, first: int) -> bool:
    """A telephone number with its country: +81 90 1234 5678."""
    return first == 0 and before.endswith(("+", "＋"))


def _stands_alone(chain: Chain, first: int, last: int, kind: Kind) -> bool:
    """For the kinds that only warn: unbroken if there is a check digit, else in the usual groups with hyphens."""
    if first == last:
        return kind.check != "none" and len(chain.groups) == 1
    neighbours = chain.joins[max(0, first - 1) : first] + chain.joins[last : last + 1]
    usual = chain.shape(first, last) == kind.groups
    return usual and set(chain.joins[first:last]) == {"hyphen"} and "hyphen" not in neighbours


def _is_phone(digits: str) -> bool:
    return digits.startswith(guard_data().phone_prefixes)


def _mod11(digits: str) -> bool:
    """Weights 2–7 from the right, as for a 個人番号. What remainders 0 and 1 give is not known: 0 and 1 both pass."""
    total = sum(int(d) * (2 + i % 6) for i, d in enumerate(reversed(digits[:-1])))
    return digits[-1] in ("01" if total % 11 < 2 else str(11 - total % 11))


def _any_digits(_digits: str) -> bool:
    return True


def _check_digit(digits: str) -> bool:
    """The check digit of 総務省令第85号第5条; stdnum is given bare digits, as it knows only ASCII ones."""
    from stdnum.jp import in_  # loads a quarter of what a command's start may take: only for digits that look like one

    return bool(in_.is_valid(digits))


_CHECKS: dict[str, Callable[[str], bool]] = {"stdnum": _check_digit, "mod11": _mod11, "none": _any_digits}


def _suspect(text: str, chain: Chain, first: int, last: int, kind: Kind, *, blocking: bool) -> Suspect:
    start, end = chain.groups[first].start, chain.groups[last].end
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    preview = _masked(before) + _MASK * kind.digits + _masked(after)
    return Suspect(kind.id, start, end, blocking, preview.strip())


def _masked(context: str) -> str:
    kept = (_MASK if c.isdigit() else c if c.isprintable() else " " for c in context)
    return "".join(kept)
