"""Communication sheets as workbooks: written for a department, read when they come back, judged, taken in."""
