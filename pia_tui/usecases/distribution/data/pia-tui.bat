@echo off
rem Starts pia-tui. This folder is the home of its data (db, exports). Plain ASCII: cmd reads it in any code page.
setlocal DisableDelayedExpansion
for /f "tokens=2 delims=:." %%c in ('chcp') do set "PIA_TUI_OLD_CODEPAGE=%%c"
chcp 65001 >nul
set "PIA_TUI_HOME=%~dp0"
set "PYTHONHOME="
set "PYTHONPATH="
title pia-tui
if [%1]==[] mode con: cols=110 lines=36 >nul 2>&1
"%~dp0@FOLDER@\python\python.exe" -B -m pia_tui %*
set "PIA_TUI_CODE=%ERRORLEVEL%"
if [%1]==[] if not "%PIA_TUI_CODE%"=="0" pause
if defined PIA_TUI_OLD_CODEPAGE chcp %PIA_TUI_OLD_CODEPAGE% >nul
exit /b %PIA_TUI_CODE%
