"""Workbooks that somebody else made: what stands in their cells becomes a document."""
