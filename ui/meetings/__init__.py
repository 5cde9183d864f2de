"""Coordination meetings: agenda, the room’s screen, minutes, actions, series."""
