"""Coordination meetings: series, agenda, outcomes, minutes, what is carried over."""
