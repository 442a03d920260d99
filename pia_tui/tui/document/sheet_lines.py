"""How a row of a page is drawn: the form's words on the left, the answer on the right, as on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pia_tui.assessment import Assessment, Node
from pia_tui.forms import Value, format_value
from pia_tui.forms.model import Item
from pia_tui.rules.completeness import is_marked_bracket
from pia_tui.tui.document.sheet import Row
from pia_tui.tui.drawing.glyphs import glyphs
from pia_tui.tui.drawing.styled import Line, Run
from pia_tui.tui.drawing.wrap import cut_to, pad_to, text_width, wrapped

MARK, NO_MARK = "[〇]", "[　]"
"""〇 (U+3007) and the full-width blank take two cells in every console; ○ does not."""
UNANSWERED = "（未記入）"
OPTIONAL = "（任意）"
ENTERS = "（Enter）"
GUTTER = 2
GAP = 3


@dataclass(frozen=True, slots=True)
class Tag:
    """A remark under an answer: a finding, a note, 要確認."""

    text: str
    color: str


@dataclass(frozen=True)
class Geometry:
    """How wide things are on a page of a certain width, and how many lines an answer shows before it is cut."""

    width: int
    label: int
    preview: int

    @classmethod
    def of(cls, width: int, height: int) -> Geometry:
        label = max(14, min(32, width * 32 // 100))
        return cls(width, label, max(4, height // 2))

    @property
    def value_x(self) -> int:
        """Where the answers begin."""
        return GUTTER + self.label + GAP

    @property
    def value(self) -> int:
        """How wide the answers are."""
        return max(8, self.width - self.value_x)


def row_lines(
    document: Assessment,
    row: Row,
    geometry: Geometry,
    *,
    at_cursor: bool = False,
    tags: Sequence[Tag] = (),
    choosing: int | None = None,
    height: int | None = None,
) -> list[Line]:
    """The lines of a row.

    `choosing` is the option pointed at while a choice is being made in the row; `height` the number of lines a text
    editor lying over the answer needs, which then is left blank.
    """
    if row.kind in ("band", "heading", "fixed"):
        return _heading_lines(row, geometry)
    if row.kind == "add":
        text = f"＋ {row.label}"
        return [
            [_gutter(at_cursor), _indent(row), Run(text, "link"), Run(f"　（{row.text}）" if row.text else "", "muted")]
        ]
    if row.kind == "next_section":
        room = geometry.width - GUTTER - text_width(ENTERS) - 1
        return [[_gutter(at_cursor), Run(cut_to(row.label, room), "link"), Run(ENTERS, "muted")]]
    if row.kind == "off":
        return _off_lines(row, geometry, at_cursor)
    value = _value_lines(document, row, geometry, choosing, height)
    color = "muted" if row.grey else "label"
    if row.kind == "block":
        return _block_lines(row, geometry, at_cursor, value if row.editable else [], tags)
    return _two_columns(_label_lines(row, geometry), value, geometry, at_cursor, tags, color)


def next_letter(document: Assessment, row: Row, geometry: Geometry) -> tuple[int, int]:
    """(columns, lines) from the beginning of a row's answer to where a letter typed on the closed row goes.

    A text is written on behind its end; what is cut short is opened at its end, which cannot be seen yet.
    """
    node = row.node
    if node is None or not row.editable or node.value_kind != "text" or node.item.digits_only:
        return 0, 0
    text = document.value(node)
    if not isinstance(text, str):
        return 0, 0
    lines, more = wrapped(text, geometry.value, geometry.preview)
    return (0, len(lines) - 1) if more else (text_width(lines[-1]) if lines else 0, max(0, len(lines) - 1))


def row_tags_lines(tags: Iterable[Tag], width: int) -> list[Line]:
    """Remarks as lines of their own."""
    return [[Run(line, tag.color)] for tag in tags for line in wrapped(tag.text, width)[0]]


def _gutter(at_cursor: bool) -> Run:
    return Run(f"{glyphs().cursor} " if at_cursor else "  ", "strong")


def _indent(row: Row) -> Run:
    return Run(" " * _indent_of(row))


def _indent_of(row: Row) -> int:
    return max(0, min(row.depth - 1, 3)) * 2


def _heading_lines(row: Row, geometry: Geometry) -> list[Line]:
    indent = GUTTER - 1 + _indent_of(row)
    background = "band" if row.kind == "band" else ""
    color = "strong" if row.kind == "band" else "label"
    texts, _ = wrapped(row.label, geometry.width - indent - 1)
    lines: list[Line] = [[Run(pad_to(" " * indent + text, geometry.width), color, background)] for text in texts]
    for extra in row.text.split("\n") if row.text else ():
        lines += [[Run(" " * (indent + 2) + text, "muted")] for text in wrapped(extra, geometry.width - indent - 3)[0]]
    return lines


def _off_lines(row: Row, geometry: Geometry, at_cursor: bool) -> list[Line]:
    sign = glyphs().closed if row.folded else glyphs().opened
    text = f"{sign} {row.label}"
    if row.kept:
        text += f"（書いてあった {row.kept} 項目は、印刷されずに残っています）"
    indent = GUTTER + _indent_of(row)
    lines, _ = wrapped(text, geometry.width - indent - 1)
    return [[_gutter(at_cursor and not number), _indent(row), Run(part, "muted")] for number, part in enumerate(lines)]


def _label_lines(row: Row, geometry: Geometry) -> list[str]:
    indent = _indent_of(row)
    lines, _ = wrapped(row.label, geometry.label - indent)
    return [" " * indent + line for line in lines]


def _two_columns(
    labels: Sequence[str], values: Sequence[Line], geometry: Geometry, at_cursor: bool, tags: Sequence[Tag], color: str
) -> list[Line]:
    remarks = row_tags_lines(tags, geometry.value)
    right = [*values, *remarks]
    bar = Run(f" {glyphs().vertical} ", "muted")
    lines: list[Line] = []
    for number in range(max(len(labels), len(right))):
        label = labels[number] if number < len(labels) else ""
        value = right[number] if number < len(right) else []
        lines.append([_gutter(at_cursor), Run(pad_to(label, geometry.label), color), bar, *value])
    return lines


def _block_lines(
    row: Row, geometry: Geometry, at_cursor: bool, value: Sequence[Line], tags: Sequence[Tag]
) -> list[Line]:
    """The head of a block: its sign, its number, its name, and how far it is filled in."""
    sign = glyphs().closed if row.folded else glyphs().opened
    progress = row.progress
    state = ""
    if progress is not None and progress.asked:
        state = (
            f"済 {progress.answered}/{progress.asked} "
            if progress.complete
            else f"{progress.answered}/{progress.asked} "
        )
    head = f"{sign} {row.label}"
    left = " " * _indent_of(row) + head
    if value:
        labels = [pad_to(left, geometry.label)]
        lines = _two_columns(labels, value, geometry, at_cursor, tags, "muted" if row.grey else "strong")
        return [[*lines[0]], *lines[1:]] if not row.folded else [_with_state(lines[0], state, geometry), *lines[1:]]
    name = cut_to(row.text, max(0, geometry.width - GUTTER - text_width(left) - text_width(state) - 3))
    line: Line = [
        _gutter(at_cursor),
        Run(left, "muted" if row.grey else "strong"),
        Run("　" + name if name else "", "text"),
    ]
    return [
        _with_state(line, state, geometry),
        *([Run("    "), *each] for each in row_tags_lines(tags, geometry.width - 6)),
    ]


def _with_state(line: Line, state: str, geometry: Geometry) -> Line:
    """A line with a short word at its right end, over whatever stands there."""
    if not state:
        return line
    room = geometry.width - text_width(state)
    runs: list[Run] = []
    used = 0
    for run in line:
        size = text_width(run.text)
        if used + size > room - 1:
            runs.append(Run(cut_to(run.text, room - 1 - used), run.color, run.background))
            used = min(used + size, room - 1)
            used = sum(text_width(each.text) for each in runs)
            break
        runs.append(run)
        used += size
    return [*runs, Run(" " * (room - used)), Run(state, "muted")]


# -- answers -----------------------------------------------------------------------------------------------------------


def _value_lines(
    document: Assessment, row: Row, geometry: Geometry, choosing: int | None, height: int | None
) -> list[Line]:
    node = row.node
    assert node is not None
    if height is not None:
        return [[] for _ in range(height)]
    kind = node.value_kind
    value = document.shown(node)
    if choosing is not None:
        return choice_lines(node.item, kind, value, geometry.value, choosing)
    nothing = _nothing(document, node)
    if kind == "multi":
        lines = marks_lines(node.item, value, geometry.value, grey=row.grey)
        return lines if value is not None else [*lines, [nothing]]
    if kind == "flag":
        return [_flag_line(value)]
    if value is None:
        if kind == "choice":
            return [[Run("［　　］", "muted"), nothing]]
        return [[nothing]]
    color = "muted" if row.grey else "text"
    if kind == "choice":
        return [[Run(line, "muted" if row.grey else "chosen")] for line in wrapped(f"［{value}］", geometry.value)[0]]
    if kind == "count":
        return [[Run(f"{value}件", color)]]
    if kind == "figure":
        count = len(value) if isinstance(value, tuple) else 0
        return [[Run(f"［図 {count} 枚］", "chosen")]]
    derived = document.value(node) is None
    return _text_lines(format_value(value), geometry, "label" if derived and not row.grey else color, derived)


def _text_lines(text: str, geometry: Geometry, color: str, derived: bool) -> list[Line]:
    # Blank lines at the end are kept and print, but there is nothing in them to go on reading.
    lines, more = wrapped(text.rstrip(), geometry.value, geometry.preview)
    drawn: list[Line] = [[Run(line, color)] for line in lines]
    if more:
        drawn[-1] = [Run(f"{glyphs().more} 続きあり（全 {len(text):,} 字）", "muted")]
    if derived:
        drawn.append([Run("（ほかの欄から自動で入ります）", "muted")])
    return drawn


def _nothing(document: Assessment, node: Node) -> Run:
    if (node.item.optional or node.item.option_text) and not is_marked_bracket(document, node):
        return Run(OPTIONAL, "muted")
    return Run(UNANSWERED, "empty" if node.applies else "muted")


def _flag_line(value: Value | None) -> Line:
    if value is True:
        return [Run(MARK, "chosen")]
    return [Run(NO_MARK, "muted"), Run("（空欄と決定済み）" if value is False else UNANSWERED, "muted")]


def marks_lines(item: Item, value: Value | None, width: int, *, grey: bool = False) -> list[Line]:
    """All options with their marks, as many on a line as fit, under the names of their groups."""
    chosen = set(value) if isinstance(value, tuple) else set()
    lines: list[Line] = []
    number = 0
    for label, options in _groups(item):
        if label:
            lines.append([Run(f"・{label}", "muted")])
        line: list[Run] = []
        used = 0
        for option in options:
            marked = option in chosen
            number += 1
            text = f"{MARK if marked else NO_MARK}{_key_of(number)}{option}"
            size = text_width(text) + 2
            if line and used + size > width + 2:
                lines.append(line)
                line, used = [], 0
            parts, _ = wrapped(text, width)
            for part in parts[:-1]:
                lines.append([Run(part, "chosen" if marked else "muted")])
            line.append(Run(parts[-1] + "  ", "chosen" if marked and not grey else "muted"))
            used += min(size, text_width(parts[-1]) + 2)
        if line:
            lines.append(line)
    return lines


def _groups(item: Item) -> Iterable[tuple[str, Sequence[str]]]:
    if item.choice_groups:
        return [(group.label, [option.text for option in group.options]) for group in item.choice_groups]
    return [("", item.choice_texts)]


def _key_of(number: int) -> str:
    """The digit that marks an option, for the options that have one."""
    return f"{number} " if number <= 9 else ""


def _headings(item: Item) -> dict[int, str]:
    """The names of groups of options by the number of their first option."""
    headings: dict[int, str] = {}
    number = 1
    for label, options in _groups(item):
        if label:
            headings[number] = label
        number += len(options)
    return headings


def choice_options(item: Item, kind: str | None) -> tuple[str, ...]:
    """What can be picked in a row: the choices, or for a mark of its own ○ and blank."""
    return ("○を付ける", "付けない") if kind == "flag" else item.choice_texts


def choice_lines(item: Item, kind: str | None, value: Value | None, width: int, at: int) -> list[Line]:
    """The options one below the other, for picking; `at` is the one pointed at."""
    lines: list[Line] = []
    headings = _headings(item) if kind == "multi" else {}
    options = choice_options(item, kind)
    digits = len(str(len(options)))
    for number, option in enumerate(options, start=1):
        if number in headings:
            lines.append([Run(pad_to(f"  ・{headings[number]}", width), "muted")])
        taken = is_taken(kind, value, option, number)
        sign = (MARK if taken else NO_MARK) if kind == "multi" else ("(〇)" if taken else "(　)")
        head = f"{sign} {number:>{digits}}）"
        pointed = number - 1 == at
        texts, _ = wrapped(option, width - text_width(head) - 2)
        for index, text in enumerate(texts):
            lead = head if not index else " " * text_width(head)
            pointer = glyphs().closed if pointed and not index else " "
            content = pad_to(f"{pointer} {lead}{text}", width)
            lines.append(
                [Run(content, "chosen" if taken else "text", "highlight" if pointed else "", f"option:{number - 1}")]
            )
    return lines


def is_taken(kind: str | None, value: Value | None, option: str, number: int) -> bool:
    """Whether an option is the answer, or one of the marks made."""
    if kind == "flag":
        return value is (number == 1) if isinstance(value, bool) else False
    return option in value if isinstance(value, tuple) else value == option
