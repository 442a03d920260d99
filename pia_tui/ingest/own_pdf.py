"""The data that our PDF carries inside: the document itself, so that nothing has to be read off the pages."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pia_tui.ingest.errors import STORE_UNTOUCHED, Cancelled, DamagedFile, UnreadableFile, UnsafeFile
from pia_tui.ingest.json import is_own_json

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES = 3000
_EMBEDDED_MOST = 300_000_000


def embedded_data(data: bytes) -> bytes | None:
    """The JSON in our own PDF, as it was put in; None for a PDF of somebody else.

    Raises DamagedFile, UnreadableFile (encrypted), UnsafeFile.
    """
    from pypdf import filters

    usual = filters.ZLIB_MAX_OUTPUT_LENGTH
    with open_pdf(data) as reader:
        filters.ZLIB_MAX_OUTPUT_LENGTH = _EMBEDDED_MOST
        try:
            for name, contents in reader.attachments.items():
                for content in contents if name.endswith(".json") else ():
                    if is_own_json(content):
                        return content
        finally:
            filters.ZLIB_MAX_OUTPUT_LENGTH = usual
    return None


@contextmanager
def open_pdf(data: bytes) -> Iterator[PdfReader]:
    """A PDF to read; whatever goes wrong inside becomes a sentence. Raises DamagedFile, UnreadableFile, UnsafeFile."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

    for name in ("pypdf", "pdfminer", "pdfplumber"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked()
        if len(reader.pages) > MAX_PAGES:
            raise UnsafeFile(
                f"ページが多すぎます（{len(reader.pages):,} ページ。{MAX_PAGES:,} まで）。",
                safe=STORE_UNTOUCHED,
                next="評価書のページだけを別の PDF に分けてください。",
            )
        yield reader
    except (UnreadableFile, UnsafeFile, DamagedFile, Cancelled):
        raise
    except LimitReachedError as error:
        raise UnsafeFile(
            "PDF の中に、開くと極端に大きくなる部分があります。",
            safe=STORE_UNTOUCHED,
            next="作成元に確かめ、もう一度作ってもらってください。",
        ) from error
    except DependencyError as error:
        raise _locked() from error
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError) as error:
        raise _damaged() from error
    except (OSError, ArithmeticError, RecursionError, NotImplementedError, MemoryError) as error:
        raise _damaged() from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] in ("pdfminer", "pdfplumber", "zlib", "struct"):
            raise _damaged() from error
        raise


def _locked() -> UnreadableFile:
    return UnreadableFile(
        "パスワードの掛かった PDF なので、読み取れません。",
        safe=STORE_UNTOUCHED,
        next="パスワードを外した PDF を使ってください。",
    )


def _damaged() -> DamagedFile:
    return DamagedFile(
        "PDF が壊れているか、途中で切れています。",
        safe=STORE_UNTOUCHED,
        next="元のファイルから、もう一度写してください。",
    )
