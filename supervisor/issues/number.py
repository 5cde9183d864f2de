"""Numbers of issues and sheets that a telephone line and a tired hand cannot turn into another one.

WT-2026-00012-8: a series, a year, a number counted in both, and a check digit by Damm's scheme over year and
number (H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004; his table of order 10). It is one digit, and
every single wrong digit and every swap of two neighbours shows, the check digit's own included. (ISO 7064 MOD
11-10 lets a few swaps pass.)
"""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.errors import NumberError
from supervisor.storage.issue_tables import issue_number

ISSUE = "WT"
"""The series of issues."""

_TABLE = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_DIGITS = 5
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－_/·"), "-")
_DASHED = re.compile(r"(?:([A-Z]{1,4})-?)?(\d{4})-(\d{1,9})-(\d)")
_RUN_ON = re.compile(r"([A-Z]{1,4})?(\d{4})(\d{5,9})(\d)")


def check_digit(digits: str) -> str:
    """The digit that makes *digits* whole."""
    state = 0
    for each in digits:
        state = _TABLE[state][int(each)]
    return str(state)


def number(series: str, year: int, count: int) -> str:
    """The *count*-th number of a *series* and year."""
    digits = f"{count:0{_DIGITS}}"
    return f"{series}-{year:04}-{digits}-{check_digit(f'{year:04}{digits}')}"


def parse(typed: str, series: str = ISSUE) -> str:
    """*typed* as the number is written: without or with dashes, blanks, zeros in front, full-width digits,
    small letters; without letters it is of *series*. Raises NumberError."""
    plain = unicodedata.normalize("NFKC", typed).translate(_DASHES).upper()
    plain = re.sub(r"-+", "-", re.sub(r"\s+", "", plain)).strip("-")
    found = _DASHED.fullmatch(plain) or _RUN_ON.fullmatch(plain.replace("-", ""))
    if found is None or int(found[3]) == 0:
        raise NumberError(typed)
    meant = number(found[1] or series, int(found[2]), int(found[3]))
    if meant[-1] != found[4]:
        raise NumberError(typed, meant)
    return meant


def next_number(db: Connection, series: str, year: int) -> str:
    """The next number of *series* in *year*; whatever is undone, it is never given again. Two who want one at
    once wait for each other."""
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    key = f"{series}-{year:04}"
    once_more = dialect.insert(issue_number).on_conflict_do_update(
        index_elements=["series"], set_={"last": issue_number.c.last + 1}
    )
    db.execute(once_more, {"series": key, "last": 1})
    count: int = db.execute(select(issue_number.c.last).where(issue_number.c.series == key)).scalar_one()
    return number(series, year, count)
