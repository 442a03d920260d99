"""The law's own tables and citations: dated data, read by small pure functions. No document and no store here."""
