"""The columns of the home screen, taken from a document's answers by the roles of its form's items."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pia_tui import keys
from pia_tui.assessment import FORM_KEY, NAME_KEY
from pia_tui.errors import PiaError
from pia_tui.forms import Value, load_form
from pia_tui.forms.wareki import parse_date

ARCHIVED_KEY = keys.ARCHIVED.prefix


@dataclass(frozen=True)
class Summary:
    """What the home screen shows of a document; `published_on` is an ISO date or ""."""

    form_id: str
    level: str
    name: str
    number: str
    published_on: str
    archived: bool


@dataclass(frozen=True)
class SummaryKeys:
    """The answers that the home screen's columns are made of; of `names` the first that is answered counts."""

    level: str
    fallback: str
    names: tuple[str, ...]
    number: str
    published_on: str

    @property
    def all(self) -> frozenset[str]:
        return frozenset({*self.names, self.number, self.published_on, FORM_KEY, ARCHIVED_KEY})


def summary_keys(form_id: str, text: str = "") -> SummaryKeys:
    """The keys for a form version, by its id and the sum of the text that the document is written on.

    A form that this program does not know still has its working name.
    """
    try:
        form = load_form(form_id, text)
    except PiaError:
        return SummaryKeys("", form_id, (NAME_KEY,), "", "")
    names = (form.roles.get("document_name", ""), NAME_KEY)
    number, published = form.roles.get("number", ""), form.roles.get("published_on", "")
    return SummaryKeys(form.level, form.short_title, names, number, published)


def summarise(form_id: str, get: Callable[[str], Value | None], text: str = "") -> Summary:
    """The columns of a document on this form; `get` gives the answer of a key."""
    keys = summary_keys(form_id, text)
    name = next((_line(value) for key in keys.names if (value := get(key))), keys.fallback)
    day = parse_date(str(get(keys.published_on) or ""))
    return Summary(
        form_id=form_id,
        level=keys.level,
        name=name,
        number=_line(get(keys.number)),
        published_on=day.isoformat() if day else "",
        archived=bool(get(ARCHIVED_KEY)),
    )


def _line(value: Value | None) -> str:
    return "" if value is None else " ".join(str(value).splitlines()).strip()[:500]
