"""What depends on the kind of terminal: the driver for Windows, and the test sheet for a console."""
