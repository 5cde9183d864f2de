"""The frame around the pages: the rail, the bar on top, the finder, the line at the bottom."""
