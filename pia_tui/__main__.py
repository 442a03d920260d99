"""`python -m pia_tui` is the same as `pia-tui`."""

from pia_tui.cli import main

main()
