#!/bin/sh
# Installs pia-tui into this folder, without a network: a virtual environment made of the wheels beside this file.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python@PYTHON@}
command -v "$python" >/dev/null 2>&1 || python=python3
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo none)
if [ "$found" != "@PYTHON@" ]; then
  echo "Python @PYTHON@ が要ります（見つかったもの: $found）。PYTHON=/場所/python@PYTHON@ を付けて、もう一度実行してください。" >&2
  exit 1
fi
"$python" -m venv "$here/@FOLDER@/venv"
"$here/@FOLDER@/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-cache-dir \
  --find-links "$here/@FOLDER@/wheels" "pia-tui==@VERSION@"
echo "できました。$here/pia-tui で起動します。"
