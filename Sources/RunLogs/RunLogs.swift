// RunLogs: see Sources/README.md.
