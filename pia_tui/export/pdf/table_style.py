"""Colours and widths of the forms' tables."""

from __future__ import annotations

from pia_tui.export.pdf.pages import Colour

SECTION: Colour = (0.80, 0.86, 0.92)
HEADING: Colour = (0.88, 0.92, 0.96)
BLOCK: Colour = (0.92, 0.945, 0.97)
LABEL: Colour = (0.955, 0.968, 0.985)
OFF: Colour = (0.93, 0.93, 0.93)
"""Cells that need no answer, because an answered condition switches them off."""

LABEL_WIDTH = 130.5
LABEL_GAP = 8.5
"""Room at the right of a label: with less, text extraction takes the label and its cell for one line."""
SIDE_WIDTH = 34.0
"""A label that stands to the left of several rows."""
KEPT_WHOLE = 220.0
"""Rows beside one label stay on one page if they take no more than this height."""
KEPT_VALUE = 110.0
"""A choice of at most this height stays with the first of the rows that are set in under it."""
SHORT_ROW = 32.0
"""A row of one line."""
STRIP_WIDTH = 14.0
"""The strip under a label whose sub-rows are set in."""
SIDE_PAD = 3.0
"""Room between the rules and the text of such a label."""
MOST_LABEL_LINES = 4
"""A label with more lines stands over its cell, not beside it."""
