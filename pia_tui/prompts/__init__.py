"""The program in plain questions and lines, for bare consoles, screen readers and other programs."""

from pia_tui.prompts.wizard import WizardCancelled, run_wizard

__all__ = ["WizardCancelled", "run_wizard"]
