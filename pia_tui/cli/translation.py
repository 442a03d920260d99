"""click's own messages in Japanese, by the means that click offers: each is marked for gettext.

gettext takes the language from the environment. This program has one language, and programs that it starts keep theirs,
so click's modules are given the catalogue itself.
"""

from __future__ import annotations

import gettext
import sys
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


@cache
def catalogue() -> gettext.NullTranslations:
    """The catalogue in `locale/ja/LC_MESSAGES/click.mo`, compiled from the `click.po` beside it."""
    return gettext.translation("click", LOCALE, languages=["ja"])


def translated(message: str) -> str:
    """A message of click's in Japanese; as it is where the catalogue does not have it."""
    return catalogue().gettext(message)


def translated_plural(singular: str, plural: str, number: int) -> str:
    """A message of click's that counts something."""
    return catalogue().ngettext(singular, plural, number)


def translate_click() -> None:
    """Let the modules of click that are loaded say what they say in Japanese. The catalogue is read at the first word.

    A module that click loads later speaks Japanese when this has been called again.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            names = vars(module)
            if names.get("_") is gettext.gettext:
                names["_"] = translated
            if names.get("ngettext") is gettext.ngettext:
                names["ngettext"] = translated_plural
