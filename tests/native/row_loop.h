// Loops over rows: random instructions against plain loops, on any number of threads; and numbers that must be refused.
#pragma once

#include <algorithm>

#include "driver.h"

namespace {

// A loop as it is called, and as plain loops run it: every register an array (rows, width).
struct RowLoopCase {
  enum { kLoad, kStore, kProduct, kMove, kColumns, kSpread, kSum, kMost, kSelect, kNegative, kTanh, kAdd = 15, kLess = 21 };

  int64_t rows, steps;
  std::vector<int64_t> widths, operands, code;
  std::vector<Numbers> in, out;
  int64_t inputs = 0, outputs = 0;

  int64_t reg(int64_t width) { return widths.push_back(width), static_cast<int64_t>(widths.size()) - 1; }
  void operand(std::initializer_list<int64_t> numbers) { operands.insert(operands.end(), numbers); }
  void does(int64_t op, int64_t to, int64_t a, int64_t b = 0, int64_t how = 0, int64_t count = 0) {
    for (int64_t n : {op, to, a, b, how, count}) code.push_back(n);
  }
  std::vector<int64_t> numbers() const {
    std::vector<int64_t> all{rows, steps, static_cast<int64_t>(widths.size()), inputs, outputs, static_cast<int64_t>(code.size()) / 6};
    for (const auto* part : {&widths, &operands, &code}) all.insert(all.end(), part->begin(), part->end());
    return all;
  }
};

const char* call_row_loop(const std::vector<int64_t>& numbers, std::vector<Numbers>& in, std::vector<Numbers>& out) {
  std::vector<float*> from, to;
  std::vector<int64_t> from_sizes, to_sizes;
  for (Numbers& n : in) from.push_back(n.data()), from_sizes.push_back(static_cast<int64_t>(n.size()));
  for (Numbers& n : out) to.push_back(n.data()), to_sizes.push_back(static_cast<int64_t>(n.size()));
  return tenfold_run("row_loop", numbers.data(), static_cast<int64_t>(numbers.size()), from.data(), from_sizes.data(),
                     static_cast<int64_t>(from.size()), to.data(), to_sizes.data(), static_cast<int64_t>(to.size()));
}

// h' = tanh(x_t w + h u + b), from the last step to the first; also the largest of h's columns, spread over a column more
// than h has, the others being h's negative where h is less than that.
RowLoopCase recurrence_by_instructions(int64_t rows, int64_t steps, int64_t depth, int64_t units) {
  RowLoopCase c{rows, steps, {}, {}, {}, {}, {}};
  const int64_t h = c.reg(units), b = c.reg(units), x = c.reg(depth), xw = c.reg(units), hu = c.reg(units);
  const int64_t most = c.reg(1), wide = c.reg(units), less = c.reg(units), chosen = c.reg(units), joined = c.reg(units + 1);
  c.in = {random_numbers(rows * units, false), random_numbers(units, false), random_numbers(steps * rows * depth, false),
          random_numbers(depth * units, false), random_numbers(units * units, false)};
  c.inputs = 5, c.outputs = 2;
  c.operand({2, units, 0, h, 0, 0}), c.operand({1, units, 0, b, 0, 0}), c.operand({3, depth, steps, 0, steps - 1, -1});
  c.operand({0, units, depth, 0, 0, 0}), c.operand({0, units, units, 0, 0, 0});
  c.operand({3, units + 1, steps, 0, 0, 1}), c.operand({2, units, 0, h, 0, 0});
  c.does(c.kLoad, x, 2), c.does(c.kProduct, xw, x, 3), c.does(c.kProduct, hu, h, 4), c.does(c.kAdd, xw, xw, hu);
  c.does(c.kAdd, xw, xw, b), c.does(c.kTanh, h, xw), c.does(c.kMost, most, h), c.does(c.kSpread, wide, most);
  c.does(c.kLess, less, h, wide), c.does(c.kNegative, chosen, h), c.does(c.kSelect, chosen, chosen, wide, less);
  c.does(c.kColumns, joined, most, 0, units, 1), c.does(c.kColumns, joined, chosen, 0, 0, units);
  c.does(c.kStore, 0, joined);
  c.out = {Numbers(steps * rows * (units + 1), NAN), Numbers(rows * units, NAN)};
  return c;
}

void expect_recurrence(const RowLoopCase& c, int64_t depth, int64_t units) {
  for (int64_t row = 0; row < c.rows; row++) {
    std::vector<double> h(c.in[0].begin() + row * units, c.in[0].begin() + (row + 1) * units), next(units);
    for (int64_t t = 0; t < c.steps; t++) {
      const float* x = c.in[2].data() + ((c.steps - 1 - t) * c.rows + row) * depth;
      for (int64_t k = 0; k < units; k++) {
        double z = c.in[1][k];
        for (int64_t i = 0; i < depth; i++) z += static_cast<double>(x[i]) * c.in[3][i * units + k];
        for (int64_t i = 0; i < units; i++) z += h[i] * c.in[4][i * units + k];
        next[k] = std::tanh(z);
      }
      h = next;
      const double most = *std::max_element(h.begin(), h.end());
      const float* found = c.out[0].data() + (t * c.rows + row) * (units + 1);
      bool right = std::fabs(found[units] - most) < 1e-4;
      for (int64_t k = 0; k < units; k++) {
        const double lowest = std::fabs(h[k] - most) < 2e-4 ? std::min(std::fabs(found[k] - most), std::fabs(found[k] + h[k]))
                                                            : std::fabs(found[k] + h[k]);
        right = right && lowest < 1e-3;
      }
      if (!right) fail("row_loop: rows are others", kKernels[0], kPlain);
    }
    for (int64_t k = 0; k < units; k++) {
      if (!(std::fabs(c.out[1][row * units + k] - h[k]) < 1e-3)) fail("row_loop: the end is another", kKernels[0], kPlain);
    }
  }
}

// Whatever one of its numbers becomes, a call is refused or stays within its arrays (which a sanitizer sees).
void check_numbers_of_row_loops(const RowLoopCase& c) {
  const std::vector<int64_t> numbers = c.numbers();
  std::vector<Numbers> in = c.in, out = c.out;
  int64_t refused = 0;
  for (size_t i = 0; i < numbers.size(); i++) {
    for (int64_t other : {int64_t{-1}, int64_t{0}, int64_t{1}, int64_t{2}, int64_t{5}, int64_t{99}, int64_t{1} << 30, int64_t{1} << 62}) {
      std::vector<int64_t> changed = numbers;
      changed[i] = other;
      refused += call_row_loop(changed, in, out) != nullptr;
    }
  }
  std::vector<int64_t> shorter(numbers.begin(), numbers.end() - 1);
  refused += call_row_loop(shorter, in, out) != nullptr;
  out.pop_back();
  refused += call_row_loop(numbers, in, out) != nullptr;
  if (refused < static_cast<int64_t>(2 * numbers.size())) fail("row_loop: wrong numbers were not refused", kKernels[0], kPlain);
}

void check_row_loops(int rounds) {
  for (int round = 0; round < rounds; round++) {
    const int64_t rows = 1 + below(one_in(4) ? 70 : 9), steps = 1 + below(4), depth = 1 + below(20), units = 1 + below(40);
    RowLoopCase c = recurrence_by_instructions(rows, steps, depth, units);
    std::vector<Numbers> first;
    for (int64_t threads : {1, 3}) {
      tenfold_set_threads(threads);
      const char* wrong = call_row_loop(c.numbers(), c.in, c.out);
      if (wrong) fail(wrong, kKernels[0], kPlain);
      if (first.empty()) first = c.out;
      if (c.out != first) fail("row_loop: threads change it", kKernels[0], kPlain);
    }
    expect_recurrence(c, depth, units);
    if (round % 16 == 0) check_numbers_of_row_loops(c);
  }
}

}  // namespace
