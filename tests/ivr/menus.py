"""A voice menu for tests."""

from __future__ import annotations

from supervisor.ivr.node import Node

NODES = (
    Node("top", "10086", version=1),
    Node("bills", "Bills", "1", "top", 0, version=1),
    Node("balance", "Balance", "1", "bills", 0, version=1),
    Node("paper", "Paper bill", "2", "bills", 1, version=1),
    Node("tariffs", "Tariffs", "2", "top", 1, version=1),
    Node("change", "Change tariff", "1", "tariffs", 0, version=1),
    Node("agent", "Agent", "0", "top", 2, version=1),
)
