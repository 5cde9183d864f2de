"""Issues across departments: list and board, one issue, sheets, call-backs, the menu, departments,
calendars."""
