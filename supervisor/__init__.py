"""The core of the supervisor console: everything that needs no screen."""

__version__ = "0.1.0"
