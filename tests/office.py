"""LibreOffice as the independent reader: what a workbook looks like on paper, what it leaves of one it saves.

It starts in two seconds, so convert several files with one call (`convert`). Each worker of a test run has a
profile of its own, because two programs on one profile block each other.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

FILTERS = {
    "pdf": "pdf",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "xls": "xls:MS Excel 97",
    "ods": "ods:calc8",
    # every sheet, UTF-8, as shown
    "csv": "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
}

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="LibreOffice or poppler is not installed",
)


@cache
def _profile() -> str:
    folder = tempfile.mkdtemp(prefix="supervisor-office-")
    import atexit

    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder).as_uri()


def convert(paths: Sequence[Path], to: str, folder: Path, *, macro: str = "") -> list[Path]:
    """Each of *paths* as LibreOffice saves it in the format *to* (a key of FILTERS), in *folder*.

    A csv is one file a sheet: of those the folder is returned. LibreOffice ends well even where it could not
    load a file, so what it should have written is looked for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = ["soffice", f"-env:UserInstallation={_profile()}", "--headless", "--convert-to", FILTERS[to]]
    done = subprocess.run(
        [*command, "--outdir", str(folder), *map(str, paths)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=240,
        env={**os.environ, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"},
    )
    if to == "csv":
        assert list(folder.glob("*.csv")), done.stdout.decode()
        return [folder]
    written = [folder / f"{path.stem}.{to}" for path in paths]
    for path in written:
        assert path.exists(), f"LibreOffice did not write {path.name}: {done.stdout.decode()}"
    return written


@dataclass(frozen=True)
class Paper:
    """A PDF: the text of each page as it is laid out, its size in points, the fonts that it holds."""

    pages: tuple[str, ...]
    width: float
    height: float
    fonts: tuple[str, ...]

    @property
    def lies(self) -> bool:
        """Whether it is landscape."""
        return self.width > self.height

    @property
    def plain(self) -> str:
        """All text without spaces and line ends, as a Chinese text is broken anywhere."""
        return re.sub(r"\s", "", "".join(self.pages))


def paper(pdf: Path) -> Paper:
    """What is on the pages of *pdf*."""
    text = _said("pdftotext", "-layout", str(pdf), "-")
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", _said("pdfinfo", str(pdf)))
    assert size is not None
    fonts = tuple(line.split()[0] for line in _said("pdffonts", str(pdf)).splitlines()[2:] if line.strip())
    return Paper(tuple(text.split("\f")[:-1]), float(size[1]), float(size[2]), fonts)


def printed(paths: Sequence[Path], folder: Path) -> list[Paper]:
    """Each of *paths* on paper."""
    return [paper(pdf) for pdf in convert(paths, "pdf", folder)]


def pictures(pdf: Path, folder: Path, *, dots: int = 80) -> list[Path]:
    """The pages of *pdf* as pictures, to be looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["pdftoppm", "-r", str(dots), "-png", str(pdf), str(folder / pdf.stem)], check=True)
    return sorted(folder.glob(f"{pdf.stem}-*.png"))


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode("utf-8", "replace")
