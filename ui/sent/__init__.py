"""The sheets that were sent to a department, for its reader."""
