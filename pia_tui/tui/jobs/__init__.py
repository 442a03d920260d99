"""What the app does for any of its screens: writing and taking in files, other programs, looks, messages."""
