// Neural: see Sources/README.md.
