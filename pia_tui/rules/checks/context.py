"""What a check looks at: the document walked once, the day, what the judgement and the other documents say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import msgspec

from pia_tui.assessment import Assessment, Node
from pia_tui.places import short
from pia_tui.rules.changes.annex import in_old_row
from pia_tui.rules.checks.data import FindingLevel, checks
from pia_tui.rules.completeness import unanswered
from pia_tui.rules.facts import Facts
from pia_tui.rules.findings import Finding


class OwnCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule of the body itself, from `db/checks.yaml`.

    It looks at items with one of the `labels` or `roles` (all items in words if both are empty): their text has to
    match `needs` and must not match `forbids` (regular expressions, both optional).
    """

    id: str
    message: str
    source: str
    level: FindingLevel = "warning"
    labels: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    needs: str = ""
    forbids: str = ""


class OwnChecks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body's file."""

    checks: tuple[OwnCheck, ...]


@dataclass(frozen=True)
class Others:
    """What the rest of the store says.

    `numbers` are the 評価書番号 of other documents with their names (those of the same 事務 left out); `bodies` are the
    評価実施機関 of other bodies' documents, `systems` the names of the systems that only those have,
    `siblings` the other 評価書 of the same 事務, `published`
    this one as it was published last: the table of 変更箇所 is compared with it; `published_kind` is what that was,
    `published_rows` the rows of the table that came with it.
    """

    numbers: Mapping[str, str] = field(default_factory=dict)
    bodies: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()
    own: tuple[OwnCheck, ...] = ()
    siblings: tuple[Assessment, ...] = ()
    published: Assessment | None = None
    published_kind: str = ""
    published_rows: frozenset[str] = frozenset()


@dataclass
class Context:
    """One document under inspection."""

    document: Assessment
    today: date
    facts: Facts | None = None
    others: Others = field(default_factory=Others)

    @cached_property
    def nodes(self) -> list[Node]:
        """Every item in the form's order."""
        return list(self.document.walk())

    @cached_property
    def applying(self) -> list[Node]:
        """Those that no answer switches off; rows of 変更箇所 of earlier years stay as they are."""
        return [node for node in self.nodes if node.applies and not in_old_row(self.document, node.key)]

    @cached_property
    def missing(self) -> set[str]:
        """The keys of the items that want an answer and have none."""
        return {node.key for node in unanswered(self.document, self.nodes)}

    @cached_property
    def texts(self) -> list[tuple[Node, str]]:
        """Every answer in words that counts today: the table of 変更箇所 tells what stood there once."""
        found = []
        for node in self.applying:
            value = self.document.value(node)
            if node.is_list or not isinstance(value, str) or node.value_kind != "text":
                continue
            if self.document.form.places[node.item.id].section.kind != "changes":
                found.append((node, value))
        return found

    def by_role(self, role: str) -> Node | None:
        """The one item with a role, or None where the form has none or it stands in a block."""
        item_id = self.document.form.roles.get(role)
        return next((node for node in self.nodes if node.item.id == item_id), None) if item_id else None

    def sibling(self, node: Node, item_id: str) -> Node:
        """Another item in the same blocks."""
        return self.document.node(self.document.sibling(node.key, item_id))

    def label(self, node: Node) -> str:
        """The item's name; one that says little alone (その必要性) is given with its heading."""
        place = self.document.form.places[node.item.id]
        label = (node.label if node.number else node.item.input_label) or node.item.label
        if node.item.number or not place.parents or node.number:
            return label
        return f"{place.parents[-1].label.replace('{n}', '')} の {label}"

    def place(self, node: Node) -> str:
        """Where an item stands, as officers cite it: Ⅲ（1）４."""
        return short(self.document, node.path)


Rule = Callable[[Context], Iterator[Finding]]


def finding(rule: str, path: str, **values: object) -> Finding:
    """A finding of a check at a place."""
    known = checks().checks[rule]
    return Finding(rule, known.level, path, known.text.format(**values))


def squeezed(text: str) -> str:
    """A text without blanks, for comparing names."""
    return re.sub(r"\s", "", text)
