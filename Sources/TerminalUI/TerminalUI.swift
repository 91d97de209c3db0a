// TerminalUI: see Sources/README.md.
