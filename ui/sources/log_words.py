"""What a look into a source's own log found, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from supervisor import words
from supervisor.sentences.source import problem
from supervisor.words import _


def log_sentence(facts: Mapping[str, str], name: str, zone: tzinfo) -> str:
    """Whether the log that was named can be read, and how old its last line is; "" when none was named."""
    path = facts.get("log_file")
    if not path:
        return ""
    if reason := facts.get("log_problem"):
        detail = facts.get("log_detail", "")
        return problem(name, reason, {"file": path, "detail": detail})
    if (last_s := facts.get("log_last_s")) is None:
        return _("Its own log {file} can be read; it is empty.").format(file=path)
    last = words.moment(datetime.fromtimestamp(float(last_s), UTC), zone)
    return _("Its own log {file} can be read; its last line is of {time}.").format(file=path, time=last)
