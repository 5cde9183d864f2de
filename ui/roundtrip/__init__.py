"""Communication sheets as workbooks: written for a department, and read when they come back."""
