"""How this computer comes to a shared centre: logging in to one, and setting one up."""
