// Stands in for glibc's malloc and counts: how often each thread asked for memory, and for how much.
#pragma once
#include <stdint.h>

typedef struct {
  int64_t calls;
  int64_t bytes;
} counted_heap;

// Of the calling thread, since it began.
counted_heap counted_heap_here(void);
