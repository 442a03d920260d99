#!/bin/sh
# Starts pia-tui. This folder is the home of its data (db, exports).
here=$(cd "$(dirname "$0")" && pwd)
program="$here/@FOLDER@/venv/bin/python"
if [ ! -x "$program" ]; then
  echo "先に $here/install.sh を実行してください。" >&2
  exit 1
fi
PIA_TUI_HOME="$here" exec "$program" -m pia_tui "$@"
