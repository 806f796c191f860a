// The C interface, random calls of its kernels, and one plain one.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

#include "naive.h"

extern "C" {
const char* tenfold_run(const char* kernel, const int64_t* geometry, int64_t length, float* const* inputs,
                        const int64_t* input_sizes, int64_t n_inputs, float* const* outputs,
                        const int64_t* output_sizes, int64_t n_outputs);
const char* tenfold_instruction_set();
const char* tenfold_instruction_sets();
const char* tenfold_use(const char* name);
void tenfold_set_threads(int64_t count);
int64_t tenfold_threads();
}

namespace {

struct Kernel {
  const char *name, *inputs, *outputs;
  const char* wild;  // inputs that may hold NaN and infinities: where they meet padding, NumPy's products may be NaN too
  std::vector<Sums> (*naive)(const Problem&, const std::vector<Numbers>&);
  bool pools;
};

const Kernel kKernels[] = {
    {"conv", "xwb", "y", "x", conv, false},
    {"conv_backprop_input", "wyc", "x", "y", conv_backprop_input, false},
    {"conv_backprop_filter", "xy", "wb", "x", conv_backprop_filter, false},
    {"max_pool", "x", "y", "x", max_pool, true},
    {"max_pool_grad", "xyy", "x", "xy", max_pool_grad, true},
    {"avg_pool", "x", "y", "x", avg_pool, true},
    {"avg_pool_grad", "y", "x", "y", avg_pool_grad, true},
};

std::mt19937 random_bits(20240229);

int64_t below(int64_t n) { return static_cast<int64_t>(random_bits() % static_cast<uint64_t>(n)); }
bool one_in(int64_t n) { return below(n) == 0; }

[[noreturn]] void fail(const std::string& what, const Kernel& kernel, const Problem& p) {
  std::fprintf(stderr, "%s, %s: %s; geometry", tenfold_instruction_set(), kernel.name, what.c_str());
  for (int64_t i = 0; i < kLength; i++) std::fprintf(stderr, " %lld", static_cast<long long>(p.numbers()[i]));
  std::fprintf(stderr, "\n");
  std::exit(1);
}

// Sizes that leave blocks full, short by one, and almost empty.
int64_t random_channels() { return one_in(12) ? 0 : one_in(4) ? 1 + below(70) : 1 + below(9); }

void random_axis(Problem& p, int axis) {
  p.kernel[axis] = 1 + below(4);
  p.stride[axis] = 1 + below(3);
  p.dilation[axis] = one_in(3) ? 1 + below(3) : 1;
  p.in[axis] = one_in(15) ? 0 : 1 + below(one_in(4) ? 40 : 9);
  const int64_t span = (p.kernel[axis] - 1) * p.dilation[axis] + 1;
  p.before[axis] = below(span + one_in(6));
  const int64_t padded = p.in[axis] + p.before[axis] + below(span);
  p.out[axis] = padded < span ? 0 : (padded - span) / p.stride[axis] + 1;
}

// What Winograd's way is for: square filters that go from place to place, or over every second one, between many
// channels.
void random_squares(Problem& p) {
  p.batch = 2 + below(2), p.groups = 1, p.channels = 44 + below(16), p.outputs = one_in(8) ? 0 : 44 + below(16);
  const int64_t stride = 1 + one_in(2), side = stride == 2 ? 5 + below(2) : one_in(3) ? 5 : 3;
  for (int axis = 0; axis < 3; axis++) {
    p.stride[axis] = axis ? stride : 1, p.dilation[axis] = 1;
    p.kernel[axis] = axis ? side : 1;
    p.in[axis] = axis ? 10 * stride + below(5) : 1;
    p.before[axis] = axis ? below(stride + 1) : 0;
    p.out[axis] = (p.in[axis] + p.before[axis] + (axis ? below(stride + 1) : 0) - p.kernel[axis]) / p.stride[axis] + 1;
  }
}

Problem random_problem(const Kernel& kernel) {
  Problem p{};
  p.batch = one_in(15) ? 0 : 1 + below(3);
  for (int axis = 0; axis < 3; axis++) {
    p.in[axis] = p.out[axis] = p.kernel[axis] = p.stride[axis] = p.dilation[axis] = 1;
  }
  for (int axis = static_cast<int>(below(one_in(4) ? 2 : 3) ? 1 : 0) + static_cast<int>(below(2)); axis < 3; axis++) {
    random_axis(p, axis);
  }
  p.groups = one_in(3) ? 1 + below(4) : 1;
  p.channels = p.groups * random_channels();
  p.outputs = p.groups * random_channels();
  if (p.channels && one_in(5)) p.outputs = (p.groups = p.channels) * (1 + below(3));  // depthwise
  if (!kernel.pools && one_in(20)) random_squares(p);
  if (kernel.pools) p.outputs = p.groups = p.channels > 0 ? p.channels : 1;
  if (kernel.pools) p.channels = p.outputs;
  p.flags = below(4);
  if (kernel.naive == conv_backprop_filter) p.flags &= 1;
  if (kernel.naive == avg_pool) p.flags = p.flags & 1 ? 4 : 0;
  else if (kernel.pools) p.flags = kernel.naive == max_pool_grad ? p.flags & 2 : 0;
  return p;
}

// Short numbers, so that maxima tie; now and then one that is none.
Numbers random_numbers(int64_t size, bool wild) {
  Numbers found(size);
  for (float& x : found) {
    x = static_cast<float>(below(33) - 16) / 8;
    if (wild && one_in(60)) x = one_in(3) ? NAN : one_in(2) ? INFINITY : -INFINITY;
  }
  return found;
}

std::string operands(const char* letters, const Problem& p) {
  std::string found(letters);
  if (!(p.flags & 1) && (found.back() == 'b' || found.back() == 'c')) found.pop_back();
  return found;
}

std::vector<Numbers> random_inputs(const Kernel& kernel, const Problem& p, bool wild) {
  std::vector<Numbers> found;
  for (char letter : operands(kernel.inputs, p)) {
    found.push_back(random_numbers(p.size(letter), wild && std::strchr(kernel.wild, letter)));
  }
  if (kernel.naive == max_pool_grad) found[1] = maxima(p, found[0]);
  return found;
}

constexpr float kGuard = 12345.5f;
constexpr int kGuards = 20;

// What the kernel gives. Outputs begin as NaN, and what stands behind them must stay.
std::vector<Numbers> run(const Kernel& kernel, const Problem& p, const std::vector<Numbers>& inputs) {
  std::vector<Numbers> outputs;
  std::vector<float*> from, to;
  std::vector<int64_t> from_sizes, to_sizes;
  for (const Numbers& input : inputs) {
    from.push_back(const_cast<float*>(input.data()));
    from_sizes.push_back(static_cast<int64_t>(input.size()));
  }
  for (char letter : operands(kernel.outputs, p)) {
    to_sizes.push_back(p.size(letter));
    outputs.emplace_back(p.size(letter) + kGuards, NAN);
    std::fill(outputs.back().end() - kGuards, outputs.back().end(), kGuard);
  }
  for (Numbers& output : outputs) to.push_back(output.data());
  const char* wrong = tenfold_run(kernel.name, p.numbers(), kLength, from.data(), from_sizes.data(),
                                  static_cast<int64_t>(from.size()), to.data(), to_sizes.data(),
                                  static_cast<int64_t>(to.size()));
  if (wrong) fail(wrong, kernel, p);
  for (Numbers& output : outputs) {
    for (int i = 0; i < kGuards; i++) {
      if (output[output.size() - 1 - i] != kGuard) fail("wrote behind an output", kernel, p);
    }
    output.resize(output.size() - kGuards);
  }
  return outputs;
}

const Problem kPlain = {2, {1, 9, 9}, 5, {1, 7, 7}, 6, {1, 3, 3}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, 1, 0};

bool same_bits(const std::vector<Numbers>& a, const std::vector<Numbers>& b) {
  for (size_t i = 0; i < a.size(); i++) {
    if (!a[i].empty() && std::memcmp(a[i].data(), b[i].data(), a[i].size() * sizeof(float))) return false;
  }
  return true;
}

}  // namespace
