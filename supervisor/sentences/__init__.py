"""What went wrong, to what, and what to do now, in words for the person who can act on it."""
