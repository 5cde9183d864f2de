"""The command line in this process: what it printed, and what it ended with."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner, Result

from supervisor.__main__ import app

WIDE = {"COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1"}


def run(*arguments: str, typed: str | None = None, **environment: str) -> Result:
    """`supervisor *arguments*`, with *typed* at the prompts; an error that is a bug rises."""
    result = CliRunner().invoke(app, list(arguments), input=typed, env=WIDE | environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def documents(result: Result) -> list[Any]:
    """The JSON documents that were printed, one a line."""
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]
