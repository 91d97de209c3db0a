// Tensors: see Sources/README.md.
