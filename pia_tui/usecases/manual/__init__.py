"""The manual: one text for the terminal, the browser and paper, with pictures of the running program."""

from __future__ import annotations

from pia_tui.usecases.manual.pages import manual_files, manual_html, manual_pdf, manual_text

__all__ = ["manual_files", "manual_html", "manual_pdf", "manual_text"]
