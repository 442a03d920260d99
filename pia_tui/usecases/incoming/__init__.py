"""Bringing in files of any kind: read, shown, kept, and what is left to the officer."""
