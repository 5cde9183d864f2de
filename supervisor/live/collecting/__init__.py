"""The parts of a collector (live/collector.py), each about one thing."""
