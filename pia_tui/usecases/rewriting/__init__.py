"""Changing words in many places at once, in one document or in all: 号ズレ and replacement; found, then written."""
