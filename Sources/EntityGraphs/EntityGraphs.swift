// EntityGraphs: see Sources/README.md.
