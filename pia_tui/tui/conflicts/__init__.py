"""Answers that two sides have changed, side by side."""
