"""The text that a form was loaded from, as the program itself finds it."""

from __future__ import annotations

from pia_tui.forms.library import FormText, form_text


def source_of(form_id: str) -> FormText:
    found = form_text(form_id)
    assert found is not None
    return found
