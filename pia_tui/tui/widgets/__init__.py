"""Widgets: each draws one thing and tells what happened by messages."""
