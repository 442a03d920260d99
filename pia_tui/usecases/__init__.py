"""What the screens, the prompts and the command line all do, written once."""
