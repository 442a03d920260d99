"""Publishing and what changes since: questions, the rows of 変更箇所, and texts to compare with."""
