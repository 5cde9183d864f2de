"""A writer that is ended in mid-air: what stood there stands, and what it left is cleared away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from supervisor.workbook.file import BESIDE, clear_beside

WRITER = """
import os, sys
from datetime import UTC
from pathlib import Path
from supervisor.workbook.book import About, Book, Sheet, Table
from supervisor.workbook.cell import Heading
from supervisor.workbook.writing import write_book

rows = ((str(number),) for number in range(10_000))
book = Book("Dump", (Sheet("Dump", (Table("t", (Heading("A"),), rows),)),), About("Dump"))
write_book(Path(sys.argv[1]), book, UTC, lambda done, total: os._exit(9) if done >= 1000 else None)
"""


def test_a_writer_that_was_killed_leaves_what_stood_there_and_nothing_else(tmp_path: Path) -> None:
    path, other = tmp_path / "dump.xlsx", tmp_path / f"{BESIDE}another-1.xlsx"
    path.write_bytes(b"before")
    other.write_bytes(b"of a writer that works")
    assert subprocess.run([sys.executable, "-c", WRITER, str(path)], check=False).returncode == 9
    left = {file.name for file in tmp_path.iterdir()} - {path.name, other.name}
    assert len(left) == 2  # the file that is not whole, and the rows it is made from

    clear_beside(path)

    assert path.read_bytes() == b"before"
    assert {file.name for file in tmp_path.iterdir()} == {path.name, other.name}
