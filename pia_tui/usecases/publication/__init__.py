"""Publishing a document, what changed since, and what follows from it."""
