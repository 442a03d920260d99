"""Rewriting seen before it is done, and rows of the law's tables to pick: lists with marks, and their use."""
