// Products of matrices and their gradients against plain loops, on any number of threads; and calls that must be refused.
#pragma once

#include <array>

#include "driver.h"

namespace {

using Sizes = std::array<int64_t, 4>;  // rows, depth, columns, flags

const char* call_product(const char* kernel, const Sizes& sizes, std::vector<Numbers> in, std::vector<Numbers>& out) {
  std::vector<float*> from, to;
  std::vector<int64_t> from_sizes, to_sizes;
  for (Numbers& n : in) from.push_back(n.data()), from_sizes.push_back(static_cast<int64_t>(n.size()));
  for (Numbers& n : out) to.push_back(n.data()), to_sizes.push_back(static_cast<int64_t>(n.size()));
  return tenfold_run(kernel, sizes.data(), 4, from.data(), from_sizes.data(), static_cast<int64_t>(from.size()),
                     to.data(), to_sizes.data(), static_cast<int64_t>(to.size()));
}

// Of numbers for which no sum is rounded the results are the plain loops' bits, on any number of threads.
void expect_products(const char* kernel, const Sizes& sizes, const std::vector<Numbers>& in,
                     const std::vector<Numbers>& expected) {
  for (int64_t threads : {1, 3}) {
    std::vector<Numbers> found;
    for (const Numbers& n : expected) found.emplace_back(n.size(), NAN);
    tenfold_set_threads(threads);
    const char* wrong = call_product(kernel, sizes, in, found);
    if (wrong || found != expected) fail(std::string(kernel) + ": " + (wrong ? wrong : "is another"), kKernels[0], kPlain);
  }
}

Numbers whole_numbers(int64_t count) {
  Numbers found(count);
  for (float& x : found) x = static_cast<float>(below(17) - 8);
  return found;
}

Numbers turned(const Numbers& matrix, int64_t rows, int64_t columns) {
  Numbers found(matrix.size());
  for (int64_t i = 0; i < rows; i++) {
    for (int64_t k = 0; k < columns; k++) found[k * rows + i] = matrix[i * columns + k];
  }
  return found;
}

Numbers plain_product(const Numbers& a, const Numbers& b, int64_t rows, int64_t depth, int64_t columns) {
  Numbers y(rows * columns);
  for (int64_t i = 0; i < rows; i++) {
    for (int64_t d = 0; d < depth; d++) {
      for (int64_t k = 0; k < columns; k++) y[i * columns + k] += a[i * depth + d] * b[d * columns + k];
    }
  }
  return y;
}

void check_a_product(int64_t rows, int64_t depth, int64_t columns) {
  const Numbers a = whole_numbers(rows * depth), b = whole_numbers(depth * columns), bias = whole_numbers(columns);
  for (int64_t flags = 0; flags < 16; flags++) {
    Numbers y = plain_product(a, b, rows, depth, columns);
    for (int64_t i = 0; i < rows * columns; i++) {
      if (flags & 4) y[i] += bias[i % columns];
      if (flags & 8) y[i] = std::max(y[i], 0.0f);
    }
    std::vector<Numbers> in{flags & 1 ? turned(a, rows, depth) : a, flags & 2 ? turned(b, depth, columns) : b};
    if (flags & 4) in.push_back(bias);
    expect_products("product", {rows, depth, columns, flags}, in, {y});
  }
}

void check_gradients(int64_t rows, int64_t depth, int64_t columns) {
  const Numbers x = whole_numbers(rows * depth), dy = whole_numbers(rows * columns), w = whole_numbers(depth * columns);
  for (int64_t flags = 0; flags < 4; flags++) {
    std::vector<Numbers> in{x, dy}, out{plain_product(turned(x, rows, depth), dy, depth, rows, columns)};
    if (flags & 1) out.push_back(plain_product(Numbers(rows, 1), dy, 1, rows, columns));
    if (flags & 2) in.push_back(w), out.push_back(plain_product(dy, turned(w, depth, columns), rows, columns, depth));
    expect_products("product_grads", {rows, depth, columns, flags}, in, out);
  }
}

// Activations, by their numbers, and their slopes from their results.
double activated(int64_t which, double x) {
  const double below = std::expm1(std::min(x, 0.0));
  switch (which) {
    case 1: return std::tanh(x);
    case 2: return 1 / (1 + std::exp(-x));
    case 3: return std::max(x, 0.0);
    case 4: return std::min(std::max(0.2 * x + 0.5, 0.0), 1.0);
    case 5: return x < 0 ? 1.7580993408473766 * below : 1.0507009873554805 * x;
    case 6: return x < 0 ? below : x;
    default: return x;
  }
}

double slope(int64_t which, double y) {
  switch (which) {
    case 1: return 1 - y * y;
    case 2: return y * (1 - y);
    case 3: return y > 0;
    case 4: return y > 0 && y < 1 ? 0.2 : 0;
    case 5: return y < 0 ? y + 1.7580993408473766 : 1.0507009873554805;
    case 6: return y < 0 ? y + 1 : 1;
    default: return 1;
  }
}

bool is_near(const Numbers& found, const Numbers& expected) {
  bool near = found.size() == expected.size();
  for (size_t i = 0; near && i < found.size(); i++) {
    near = std::abs(found[i] - expected[i]) <= 1e-5 * std::max(1.0f, std::abs(expected[i]));
  }
  return near;
}

void check_activations(int64_t rows, int64_t depth, int64_t columns) {
  const std::mt19937 before = random_bits;  // the other checks go on from there
  const Numbers a = random_numbers(rows * depth, false), b = random_numbers(depth * columns, false);
  const Numbers dy = random_numbers(rows * columns, false), product = plain_product(a, b, rows, depth, columns);
  const Numbers back = plain_product(dy, turned(b, depth, columns), rows, columns, depth);
  tenfold_set_threads(1 + below(3));
  for (int64_t which = 0; which < 7; which++) {
    Numbers y(product), x(rows * depth), dx(back);
    for (float& v : y) v = static_cast<float>(activated(which, v));
    for (size_t i = 0; i < x.size(); i++) x[i] = static_cast<float>(activated(which, a[i]));
    for (size_t i = 0; i < x.size(); i++) dx[i] *= static_cast<float>(slope(which, x[i]));
    std::vector<Numbers> one{Numbers(y.size(), NAN)}, two{Numbers(dx.size(), NAN)}, three{Numbers(b.size()), dx};
    for (float& v : three[1]) v = NAN;
    const char* wrong = call_product("product", {rows, depth, columns, 256 * which}, {a, b}, one);
    if (!wrong) wrong = call_product("product", {rows, columns, depth, 2 + 128 + 256 * which}, {dy, b, x}, two);
    if (!wrong) wrong = call_product("product_grads", {rows, depth, columns, 2 + 256 * which}, {x, dy, b}, three);
    const bool good = !wrong && is_near(one[0], y) && is_near(two[0], dx) && is_near(three[1], dx);
    if (!good) fail("activation " + std::to_string(which) + ": " + (wrong ? wrong : "is another"), kKernels[0], kPlain);
  }
  random_bits = before;
}

// Sums that are rounded are rounded alike, whoever does them.
void check_rounding() {
  const Sizes sizes{33, 150, 90, 3};
  const Numbers x = random_numbers(33 * 150, false), dy = random_numbers(33 * 90, false), w = random_numbers(150 * 90, false);
  std::vector<Numbers> first;
  for (int64_t threads : {1, 2, 4}) {
    std::vector<Numbers> out{Numbers(150 * 90), Numbers(90), Numbers(33 * 150)};
    tenfold_set_threads(threads);
    const char* wrong = call_product("product_grads", sizes, {x, dy, w}, out);
    if (first.empty()) first = out;
    if (wrong || out != first) fail(wrong ? wrong : "threads change a product's gradients", kKernels[0], kPlain);
  }
}

void check_products(int rounds) {
  check_rounding();
  for (int round = 0; round < rounds; round++) {
    const int64_t most = one_in(8) ? 120 : 20, rows = 1 + below(most), depth = 1 + below(most), columns = 1 + below(most);
    check_a_product(rows, depth, columns);
    check_gradients(rows, depth, columns);
    check_activations(rows, depth, columns);
  }
  std::vector<Numbers> one{Numbers(6)}, two{Numbers(6), Numbers(3)};
  const Numbers a(8), b(12);  // (2, 4) and (4, 3)
  const auto refused = [](const char* wrong) {
    if (!wrong) fail("a product was not refused", kKernels[0], kPlain);
  };
  for (const Sizes& sizes : {Sizes{2, 4, 4, 0}, Sizes{-2, -4, 3, 0}, Sizes{0, 4, 3, 0}, Sizes{2, 4, 3, 16},
                             Sizes{2, 4, 3, 4}, Sizes{2, 4, 3, 128}, Sizes{2, 4, 3, 7 * 256},
                             Sizes{int64_t{1} << 40, 4, 3, 0}}) {
    refused(call_product("product", sizes, {a, b}, one));
  }
  refused(call_product("product", {2, 4, 3, 0}, {a, b}, two));
  refused(call_product("product", {2, 4, 3, 0}, {a, b, a}, one));
  refused(call_product("product_grads", {2, 4, 3, 0}, {a, b}, one));
  refused(call_product("product_grads", {2, 4, 3, 2}, {a, Numbers(6)}, one));
  refused(call_product("product_grads", {2, 4, 3, 4}, {a, Numbers(6)}, one));
}

}  // namespace
