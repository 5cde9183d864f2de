"""Working days: calendars with make-up days and opening hours, and the arithmetic of limits."""
