"""The centre's past: contacts and agents' time as they were told, and what is counted of them."""
