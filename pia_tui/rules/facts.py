"""The facts of one 事務 that しきい値判断 rests on."""

from __future__ import annotations

from datetime import date

import msgspec

from pia_tui.errors import PiaError
from pia_tui.rules.counts import MOST_PEOPLE
from pia_tui.rules.threshold_table import People, Rules


class BadFacts(PiaError):
    """Facts that no 事務 can have: a negative number, a kind of file that is not in the data."""


class Facts(msgspec.Struct, frozen=True):
    """`subjects` = 対象人数 and `handlers` = 取扱者数 in people, with the days they were counted on.

    Where only the band is known (last year's document names no number), the count is the band's label.
    `incident`: a 重大事故 in the whole body within the past year. `exempt`: ids of the no-duty kinds of file, given
    only if the 事務 handles no other file.
    """

    subjects: People
    handlers: People
    incident: bool
    subjects_on: date | None = None
    handlers_on: date | None = None
    exempt: tuple[str, ...] = ()

    def check(self, rules: Rules) -> None:
        """Raises BadFacts."""
        for people, bands in ((self.subjects, rules.rows), (self.handlers, rules.handlers)):
            if isinstance(people, str):
                labels = [band.label for band in bands]
                if people not in labels:
                    raise BadFacts(f"「{people}」という区分はありません。", next=f"区分は {'、'.join(labels)} です。")
            elif not 0 <= people <= MOST_PEOPLE:
                raise BadFacts("人数は0人以上、10億人未満です。", next="人数を確かめてください。")
        known = [kind.id for kind in rules.exempt_kinds]
        if not set(self.exempt) <= set(known):
            names = "、".join(known)
            raise BadFacts("義務のないファイルの種類に、知らない名前があります。", next=f"使えるのは {names} です。")
