#pragma once

#include <initializer_list>

#include "calls.h"

namespace tenfold {

// nullptr, or what is wrong with the numbers.
const char* read_geometry(const int64_t* numbers, int64_t length, Geometry* geometry);

// Elements of an operand: 'x' the input, 'y' the output, 'p' the pooled, 'w' the filters, 'b' the bias of 'y', 'c' that of 'x'. -1: more than any memory.
int64_t elements_of(const Geometry& geometry, char operand);

// nullptr, or what is wrong with the numbers of a recurrence.
const char* read_recurrence(const int64_t* numbers, int64_t length, Recurrence* recurrence);

// Whether the arrays are those of the kernel `recurrence`, or going `back` of `recurrence_grad`.
bool recurrence_fits(const Recurrence& recurrence, bool back, const Array* inputs, int64_t n_inputs,
                     const Array* outputs, int64_t n_outputs);

// nullptr, or what is wrong with the numbers of a loop over rows or with its arrays. What is read refers to the numbers.
const char* read_row_loop(const int64_t* numbers, int64_t length, const Array* inputs, int64_t n_inputs,
                          const Array* outputs, int64_t n_outputs, RowLoop* loop);

}  // namespace tenfold
