"""What sources say of the past, contacts, agents’ time and counts: the words of everything historical."""
