"""Read a YAML data file into typed values; a broken file is refused with its name and line.

In a wheel each file has its *prepared* copy beside it (`.build/prepare_data.py`): the same data as JSON, which is read
thirty times as fast, so that a command's start needs no YAML at all. In a checkout the program makes these copies
itself and keeps them where Python keeps its bytecode. A copy that does not belong to the file as it stands is not used:
whoever edits a data file, in a checkout or in an installation, sees the change at once.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from pia_tui.errors import PiaError

if TYPE_CHECKING:
    import yaml

T = TypeVar("T")
_PACKAGE = Path(__file__).parent
_SHOWN = 5
# What msgspec says, and what the person who edits the file should read.
_SENTENCES = (
    (r"unknown field `(.+)`", "「{0}」という語は使えません。つづりを確かめてください"),
    (r"missing required field `(.+)`", "「{0}」がありません"),
    (r"Invalid enum value (.+)", "「{field}」に {0} は使えません"),
    (r"Expected `(.+)`, got `(.+)`", "「{field}」には {0} を書きます（{1} が書かれています）"),
    (r"RFC3339 encoded date", "「{field}」は 2026-04-01 の形の日付で書きます"),
)
_STRING_TAG = "tag:yaml.org,2002:str"


class BrokenData(PiaError):
    """A data file that does not follow its schema. `problems` holds (line, sentence), lines counted from 1."""

    def __init__(self, file: str, problems: list[tuple[int, str]]) -> None:
        self.file = file
        self.problems = problems
        listed = " ／ ".join(f"{file} の {line} 行目: {text}" for line, text in problems[:_SHOWN])
        if len(problems) > _SHOWN:
            listed += f" ／ ほか {len(problems) - _SHOWN} 件"
        super().__init__(
            f"定義ファイルに誤りがあります。{listed}",
            safe="保存済みの評価書には触れていません。",
            next="ファイルのその行を直してから、もう一度実行してください。",
        )


class DataLines:
    """The data of one file with the line of every value, addressed as msgspec does (`$.sections[0].id`)."""

    def __init__(self, file: Path) -> None:
        content = file.read_bytes()
        self._take(file.name, content, _prepared(file, content))
        if "_read" in self.__dict__ and file.is_relative_to(_PACKAGE):
            _keep_copy(file, content, self.data)

    @classmethod
    def of(cls, name: str, content: bytes) -> DataLines:
        """A text that stands in no file of its own. Raises BrokenData."""
        made = cls.__new__(cls)
        made._take(name, content, None)
        return made

    def _take(self, name: str, content: bytes, prepared: Any) -> None:
        self.name = name
        self._content = content
        self.data: Any = self._read.data if prepared is None else prepared

    @cached_property
    def _read(self) -> _YamlText:
        return _YamlText(self.name, self._content)

    def line(self, address: str) -> int:
        """The line of a value; of its nearest known ancestor when the address itself is missing."""
        lines = self._read.lines
        while address not in lines and len(address) > 1:
            address = address[: max(address.rfind("."), address.rfind("["))] or "$"
        return lines.get(address, 1)

    def broken(self, problems: list[tuple[str, str]]) -> BrokenData:
        """The error for problems given as (address, sentence)."""
        return BrokenData(self.name, [(self.line(address), text) for address, text in problems])

    def convert(self, kind: type[T], data: Any = None) -> T:
        """The data as `kind`; unknown and missing fields and wrong types raise BrokenData with their line."""
        try:
            return msgspec.convert(self.data if data is None else data, kind)
        except msgspec.ValidationError as error:
            text = str(error)
            message, _, address = text.rpartition(" - at `")
            where = address.rstrip("`") or "$"
            raise self.broken([(where, _in_japanese(message or text, where))]) from error


class _YamlText:
    """A YAML text as data, with the line of every value."""

    def __init__(self, name: str, content: bytes) -> None:
        import yaml

        self.name = name
        self.lines: dict[str, int] = {"$": 1}
        # The C loader is ten times faster; a few platforms build PyYAML without it.
        make_loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            text = content.decode("utf-8-sig")
            loader = make_loader(text)
        except UnicodeDecodeError as error:
            raise BrokenData(self.name, [(1, "UTF-8 の文字として読めません。UTF-8 で保存してください")]) from error
        except yaml.YAMLError as error:
            raise self._unreadable(error, text) from error
        try:
            node = loader.get_single_node()
            self.data: Any = self._build(loader, node, "$") if node is not None else None
        except yaml.YAMLError as error:
            raise self._unreadable(error, text) from error
        finally:
            loader.dispose()

    def _unreadable(self, error: yaml.YAMLError, text: str) -> BrokenData:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", "")
        # A forbidden character is told by its place in the bytes, everything else by a mark.
        before = text.encode()[: getattr(error, "position", 0)].count(b"\n")
        return BrokenData(self.name, [((mark.line if mark else before) + 1, f"YAML として読めません（{reason}）")])

    def _build(self, loader: Any, node: Any, address: str) -> Any:
        self.lines[address] = node.start_mark.line + 1
        if node.id == "scalar":
            return self._scalar(loader, node)
        if node.id == "sequence":
            return [self._build(loader, child, f"{address}[{i}]") for i, child in enumerate(node.value)]
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if key_node.id != "scalar":
                raise BrokenData(self.name, [(key_node.start_mark.line + 1, "見出し（: の前）は一つの語で書きます")])
            key = self._scalar(loader, key_node)
            if key in result:
                raise BrokenData(self.name, [(key_node.start_mark.line + 1, f"「{key}」が二度書かれています")])
            result[key] = self._build(loader, value_node, f"{address}.{key}")
        return result

    def _scalar(self, loader: Any, node: yaml.ScalarNode) -> Any:
        if node.tag == _STRING_TAG:
            return node.value
        try:
            return loader.construct_object(node)
        except ValueError as error:  # looks like a date, and is none
            line = node.start_mark.line + 1
            raise BrokenData(self.name, [(line, f"「{node.value}」を日付や数として読めません")]) from error


def _in_japanese(message: str, address: str) -> str:
    field = re.sub(r"\[\d+\]$", "", address).rpartition(".")[2]
    for pattern, sentence in _SENTENCES:
        match = re.search(pattern, message)
        if match:
            return sentence.format(*match.groups(), field=field)
    return f"「{field}」の値を読めません（{message}）"


def load(file: Path, kind: type[T], check: Callable[[T, DataLines], None] | None = None) -> T:
    """Read `file` as `kind`; `check` may raise `source.broken(...)` for what types cannot say.

    Raises BrokenData.
    """
    source = DataLines(file)
    value = source.convert(kind)
    if check is not None:
        check(value, source)
    return value


class _Prepared(msgspec.Struct):
    """What a prepared copy holds: the data, and the check sum of the YAML file it was made of."""

    made_of: int
    data: Any


def prepared_path(file: Path) -> Path:
    """Where the prepared copy of a YAML file lies."""
    return file.with_suffix(".prepared.json")


def prepare(file: Path) -> bytes:
    """The prepared copy of a YAML file. Raises BrokenData."""
    content = file.read_bytes()
    return _copy_of(content, _YamlText(file.name, content).data)


def _copy_of(content: bytes, data: Any) -> bytes:
    return msgspec.json.encode(_Prepared(zlib.crc32(content), data))


def _own_copy(file: Path) -> Path:
    """Where a copy that was made here lies: with the bytecode, which git and builds leave alone."""
    return Path(importlib.util.cache_from_source(str(file))).with_name(prepared_path(file).name)


def _keep_copy(file: Path, content: bytes, data: Any) -> None:
    """Keep the copy for the next start, where Python keeps bytecode too; a program works as well without."""
    if sys.dont_write_bytecode:
        return
    copy = _own_copy(file)
    part = copy.with_name(f"{copy.name}.{os.getpid()}")
    with suppress(OSError, TypeError):
        copy.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(_copy_of(content, data))
        part.replace(copy)


def _prepared(file: Path, content: bytes) -> Any:
    """The data of a prepared copy; None where there is none, or none of this content."""
    made_of = zlib.crc32(content)
    for place in (prepared_path(file), _own_copy(file)):
        with suppress(OSError, msgspec.DecodeError):
            copy = msgspec.json.decode(place.read_bytes(), type=_Prepared)
            if copy.made_of == made_of:
                return copy.data
    return None
