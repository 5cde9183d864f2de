"""The sections of the monthly review, one module each: ``sheet(asked)`` gives its sheet or sheets."""
