// Steps of optimizers on several variables at one go, in second gear: one pass over memory, which may be in place.
#pragma once

#include "vec.h"

namespace tenfold {
namespace {

constexpr int64_t kStepPart = int64_t{1} << 14;  // elements of a variable that are a task

// An element depends on no other, so the same memory may be read and written.
#ifdef __clang__
#define TENFOLD_APART _Pragma("clang loop vectorize(assume_safety)")
#else
#define TENFOLD_APART _Pragma("GCC ivdep")
#endif

// `ops/training/optimizer_steps.py` has the formulas.
void adam_part(const Steps& s, float rate, int64_t size, const float* gradient, const float* const* old,
               float* const* made) {
  const float *value = old[0], *mean = old[1], *square = old[2];
  float *new_value = made[0], *new_mean = made[1], *new_square = made[2];
  const float share = s.numbers[0], share_of_square = s.numbers[1], epsilon = s.numbers[2];
  TENFOLD_APART
  for (int64_t i = 0; i < size; i++) {
    const float g = gradient[i];
    const float m = (g - mean[i]) * share + mean[i];
    const float v = (g * g - square[i]) * share_of_square + square[i];
    new_mean[i] = m;
    new_square[i] = v;
    new_value[i] = value[i] - m / (__builtin_sqrtf(v) + epsilon) * rate;
  }
}

void sgd_part(const Steps&, float rate, int64_t size, const float* gradient, const float* const* old,
              float* const* made) {
  const float* value = old[0];
  float* new_value = made[0];
  TENFOLD_APART
  for (int64_t i = 0; i < size; i++) new_value[i] = value[i] - gradient[i] * rate;
}

// Gradients; for each of them its cells; the rate; whether the step has failed, which leaves the cells as they are ->
// what the cells become, in their order. A result may be a cell's own memory.
template <int kCells, typename Part>
void run_steps(const Steps& s, const Array* in, const Array* out, Workers& workers, const Part& part) {
  const Array* cells = in + s.count;
  const float rate = cells[kCells * s.count].data[0];
  const bool failed = cells[kCells * s.count + 1].data[0] != 0;
  int64_t elements = 0, tasks = 0;
  for (int64_t i = 0; i < s.count; i++) elements += in[i].size, tasks += ceil_div(in[i].size, kStepPart);
  const auto run = [&](int64_t task) {
    int64_t i = 0;
    for (int64_t parts; task >= (parts = ceil_div(in[i].size, kStepPart)); i++) task -= parts;
    const int64_t start = task * kStepPart, size = smaller(kStepPart, in[i].size - start);
    const float* old[kCells];
    float* made[kCells];
    for (int k = 0; k < kCells; k++) {
      old[k] = cells[kCells * i + k].data + start, made[k] = out[kCells * i + k].data + start;
      if (failed && old[k] != made[k]) std::memcpy(made[k], old[k], size * sizeof(float));
    }
    if (!failed) part(s, rate, size, in[i].data + start, old, made);
  };
  if (kCells * elements >= kStepsWorth) return spread(workers, tasks, run);
  for (int64_t task = 0; task < tasks; task++) run(task);
}

void adam_steps(const Steps& s, const Array* in, const Array* out, Workers& workers) {
  run_steps<3>(s, in, out, workers, adam_part);
}

void sgd_steps(const Steps& s, const Array* in, const Array* out, Workers& workers) {
  run_steps<1>(s, in, out, workers, sgd_part);
}

}  // namespace
}  // namespace tenfold
