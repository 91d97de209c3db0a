// The numeric inner loops that BLAS lacks.
