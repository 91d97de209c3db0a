// The part of OpenBLAS that the tensor engine calls: sgemm and the thread and kernel queries.
#pragma once
#include <cblas.h>
