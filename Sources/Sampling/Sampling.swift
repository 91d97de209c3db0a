// Sampling: see Sources/README.md.
