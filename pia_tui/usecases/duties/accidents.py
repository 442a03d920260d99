"""重大事故 of the body: entered once, they count for the judgement and the deadlines of every 評価書."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pia_tui.errors import PiaError
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.deadlines import deadlines
from pia_tui.rules.duties.model import Accident
from pia_tui.usecases.duties.known import accidents_of

if TYPE_CHECKING:
    from pia_tui.store import Store


class BadAccident(PiaError):
    """An accident cannot have these days or this kind."""


def add_accident(
    store: Store, what: str, *, occurred_on: date, known_on: date, kind: str, malicious: bool, today: date
) -> int:
    """Keep an accident; returns its number. Raises BadAccident and the store's errors."""
    data = deadlines()
    said = ""
    if data.incident_kind(kind) is None:
        said = "この種類の事故は登録できません。"
    elif not what.strip():
        said = "事故の内容が空です。"
    elif occurred_on > today or known_on > today:
        said = "事故の日が、今日より後になっています。"
    elif known_on < occurred_on:
        said = "事故を知った日が、起きた日より前になっています。"
    if said:
        raise BadAccident(said, safe="何も記録していません。", next="日付と内容を確かめて、もう一度入れてください。")
    return store.save_incident(what.strip(), kind=kind, occurred_on=occurred_on, known_on=known_on, malicious=malicious)


def judged_until(accident: Accident) -> date | None:
    """The last day on which しきい値判断 counts the accident, or None for a kind it never counts (規則4条8号ロ)."""
    data = deadlines()
    kind, period = data.incident_kind(accident.kind), data.duties["incident_over"].period
    return period.end(accident.since) if kind is not None and kind.judged and period is not None else None


def counted(store: Store, today: date) -> list[Accident]:
    """The accidents that しきい値判断 counts on that day."""
    found = accidents_of(store)
    return [each for each in found if (until := judged_until(each)) and each.known_on <= today <= until]


def listed_accidents(store: Store, today: date) -> list[dict[str, Any]]:
    """All accidents ever entered, as data with the days their windows end."""
    form = deadlines().duties["incident_form"].period
    found = []
    for each in store.incidents():
        accident = Accident(each.id, each.kind, each.occurred_on, each.known_on, each.what, each.malicious)
        until = judged_until(accident)
        found.append(
            {
                "id": each.id,
                "kind": each.kind,
                "what": each.what,
                "occurred_on": each.occurred_on.isoformat(),
                "known_on": each.known_on.isoformat(),
                "occurred": to_wareki(each.occurred_on),
                "known": to_wareki(each.known_on),
                "malicious": each.malicious,
                "withdrawn": each.withdrawn,
                "until": to_wareki(until) if until else "",
                "counts": bool(until and not each.withdrawn and each.known_on <= today <= until),
                "form_until": to_wareki(form.end(accident.since)) if form else "",
            }
        )
    return found
