"""How fast the program is, as ratios to a peer or a limit measured in the same run: docs/benchmarks.md."""
