"""What a console says while its database is lost, and what waits on this computer to be saved."""
