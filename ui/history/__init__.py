"""The past on the screen: curves, heat map, tables, down to the contacts."""
