// Features: see Sources/README.md.
