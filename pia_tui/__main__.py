"""The start: `pia-tui`, and `python -m pia_tui`, which is the same."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program. Ctrl+C while it is still being loaded ends it in one line too."""
    try:
        from pia_tui.cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write("中止しました。保存済みの内容はそのままです。\n")
        sys.exit(1)
    run()


if __name__ == "__main__":
    main()
