// Cross-entropy of yes/no decisions, summed along rows, and its gradient for the logits: a pass over memory each.
#pragma once

#include "elementary.h"

namespace tenfold {
namespace {

constexpr int64_t kLossPart = int64_t{1} << 12;           // elements of a row that are a task
constexpr int64_t kLossWorth = int64_t{kLanes} << 13;     // elements that are worth waking threads for: some 100 us

// max(x, 0) - x z + log(1 + e^-|x|)
TENFOLD_INLINE Vec sigmoid_loss_of(Vec z, Vec x) {
  return (maximum(x, Vec{}) - x * z) + log_of_one_more(exponential(-absolute(x)));
}

float sigmoid_loss_part(const float* labels, const float* logits, int64_t size) {
  Vec sums[2] = {};
  int64_t i = 0;
  for (; i + 2 * kLanes <= size; i += 2 * kLanes) {
    TENFOLD_UNROLL for (int v = 0; v < 2; v++) {
      sums[v] += sigmoid_loss_of(load(labels + i + v * kLanes), load(logits + i + v * kLanes));
    }
  }
  for (; i + kLanes <= size; i += kLanes) sums[0] += sigmoid_loss_of(load(labels + i), load(logits + i));
  float lanes[kLanes], sum = 0;
  store(lanes, sums[0] + sums[1]);
  for (const float lane : lanes) sum += lane;
  if (i < size) {
    store(lanes, sigmoid_loss_of(load_first(labels + i, size - i), load_first(logits + i, size - i)));
    for (int64_t k = 0; k < size - i; k++) sum += lanes[k];
  }
  return sum;
}

void sigmoid_loss_grad_part(const float* labels, const float* logits, float scale, int64_t size, float* to) {
  int64_t i = 0;
  for (; i + kLanes <= size; i += kLanes) store(to + i, (sigmoid(load(logits + i)) - load(labels + i)) * all(scale));
  if (i == size) return;
  const int64_t rest = size - i;
  store_first(to + i, (sigmoid(load_first(logits + i, rest)) - load_first(labels + i, rest)) * all(scale), rest);
}

// f(row, part of it, first element, size) for all parts of all rows.
template <typename F>
void over_parts(const LossRows& r, Workers& workers, const F& f) {
  const int64_t parts = ceil_div(r.columns, kLossPart);
  const auto run = [&](int64_t task) {
    const int64_t start = task % parts * kLossPart;
    f(task / parts, task % parts, start, smaller(kLossPart, r.columns - start));
  };
  if (r.rows * r.columns >= kLossWorth) return spread(workers, r.rows * parts, run);
  for (int64_t task = 0; task < r.rows * parts; task++) run(task);
}

// labels, logits -> the sum, or mean, of each row.
void sigmoid_loss(const LossRows& r, const Array* in, const Array* out, Workers& workers) {
  const int64_t parts = ceil_div(r.columns, kLossPart);
  Scratch memory(r.rows * parts);
  float* sums = memory.data();
  over_parts(r, workers, [&](int64_t row, int64_t part, int64_t start, int64_t size) {
    const int64_t at = row * r.columns + start;
    sums[row * parts + part] = sigmoid_loss_part(in[0].data + at, in[1].data + at, size);
  });
  const float share = r.mean ? 1.0f / static_cast<float>(r.columns) : 1.0f;
  for (int64_t row = 0; row < r.rows; row++) {
    double sum = 0;
    for (int64_t part = 0; part < parts; part++) sum += sums[row * parts + part];
    out[0].data[row] = static_cast<float>(sum) * share;
  }
}

// what each row's loss counts for, labels, logits -> the logits' gradient.
void sigmoid_loss_grad(const LossRows& r, const Array* in, const Array* out, Workers& workers) {
  over_parts(r, workers, [&](int64_t row, int64_t, int64_t start, int64_t size) {
    const int64_t at = row * r.columns + start;
    sigmoid_loss_grad_part(in[1].data + at, in[2].data + at, in[0].data[row], size, out[0].data + at);
  });
}

}  // namespace
}  // namespace tenfold
