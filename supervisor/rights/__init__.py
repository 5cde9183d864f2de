"""Who may do what in a shared centre: roles, scopes, and what the database itself refuses."""
