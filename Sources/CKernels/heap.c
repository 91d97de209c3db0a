#include "kernels.h"

#if defined(__GLIBC__)
#include <malloc.h>

void rz_heap_keep(int64_t bytes) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest that it takes
  mallopt(M_TRIM_THRESHOLD, (int)bytes);
}
#else
void rz_heap_keep(int64_t bytes) { (void)bytes; }
#endif
