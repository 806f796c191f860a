#pragma once

#include <initializer_list>

#include "calls.h"

namespace tenfold {

// nullptr, or what is wrong with the numbers.
const char* read_geometry(const int64_t* numbers, int64_t length, Geometry* geometry);

// Elements of an operand: 'x' the input, 'y' the output, 'p' the pooled, 'w' the filters, 'b' the bias. -1: more than any memory.
int64_t elements_of(const Geometry& geometry, char operand);

}  // namespace tenfold
