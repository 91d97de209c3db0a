// Tasks: see Sources/README.md.
