"""Write down what was done about a duty: 見直した・変更なし, 委員会に終了を通知した."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pia_tui.assessment import Change
from pia_tui.errors import PiaError
from pia_tui.forms.wareki import to_wareki
from pia_tui.rules.deadlines import DutyId, deadlines
from pia_tui.rules.duty_keys import record_key

if TYPE_CHECKING:
    from pia_tui.store import Store


class BadDuty(PiaError):
    """What was to be written down about a duty cannot be: a day ahead, a record that is not there."""


def record(store: Store, document_id: int, duty: DutyId, on: date, *, note: str = "", today: date) -> bool:
    """Keep that a duty was done on that day; False where it is kept already. Raises BadDuty, the store's errors."""
    done = deadlines().duties[duty].record
    if on > today:
        raise BadDuty(
            f"{to_wareki(on)}は、まだ来ていない日です。",
            safe="何も記録していません。",
            next="行った日を入れてください。",
        )
    key = record_key(duty, on)
    before, after = store.value(document_id, key), note.strip() or done
    if before == after:
        return False
    store.write(document_id, [Change(key, before, after)], label=done)
    return True


def forget(store: Store, document_id: int, duty: DutyId, on: date) -> None:
    """Take a record back. Raises BadDuty where there is none of that day."""
    key = record_key(duty, on)
    before = store.value(document_id, key)
    if before is None:
        raise BadDuty(
            f"{to_wareki(on)}の「{deadlines().duties[duty].record}」の記録はありません。", safe="何も変更していません。"
        )
    store.write(document_id, [Change(key, before, None)], label=f"記録の取消し（{deadlines().duties[duty].record}）")
