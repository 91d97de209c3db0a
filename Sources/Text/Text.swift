// Text: see Sources/README.md.
