"""The data that our PDF carries inside: the document itself, so that nothing has to be read off the pages."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pia_tui.ingest.errors import STORE_UNTOUCHED, Cancelled, DamagedFile, UnreadableFile, UnsafeFile
from pia_tui.ingest.json import is_own_json
from pia_tui.ingest.pdf_pages import damaged, is_locked, locked

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

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(_without_encryption(data)))
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked()
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
        raise locked() from error
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError) as error:
        raise damaged() from error
    except (OSError, ArithmeticError, RecursionError, NotImplementedError, MemoryError) as error:
        raise damaged() from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] in ("zlib", "struct"):
            raise damaged() from error
        raise


def _without_encryption(data: bytes) -> bytes:
    """A PDF that opens without a password, as many do that only printing or copying is forbidden in, without its
    encryption: pypdf knows AES only with a further library, PDFium knows it by itself. Raises UnreadableFile.
    """
    if b"/Encrypt" not in data:
        return data
    import pypdfium2

    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            plain = io.BytesIO()
            document.save(plain, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    except pypdfium2.PdfiumError as error:
        if is_locked(error):
            raise locked() from error
        return data  # what is damaged is told by the reader
    return plain.getvalue()


def refuse_bombs(data: bytes) -> None:
    """Unpack every stream within limits: PDFium, which reads the pages, has none of its own.

    Raises DamagedFile, UnreadableFile (encrypted), UnsafeFile.
    """
    from pypdf.generic import IndirectObject, StreamObject

    with open_pdf(data) as reader:
        for generation in (0, 1):
            for number in list(reader.xref.get(generation, {})) + (list(reader.xref_objStm) if generation == 0 else []):
                found = reader.get_object(IndirectObject(number, generation, reader))
                if isinstance(found, StreamObject) and found.get("/Subtype") != "/Image":
                    found.get_data()
