"""Who may work with a shared centre, what they may do, and who looked at whose figures."""
