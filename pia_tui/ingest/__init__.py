"""Files into documents: our own JSON, PDF and sheets, and the text of published 評価書."""

from pia_tui.ingest.files import ImportedFile, IncomingKind, ReportProgress, kind_of, read_bytes, read_file, step

__all__ = ["ImportedFile", "IncomingKind", "ReportProgress", "kind_of", "read_bytes", "read_file", "step"]
