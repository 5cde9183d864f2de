"""Advice that somebody heeded or looked at, written into the record."""

from __future__ import annotations

from sqlalchemy import Connection

from supervisor.advice.forecast import Forecast
from supervisor.advice.store import FORECASTS, add_once
from supervisor.storage.changes import Changes


def note(db: Connection, forecast: Forecast) -> tuple[Changes, tuple[Forecast, bool]]:
    """Write *forecast* into the record: it as it stands there, and whether it is new. Asked again within a
    minute by the same person it is the same."""
    found, is_new = add_once(db, forecast)
    return (FORECASTS if is_new else Changes()), (found, is_new)
