// Training: see Sources/README.md.
