"""Sheets of other systems and the program's own form, read into facts: previewed, repeatable, undoable."""
