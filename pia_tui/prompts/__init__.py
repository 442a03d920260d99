"""The wizard as plain questions, for bare consoles and screen readers."""

from pia_tui.prompts.wizard import WizardCancelled, require_terminal, run_wizard

__all__ = ["WizardCancelled", "require_terminal", "run_wizard"]
