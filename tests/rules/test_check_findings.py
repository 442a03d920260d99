"""What the checks say of their own examples, put together in a few documents, as it was when somebody last read it.

`python tests/rules/test_check_findings.py` writes `findings.txt` anew; the difference shows which sentence, which place
or which check has changed. Unanswered items are only counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pia_tui.assessment import Assessment
from pia_tui.forms import load_form
from pia_tui.rules.checks import Others, check, checks
from pia_tui.rules.checks.data import ExampleAnswer
from pia_tui.rules.facts import Facts
from pia_tui.rules.findings import UNANSWERED, Finding

KEPT = Path(__file__).with_name("findings.txt")
TODAY = date(2026, 11, 30)
FACTS = Facts(50_000, 20, False, date(2025, 4, 1), None)
OTHERS = Others(
    numbers={"12": "住民基本台帳に関する事務"},
    systems=frozenset({"丙野総合窓口システム"}),
    bodies=frozenset({"乙川市長", "丁田県知事", "甲山市教育委員会"}),
)


def merged() -> list[tuple[str, dict[str, ExampleAnswer]]]:
    """The answers of the examples that stand alone, as few documents as hold them beside each other."""
    found: list[tuple[str, dict[str, ExampleAnswer]]] = []
    for known in checks().checks.values():
        for example in (known.failing, known.passing):
            if example.published is not None or example.siblings:
                continue
            answers = {path: text * example.repeated.get(path, 1) for path, text in example.answers.items()}
            fitting = (
                held
                for form, held in found
                if form == example.form and all(held.get(path, text) == text for path, text in answers.items())
            )
            held = next(fitting, None)
            if held is None:
                found.append((example.form, answers))
            else:
                held.update(answers)
    return found


def found() -> Iterator[str]:
    """The findings of each document, as lines."""
    for number, (form, answers) in enumerate(merged()):
        document = Assessment.new(load_form(form), "住宅に関する事務")
        for path, answer in answers.items():
            document.apply(document.change(path, answer))
        yield f"== {number} {form}"
        yield from told(check(document, TODAY, FACTS if number % 2 else None, OTHERS))


def told(said: list[Finding]) -> Iterator[str]:
    """The findings as lines, the number of unanswered items last."""
    for one in said:
        if one.rule != UNANSWERED:
            yield f"{one.level}\t{one.rule}\t{one.path}\t{one.message}".replace("\n", "⏎")
    yield f"{sum(one.rule == UNANSWERED for one in said)} unanswered"


def test_the_findings_are_those_that_somebody_read() -> None:
    assert list(found()) == KEPT.read_text("utf-8").splitlines()


if __name__ == "__main__":
    KEPT.write_text("".join(f"{line}\n" for line in found()), "utf-8", newline="\n")
