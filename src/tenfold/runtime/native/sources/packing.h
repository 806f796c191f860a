// Filters laid out as the innermost loop reads them. See `Packing`.
#pragma once

#include "correlation.h"

namespace tenfold {
namespace {

// Filters (*kernel, depth, all outputs) as they are.
void pack_forward(const float* w, int64_t groups, const Packing& p, Workers& workers, float* to) {
  const int64_t all_outputs = groups * p.outputs;
  spread(workers, groups * p.blocks(), [&](int64_t i) {
    const int64_t g = i / p.blocks(), k = i % p.blocks() * kBlock;
    const int64_t width = block_width(p.outputs, k), lanes = smaller(width, p.outputs - k);
    const float* from = w + g * p.outputs + k;
    float* block = to + g * p.group() + k * p.rows;
    for (int64_t row = 0; row < p.rows; row++, from += all_outputs, block += width) {
      for (int64_t v = 0; v < width; v += kLanes) store(block + v, load_first(from + v, larger(0, lanes - v)));
    }
  });
}

// The taps that input positions origin, origin + stride, ... see: first, first + step, ...
struct Phase {
  int64_t first, step, count;  // taps of the kernel
  int64_t origin;              // the first input position of this phase
  int64_t inputs;              // how many there are
  int64_t dilation, before;    // of the correlation of dy that gives them
};

// Of positions i, all of one (i + before) % stride: i + before = o * stride + k * dilation gives k and o. origin < in.
TENFOLD_INLINE Phase phase_of(int64_t origin, int64_t in, int64_t kernel, int64_t stride, int64_t dilation,
                              int64_t before) {
  const int64_t residue = (origin + before) % stride;
  Phase p{};
  p.step = stride / common_divisor(stride, dilation);
  while (p.first < kernel && p.first < p.step && p.first * dilation % stride != residue) p.first++;
  const bool met = p.first < kernel && p.first < p.step;
  p.count = met ? ceil_div(kernel - p.first, p.step) : 0;
  p.origin = origin;
  p.inputs = ceil_div(in - origin, stride);
  p.dilation = p.step * dilation / stride;
  // The m-th of the taps, counted from the last, lies at dy's row q - (first * dilation - residue) / stride - ...
  const int64_t shift = (origin + before) / stride - (p.first * dilation - residue) / stride;
  p.before = (p.count - 1) * p.dilation - shift;
  return p;
}

// The filters of a phase with inputs and outputs exchanged and the taps in reverse order: (*counts, outputs, depth).
void pack_backward(const float* w, const Geometry& g, const Phase (&phases)[3], const Packing& p, Workers& workers,
                   float* to) {
  const int64_t counts = phases[1].count * phases[2].count, outputs = g.outputs_of_group(), depth = g.depth();
  spread(workers, g.groups * phases[0].count * counts, [&](int64_t i) {
    const int64_t group = i / (phases[0].count * counts), tap = i % (phases[0].count * counts);
    const int64_t m[3] = {tap / counts, tap / phases[2].count % phases[1].count, tap % phases[2].count};
    int64_t k = 0;
    for (int axis = 0; axis < 3; axis++) {
      const Phase& phase = phases[axis];
      k = k * g.kernel[axis] + phase.first + (phase.count - 1 - m[axis]) * phase.step;
    }
    for (int64_t c = 0; c < depth; c++) {
      const int64_t block = c / kBlock * kBlock, width = block_width(depth, block);
      const float* from = w + (k * depth + c) * g.outputs + group * outputs;
      float* column = to + group * p.group() + block * p.rows + tap * outputs * width + (c - block);
      for (int64_t o = 0; o < outputs; o++) column[o * width] = from[o];
    }
  });
}

// What stands beside the last channel of a block is zero.
void clear_rests(int64_t groups, const Packing& p, float* to) {
  const int64_t block = (p.blocks() - 1) * kBlock, width = block_width(p.outputs, block), lanes = p.outputs - block;
  if (lanes == width) return;
  for (int64_t g = 0; g < groups; g++) {
    float* row = to + g * p.group() + block * p.rows;
    for (int64_t r = 0; r < p.rows; r++, row += width) std::memset(row + lanes, 0, (width - lanes) * sizeof(float));
  }
}

}  // namespace
}  // namespace tenfold
