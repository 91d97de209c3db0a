// Models: see Sources/README.md.
