"""The official forms as data: what they ask, in which order, and how an answer is written."""

from pia_tui.forms.library import FormText, UnknownForm, add_folder, form_ids, keep_texts, load_form, resolve_form
from pia_tui.forms.loader import read_form
from pia_tui.forms.model import FILE_LIST, Form, Item, ItemPlace, Repeat, Section
from pia_tui.forms.paths import BadPath, Path, new_identity, parse_path, plain_path
from pia_tui.forms.values import BadValue, Value, clean_text, format_value, parse_value

__all__ = [
    "FILE_LIST",
    "BadPath",
    "BadValue",
    "Form",
    "FormText",
    "Item",
    "ItemPlace",
    "Path",
    "Repeat",
    "Section",
    "UnknownForm",
    "Value",
    "add_folder",
    "clean_text",
    "form_ids",
    "format_value",
    "keep_texts",
    "load_form",
    "new_identity",
    "parse_path",
    "parse_value",
    "plain_path",
    "read_form",
    "resolve_form",
]
