// The filters' gradient of a convolution whose result is pooled, which has two geometries: compared with pooling's
// gradient by plain loops, and the filters' of that.
#pragma once

#include "driver.h"

namespace {

struct PooledCall {
  Problem both[2];
  std::vector<Numbers> inputs;
};

const Kernel kPooled = {"conv_backprop_filter_pooled", "xyqq", "wb", "", nullptr, false};

// A convolution over two axes at most, and windows over what it gives.
PooledCall random_pooled_call() {
  PooledCall c;
  Problem &p = c.both[0], &pool = c.both[1];
  do p = random_problem(kKernels[2]);
  while (p.out[0] != 1 || !p.size('y'));
  pool = {p.batch, {1, p.out[1], p.out[2]}, p.outputs, {1, 1, 1}, p.outputs, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, p.outputs, 2};
  for (int axis = 1; axis < 3; axis++) {
    const int64_t window = pool.kernel[axis] = 1 + below(p.out[axis] < 4 ? p.out[axis] : 4);
    const int64_t padded = p.out[axis] + (pool.before[axis] = below(window)) + below(window);
    pool.stride[axis] = 1 + below(3);
    pool.out[axis] = (padded - window) / pool.stride[axis] + 1;
  }
  Numbers y = random_numbers(p.size('y'), false);
  for (float& value : y) value = value < 0 ? 0 : value;
  c.inputs = {random_numbers(p.size('x'), false), y, maxima(pool, y), random_numbers(pool.size('y'), false)};
  return c;
}

std::vector<Sums> naive_pooled(const PooledCall& c) {
  const Sums dy = max_pool_grad(c.both[1], {c.inputs[1], c.inputs[2], c.inputs[3]})[0];
  Numbers numbers;
  for (const Sum& sum : dy) numbers.push_back(static_cast<float>(sum.value));
  return conv_backprop_filter(c.both[0], {c.inputs[0], numbers});
}

std::vector<Numbers> run_pooled(PooledCall& c) {
  std::vector<Numbers> outputs;
  std::vector<float*> from, to;
  std::vector<int64_t> from_sizes, to_sizes;
  for (Numbers& input : c.inputs) from.push_back(input.data()), from_sizes.push_back(static_cast<int64_t>(input.size()));
  for (char letter : operands(kPooled.outputs, c.both[0])) outputs.emplace_back(c.both[0].size(letter), NAN);
  for (Numbers& output : outputs) to.push_back(output.data()), to_sizes.push_back(static_cast<int64_t>(output.size()));
  const char* wrong = tenfold_run(kPooled.name, c.both[0].numbers(), 2 * kLength, from.data(), from_sizes.data(), 4,
                                  to.data(), to_sizes.data(), static_cast<int64_t>(to.size()));
  if (wrong) fail(wrong, kPooled, c.both[0]);
  return outputs;
}

}  // namespace
