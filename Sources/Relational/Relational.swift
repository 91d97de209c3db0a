// Relational: see Sources/README.md.
