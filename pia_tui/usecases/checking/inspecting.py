"""All checks over a document of the store: with its judgement, its neighbours, and the body's own rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pia_tui.assessment import Assessment, Change
from pia_tui.errors import PiaError
from pia_tui.forms import form_ids, load_form
from pia_tui.forms.values import NOTHING_CHANGED, clean_text
from pia_tui.keys import TASK
from pia_tui.rules.changes.annex import old_rows
from pia_tui.rules.changes.versions import on_form
from pia_tui.rules.checks import Others, aside_key, check, divided
from pia_tui.rules.checks.context import squeezed
from pia_tui.rules.checks.own import read_own
from pia_tui.usecases.documents import frozen, last_publication
from pia_tui.usecases.duties.known import held_documents
from pia_tui.usecases.duties.sharing import siblings_of
from pia_tui.usecases.threshold.judgements import facts_of

if TYPE_CHECKING:
    from pia_tui.rules.duties.model import Held
    from pia_tui.rules.findings import Finding
    from pia_tui.store import Store
    from pia_tui.store.records import Publication

OWN_FILE = "checks.yaml"
"""The body's own rules, in the folder of the store."""
ASIDE_LABEL = "指摘を見送り"
BACK_LABEL = "見送った指摘を戻す"
_LEAST_NAME = 4
"""Letters of a system's name below which it says nothing (「宛名」)."""


class NoReason(PiaError):
    """A finding is set aside only with a reason."""


@dataclass(frozen=True)
class Inspection:
    """The findings that stand, and those set aside with their reasons."""

    stands: list[Finding]
    aside: list[tuple[Finding, str]]


def inspect(store: Store, document: Assessment, today: date) -> Inspection:
    """All findings of a document as it stands in memory. Raises BrokenData for a broken file of the body's rules."""
    found = check(document, today, facts_of(store, document), others_of(store, document))
    return Inspection(*divided(document, found))


def open_errors(store: Store, document: Assessment, today: date) -> tuple[Finding, ...]:
    """The errors of 点検 that no reason sets aside."""
    return tuple(finding for finding in inspect(store, document, today).stands if finding.level == "error")


def others_of(store: Store, document: Assessment) -> Others:
    """What the other documents of the store and the body's own rules say about this one."""
    newest = last_publication(store, document.id) if document.id is not None else None
    published = on_form(frozen(store, newest.revision), document.form) if newest is not None else None
    held = held_documents(store)
    others = [each for each in held if each.id != document.id]
    references = [each for each in others if each.reference]
    return Others(
        numbers=_numbers(document, others),
        bodies=frozenset(each.body for each in references if each.body),
        systems=_systems(store, references) if references else frozenset(),
        own=read_own(store.workspace.db / OWN_FILE),
        siblings=tuple(siblings_of(store, document.id, held)) if document.id is not None else (),
        published=published,
        published_kind=newest.kind if newest is not None else "",
        published_rows=_rows_with(store, newest, published)
        if newest is not None and published is not None
        else frozenset(),
    )


def _rows_with(store: Store, newest: Publication, published: Assessment) -> frozenset[str]:
    """The rows of 変更箇所 that came with the newest publication."""
    known = store.publications(newest.revision.document_id)
    before = [each.revision for each in known if each.revision.id != newest.revision.id]
    return old_rows(published) - (old_rows(frozen(store, before[-1])) if before else frozenset())


def _numbers(document: Assessment, others: Iterable[Held]) -> dict[str, str]:
    """評価書番号 of documents of another 事務, with their names."""
    mine = str(document.by_role("number") or "").strip()
    if not mine:
        return {}
    task = document.state.get(TASK.prefix)
    own = squeezed(str(document.by_role("body") or ""))
    found: dict[str, str] = {}
    for other in others:
        if other.number.strip() != mine or other.reference or other.archived:
            continue
        if own and other.body and squeezed(other.body) != own:
            continue  # each body numbers its own
        # Papers of one 事務 share their number; without that mark only two of the same level are surely too many.
        both = task and other.task_id
        if (both and task != other.task_id) or (not both and other.level == document.form.level):
            found[mine] = other.name
    return found


def _systems(store: Store, references: Iterable[Held]) -> frozenset[str]:
    """Names of systems that only documents of other bodies have."""
    foreign = {each.id for each in references}
    names = [(number, str(value).strip()) for number, value in _at_role(store, "system_name")]
    ours = {name for number, name in names if number not in foreign}
    theirs = {name for number, name in names if number in foreign}
    return frozenset(name for name in theirs - ours if len(name) >= _LEAST_NAME)


def _at_role(store: Store, role: str) -> list[tuple[int, object]]:
    """(document, answer) at the item with a role on every form, in whatever block it stands."""
    found: list[tuple[int, object]] = []
    seen: set[str] = set()
    for form_id in form_ids():
        item_id = load_form(form_id).roles.get(role)
        if item_id is None or item_id in seen:
            continue
        seen.add(item_id)
        key = item_id
        for one in load_form(form_id).places[item_id].repeated:
            key = key.replace(one, f"{one}[*]", 1)
        found += [(number, value) for number, _, value in store.everywhere(key)]
    return found


def reason_of(text: str) -> str:
    """The reason as it is kept. Raises NoReason, BadValue."""
    reason = clean_text(text).strip()
    if not reason:
        raise NoReason(
            "見送る理由が書かれていません。",
            safe=NOTHING_CHANGED,
            next="なぜこのままでよいのかを、短く書いてください。",
        )
    return reason


def set_aside(document: Assessment, finding: Finding, reason: str) -> list[Change]:
    """The change that sets a finding aside until what it is about changes. Raises NoReason, BadValue."""
    return document.change(aside_key(document, finding), reason_of(reason))


def take_back(document: Assessment, finding: Finding) -> list[Change]:
    """The change that shows a finding again that was set aside."""
    return document.change(aside_key(document, finding), "")
