"""One open document as the screens know it: its rows, what is saved of it, and what is said about its items."""
