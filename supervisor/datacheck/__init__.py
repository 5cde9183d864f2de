"""The three-monthly check of the facts: what cannot be true, what is missing, what nobody knows."""
