// Demo: see Sources/README.md.
