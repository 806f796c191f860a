// First gear's own threads. They sleep soon where there is nothing to do, so they take little from BLAS's.
#pragma once

#include "calls.h"

namespace tenfold {

Workers& pool();
int64_t pool_threads();
void set_pool_threads(int64_t count);  // from 1 to 1024; what runs meanwhile goes on with what it has

}  // namespace tenfold
