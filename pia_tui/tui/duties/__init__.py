"""Screens of the duties: what is due, judging again, accidents."""
