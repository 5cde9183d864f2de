"""The demo centre: made-up days in databases of their own, where no real figure can get in."""
