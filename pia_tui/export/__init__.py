"""A document becomes a file: PDF, Excel, JSON."""
