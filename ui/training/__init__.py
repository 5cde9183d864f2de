"""Courses and coaching on the Performance page."""
