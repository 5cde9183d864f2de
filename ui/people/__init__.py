"""People, their groups and logins, and what is aimed at."""
