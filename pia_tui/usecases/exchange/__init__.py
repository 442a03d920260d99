"""Carrying documents between terminals: packs, and the merge of two copies."""
