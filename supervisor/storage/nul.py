"""The character NUL, which SQLite keeps and PostgreSQL keeps nowhere: "�" stands for it there.

It comes with what is pasted or read from other programs' files, where nobody sees it; no name or text is
refused for its sake. What is moved from a file to a server is mended in the same way (`supervisor/moving`).
"""

from __future__ import annotations

import json
import re
from typing import Any

INSTEAD = "\ufffd"

_WRITTEN = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # as JSON writes it


def json_text(value: object) -> str:
    """*value* as JSON that a server's database can read."""
    said = json.dumps(value)
    return _WRITTEN.sub(rf"\1{INSTEAD}", said) if "\\u0000" in said else said


def mend_texts(raw: Any) -> None:
    """Have the psycopg connection *raw* send every text without NUL."""
    from psycopg.types.string import StrDumperUnknown  # only centres with a server pay for loading it

    class Mending(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", INSTEAD) if "\0" in obj else obj)

    raw.adapters.register_dumper(str, Mending)
