"""A sentence of ours, and what an engine, a server or a library said in words of its own."""

from __future__ import annotations

from supervisor.words import _


def with_detail(said: str, detail: str) -> str:
    """*said*, with *detail* in brackets behind it; without any it stands alone."""
    return _("{said} ({detail})").format(said=said, detail=detail) if detail else said
