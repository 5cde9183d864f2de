"""What leaves the program as a whole: one module a workbook, which says what is in it."""
