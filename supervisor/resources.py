"""Where the program's own files are: catalogues of words, icons, style sheets."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "_resources"  # where pyproject.toml puts the folder in the wheel

RESOURCES = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "resources"
