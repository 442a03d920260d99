"""Copying what was written for one 特定個人情報ファイル to another: Ⅱ and Ⅲ repeat, and much of them is the same."""

from __future__ import annotations

from pia_tui import keys
from pia_tui.assessment import Assessment, Change, Part
from pia_tui.forms import FILE_LIST, Value, new_identity

_OWN_ROLES = ("file_name",)


def copy_part(document: Assessment, source: Part, target: Part, *, overwrite: bool) -> list[Change]:
    """The changes that put the answers of `source` into `target`, another file's part of the same section.

    Without `overwrite` only unanswered places are filled. Blocks inside are copied where the target has none yet. The
    file's own name is never copied; what is copied is marked 要確認.
    """
    renamed = {source.key: target.key}
    changes: list[Change] = []
    for node in document.nodes(source):
        if node.is_list:
            changes += _copy_list(document, node.key, renamed)
            continue
        if node.value_kind is None or node.item.role in _OWN_ROLES:
            continue
        value = document.value(node)
        key = _translated(node.key, renamed)
        if value is None or key is None:
            continue
        before = document.state.get(key)
        if before == value or (before is not None and not overwrite):
            continue
        changes.append(Change(key, before, value))
        if node.value_kind == "text":
            changes += document.change(keys.UNCONFIRMED.key(key), f"（{source.number}）から写した文")
    return changes


def _copy_list(document: Assessment, list_key: str, renamed: dict[str, str]) -> list[Change]:
    """The order list of the copy, with new identities; nothing where the target has blocks of its own."""
    key = _translated(list_key, renamed)
    blocks = document.blocks(list_key)
    if key is None or not blocks or list_key == f"{FILE_LIST}[]" or document.blocks(key):
        return []
    taken = document.identities() | {name.rpartition("[")[2].rstrip("]") for name in renamed.values()}
    made: list[str] = []
    for block in blocks:
        identity = new_identity({*taken, *made})
        made.append(identity)
        renamed[f"{list_key.removesuffix('[]')}[{block}]"] = f"{key.removesuffix('[]')}[{identity}]"
    after: Value = tuple(made)
    return [Change(key, document.state.get(key), after)]


def _translated(key: str, renamed: dict[str, str]) -> str | None:
    """The key in the target, or None for what stands in a block that is not copied."""
    best = max((old for old in renamed if key == old or key.startswith((f"{old}.", f"{old}["))), key=len, default=None)
    if best is None:
        return None
    rest = key[len(best) :]
    return None if "[#" in rest else renamed[best] + rest
