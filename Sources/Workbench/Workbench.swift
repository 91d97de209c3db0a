// Workbench: see Sources/README.md.
