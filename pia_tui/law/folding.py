"""A text as citations are read in it: without blanks, with one kind of digits and signs, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

_SIGNS = str.maketrans("０１２３４５６７８９(),，､･〜～－―ー‐−〔〕", "0123456789（）、、、・~~-----（）")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """`text` is what is read; character n of it stood at `places[n]` of the original."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where folded[start:end] stands in the original."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> FoldedText:
    """Fold a text: blanks and line ends vanish.

    Between two digits one blank stays (「10 3」 may be two numbers), unless the second is 0, with which no number
    begins; a tab or an empty line stays as a tab: what stands beyond it is another cell.
    """
    kept: list[str] = []
    places: list[int] = []
    blank = -1
    signs = text.translate(_SIGNS)
    for position, sign in enumerate(signs):
        if sign.isspace():
            blank = position if blank < 0 else blank
            continue
        if blank >= 0 and kept:
            between = text[blank:position]
            if "\t" in between or between.count("\n") > 1:
                kept.append("\t")
                places.append(blank)
            elif kept[-1] in _DIGITS and sign in _DIGITS and sign != "0":
                kept.append(" ")
                places.append(blank)
        blank = -1
        # The long vowel sign stays a letter; only between digits is it a dash.
        kept.append("ー" if text[position] == "ー" and not (kept and kept[-1] in _DIGITS) else sign)
        places.append(position)
    return FoldedText("".join(kept), tuple(places))


_DIGITS = frozenset("0123456789")
