"""複製 and 「同じ事務とそろえる」: what is asked, and what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_tui.rules.shared import short_value
from pia_tui.tui.screens.dialogs import LineScreen, PickScreen, numbered

if TYPE_CHECKING:
    from pia_tui.tui.duties.host import DutyHost


class TaskVerbs:
    """The verbs on the 事務 of a document."""

    def __init__(self, host: DutyHost) -> None:
        self._host = host

    def duplicate(self, document_id: int, name: str) -> None:
        """Ask whether another 事務 is meant; the next edition of the same one is no copy."""

        def picked(answer: str | None) -> None:
            if answer == "other":
                self._ask_name(document_id)
            elif answer == "same":
                self._host.tell(
                    "写しは作りません。いまの評価書を公表として記録し、そのまま直してください。前の版も残ります"
                )

        entries = numbered(
            [
                ("other", "別の事務の評価書を作る", "番号・公表日・実施日・変更箇所・判断は写しません"),
                ("same", "同じ事務の、次の版を作る", "写しは要りません。いまの評価書をそのまま直します"),
            ]
        )
        self._host.ask(PickScreen(f"複製する　{name}", entries), picked)

    def _ask_name(self, document_id: int) -> None:
        from pia_tui.usecases.duties.copying import copy_as_new_task

        def given(name: str | None) -> None:
            if name is not None:
                made = self._host.store.call(lambda s: copy_as_new_task(s, document_id, name))
                self._host.reload(at=made)
                self._host.tell("別の事務の評価書を作りました。評価書番号と公表日は空です")

        text = "新しい事務の名称を入れます。あとで書くときは、空のまま Enter を押します。"
        self._host.ask(LineScreen("別の事務の評価書を作る", text=text), given)

    def keep_in_step(self, document_id: int) -> None:
        """Show what the 評価書 of the 事務 say differently, and make them say what this one says."""
        from pia_tui.usecases.duties.sharing import differing, keep_in_step

        task, found = self._host.store.call(lambda s: differing(s, document_id))
        if len(task.documents) < 2:
            self._host.tell("同じ事務の評価書は、ほかにありません")
            return
        if not found:
            self._host.tell("同じ事務の評価書と、食い違っているところはありません")
            return

        def picked(answer: str | None) -> None:
            if not answer:
                return
            only = () if answer == "all" else (answer,)
            done, refused = self._host.store.call(lambda s: keep_in_step(s, document_id, only=only))
            self._host.reload()
            count = sum(done.values())
            said = (
                f"{count} 項目をそろえました（それぞれの評価書で Ctrl+Z で戻せます）"
                if count
                else "変えたところはありません"
            )
            more = f"。ほかの人が開いている評価書 {len(refused)} 件はそのままです" if refused else ""
            self._host.tell(said + more)

        entries = [("all", f"{len(found)} か所をすべて、この評価書にそろえる", "")]
        for each in found:
            values = "／".join(short_value(place.value, 20) or "（空欄）" for place in each.places)
            entries.append((each.shared, f"「{each.label}」だけをそろえる", f"この評価書／ほか: {values}"))
        self._host.ask(PickScreen(f"同じ事務の評価書とそろえる　{task.name}", numbered(entries)), picked)
