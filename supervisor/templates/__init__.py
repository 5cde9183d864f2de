"""Users' own workbooks, which are filled and never edited."""
