"""The voice menu: its nodes as a tree, how often each is chosen, what is wrong with it."""
