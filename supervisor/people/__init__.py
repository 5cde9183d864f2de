"""The people of the centre: who stands behind a login, in which groups, since when."""
