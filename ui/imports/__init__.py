"""Imports: the list, the wizard, and the data check."""
