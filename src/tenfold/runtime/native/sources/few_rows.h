// Products of a few rows with a matrix that is read once, as it lies: packing it would take as long as the product.
#pragma once

#include "vec.h"

namespace tenfold {
namespace {

constexpr int kFew = 4;     // rows
constexpr int kTogether = 8;  // rows of the matrix that pass by together

// y[r][c] += sum over k < K of x[r][k] * w[k * step + c], for c < columns. Rows of y are whole vectors.
template <int R, int K>
TENFOLD_INLINE void add_rows(const float* const (&x)[R], const float* w, int64_t step, int64_t columns, float* const (&y)[R]) {
  Vec factors[R][K];
  TENFOLD_UNROLL for (int r = 0; r < R; r++) {
    TENFOLD_UNROLL for (int k = 0; k < K; k++) factors[r][k] = all(x[r][k]);
  }
  for (int64_t c = 0; c < columns; c += kLanes) {
    const bool whole = c + kLanes <= columns;
    Vec sums[R];
    TENFOLD_UNROLL for (int r = 0; r < R; r++) sums[r] = load(y[r] + c);
    TENFOLD_UNROLL for (int k = 0; k < K; k++) {
      const float* from = w + k * step + c;
      const Vec weights = whole ? load(from) : load_first(from, columns - c);
      TENFOLD_UNROLL for (int r = 0; r < R; r++) sums[r] += factors[r][k] * weights;
    }
    TENFOLD_UNROLL for (int r = 0; r < R; r++) store(y[r] + c, sums[r]);
  }
}

// y = x @ w: x (R, depth), w (depth, columns) with rows `step` apart. Sums run over the depth in order.
template <int R>
void few_rows(const float* x, int64_t x_step, int64_t depth, const float* w, int64_t step, int64_t columns, float* y,
              int64_t y_step) {
  float* to[R];
  const float* from[R];
  for (int r = 0; r < R; r++) {
    to[r] = y + r * y_step, from[r] = x + r * x_step;
    std::memset(to[r], 0, columns * sizeof(float));
  }
  int64_t k = 0;
  const auto past = [&](int64_t n) {
    for (int r = 0; r < R; r++) from[r] += n;
    k += n, w += n * step;
  };
  for (; k + kTogether <= depth; past(kTogether)) add_rows<R, kTogether>(from, w, step, columns, to);
  for (; k < depth; past(1)) add_rows<R, 1>(from, w, step, columns, to);
}

// y[r][n] (+)= sum over c < columns of x[r][c] * w[n * step + c]: with the matrix turned round. Rows of x are whole
// vectors, zero behind the columns.
template <int R>
void few_rows_turned(const float* x, int64_t x_step, int64_t columns, const float* w, int64_t step, int64_t outputs,
                     float* y, int64_t y_step, bool adds) {
  for (int64_t n = 0; n < outputs; n += kFew) {
    const int count = static_cast<int>(smaller(kFew, outputs - n));
    Vec sums[R][kFew] = {};
    for (int64_t c = 0; c < columns; c += kLanes) {
      const int64_t lanes = smaller(kLanes, columns - c);
      for (int i = 0; i < kFew; i++) {
        const Vec weights = load_first(w + (n + (i < count ? i : 0)) * step + c, lanes);
        for (int r = 0; r < R; r++) sums[r][i] += load(x + r * x_step + c) * weights;
      }
    }
    for (int r = 0; r < R; r++) {
      for (int i = 0; i < count; i++) {
        float total = 0;
        for (int v = 0; v < kLanes; v++) total += sums[r][i][v];
        float* to = y + r * y_step + n + i;
        *to = adds ? *to + total : total;
      }
    }
  }
}

using FewRows = void (*)(const float*, int64_t, int64_t, const float*, int64_t, int64_t, float*, int64_t);
using FewRowsTurned = void (*)(const float*, int64_t, int64_t, const float*, int64_t, int64_t, float*, int64_t, bool);
const FewRows kFewRows[kFew + 1] = {nullptr, few_rows<1>, few_rows<2>, few_rows<3>, few_rows<4>};
const FewRowsTurned kFewRowsTurned[kFew + 1] = {nullptr, few_rows_turned<1>, few_rows_turned<2>, few_rows_turned<3>,
                                                few_rows_turned<4>};

}  // namespace
}  // namespace tenfold
