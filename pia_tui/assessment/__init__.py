"""One document in memory: a form and a flat map of answers. `Assessment` is what everything else works with."""

from pia_tui.addresses import TooManyBlocks
from pia_tui.assessment.changes import Change
from pia_tui.assessment.document import FORM_KEY, NAME_KEY, Assessment
from pia_tui.assessment.outline import Node, Part

__all__ = ["FORM_KEY", "NAME_KEY", "Assessment", "Change", "Node", "Part", "TooManyBlocks"]
