"""The checks of a document with what the rest of the store says, and findings set aside."""
