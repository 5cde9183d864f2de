"""Settings: this computer and the centre, departments, working days."""
