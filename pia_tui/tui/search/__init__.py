"""Finding words: in the open document, and in all of the register."""
