"""The program as one folder that needs no Python, no network and no administrator: made, verified, updated."""
