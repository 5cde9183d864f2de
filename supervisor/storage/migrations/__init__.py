"""One folder of revisions a room: centre/ and journal/. A revision stands on its own and is never edited."""
