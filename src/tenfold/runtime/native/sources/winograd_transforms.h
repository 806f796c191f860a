// Winograd's minimal filtering F(4x4, 3x3): 4x4 outputs of a 3x3 filter from 6x6 inputs with 36 products, not 144.
//
// Lavin & Gray 2015, "Fast Algorithms for Convolutional Neural Networks": inputs, filters and outputs are polynomials,
// and their product is known from its values at 0, +-a, +-b and infinity. With a = 3/4 and b = 3/2 the error is a third
// of what the paper's 1 and 2 leave, and every coefficient of inputs and outputs is exact in float32.
#pragma once

#include "vec.h"

namespace tenfold {
namespace {

constexpr int kWinogradOut = 4, kWinogradIn = 6, kPositions = kWinogradIn * kWinogradIn;

constexpr float kA = 0.75f, kB = 1.5f, kA2 = kA * kA, kB2 = kB * kB, kAB = kA2 * kB2, kSum = kA2 + kB2;
constexpr float kOverA = 1 / (2 * kA2 * (kA2 - kB2)), kOverB = 1 / (2 * kB2 * (kB2 - kA2));  // 1 / N'(a), 1 / N'(b)

// Six inputs at the six points: coefficients of x (x^2 - a^2) (x^2 - b^2) without the point's own factor.
TENFOLD_INLINE void inputs_at_points(const Vec (&d)[6], Vec (&v)[6]) {
  const Vec even_a = d[4] - kB2 * d[2], odd_a = kA * (d[3] - kB2 * d[1]);
  const Vec even_b = d[4] - kA2 * d[2], odd_b = kB * (d[3] - kA2 * d[1]);
  v[0] = kAB * d[0] - kSum * d[2] + d[4];
  v[1] = even_a + odd_a, v[2] = even_a - odd_a;
  v[3] = even_b + odd_b, v[4] = even_b - odd_b;
  v[5] = kAB * d[1] - kSum * d[3] + d[5];
}

// A filter's three coefficients at the six points, over the products that `inputs_at_points` left out.
TENFOLD_INLINE void filter_at_points(const Vec (&g)[3], Vec (&u)[6]) {
  const Vec even_a = kOverA * g[0] + (kA2 * kOverA) * g[2], odd_a = (kA * kOverA) * g[1];
  const Vec even_b = kOverB * g[0] + (kB2 * kOverB) * g[2], odd_b = (kB * kOverB) * g[1];
  u[0] = (1 / kAB) * g[0];
  u[1] = even_a + odd_a, u[2] = even_a - odd_a;
  u[3] = even_b + odd_b, u[4] = even_b - odd_b;
  u[5] = g[2];
}

// Four outputs from the products at the six points.
TENFOLD_INLINE void outputs_of_points(const Vec (&m)[6], Vec (&y)[4]) {
  const Vec even_a = m[1] + m[2], odd_a = kA * (m[1] - m[2]);
  const Vec even_b = m[3] + m[4], odd_b = kB * (m[3] - m[4]);
  y[0] = m[0] + even_a + even_b;
  y[1] = odd_a + odd_b;
  y[2] = kA2 * even_a + kB2 * even_b;
  y[3] = kA2 * odd_a + kB2 * odd_b + m[5];
}

// The adjoints of the last two: four gradients of outputs to the six points, the points' sums to three coefficients.
TENFOLD_INLINE void gradients_at_points(const Vec (&d)[4], Vec (&v)[6]) {
  const Vec even_a = d[0] + kA2 * d[2], odd_a = kA * (d[1] + kA2 * d[3]);
  const Vec even_b = d[0] + kB2 * d[2], odd_b = kB * (d[1] + kB2 * d[3]);
  v[0] = d[0];
  v[1] = even_a + odd_a, v[2] = even_a - odd_a;
  v[3] = even_b + odd_b, v[4] = even_b - odd_b;
  v[5] = d[3];
}
TENFOLD_INLINE void filter_of_points(const Vec (&s)[6], Vec (&g)[3]) {
  const Vec even_a = s[1] + s[2], even_b = s[3] + s[4];
  g[0] = (1 / kAB) * s[0] + kOverA * even_a + kOverB * even_b;
  g[1] = (kA * kOverA) * (s[1] - s[2]) + (kB * kOverB) * (s[3] - s[4]);
  g[2] = (kA2 * kOverA) * even_a + (kB2 * kOverB) * even_b + s[5];
}

// A vector of channels of 6x6 inputs, `row` and `column` elements apart, to its 36 points, `step` elements apart.
TENFOLD_INLINE void transform_inputs(const float* d, int64_t row, int64_t column, float* v, int64_t step) {
  Vec half[6][6], in[6], out[6];
  TENFOLD_UNROLL for (int c = 0; c < 6; c++) {
    TENFOLD_UNROLL for (int r = 0; r < 6; r++) in[r] = load(d + r * row + c * column);
    inputs_at_points(in, out);
    TENFOLD_UNROLL for (int r = 0; r < 6; r++) half[r][c] = out[r];
  }
  TENFOLD_UNROLL for (int r = 0; r < 6; r++) {
    inputs_at_points(half[r], out);
    TENFOLD_UNROLL for (int c = 0; c < 6; c++) store(v + (r * 6 + c) * step, out[c]);
  }
}

// A vector of 3x3 filters, `tap` elements apart, to its 36 points.
TENFOLD_INLINE void transform_filter(const float* g, int64_t tap, float* u, int64_t step) {
  Vec half[6][3], in[3], out[6];
  TENFOLD_UNROLL for (int c = 0; c < 3; c++) {
    TENFOLD_UNROLL for (int r = 0; r < 3; r++) in[r] = load(g + (r * 3 + c) * tap);
    filter_at_points(in, out);
    TENFOLD_UNROLL for (int r = 0; r < 6; r++) half[r][c] = out[r];
  }
  TENFOLD_UNROLL for (int r = 0; r < 6; r++) {
    filter_at_points(half[r], out);
    TENFOLD_UNROLL for (int c = 0; c < 6; c++) store(u + (r * 6 + c) * step, out[c]);
  }
}

// 36 products of a vector of channels to their 4x4 outputs.
TENFOLD_INLINE void transform_products(const float* m, int64_t step, Vec (&y)[4][4]) {
  Vec half[4][6], in[6], out[4];
  TENFOLD_UNROLL for (int c = 0; c < 6; c++) {
    TENFOLD_UNROLL for (int r = 0; r < 6; r++) in[r] = load(m + (r * 6 + c) * step);
    outputs_of_points(in, out);
    TENFOLD_UNROLL for (int r = 0; r < 4; r++) half[r][c] = out[r];
  }
  TENFOLD_UNROLL for (int r = 0; r < 4; r++) outputs_of_points(half[r], y[r]);
}

// A vector of channels of 4x4 gradients of outputs to their 36 points. Returns their sum.
TENFOLD_INLINE Vec transform_gradients(const float* d, int64_t row, int64_t column, float* v, int64_t step) {
  Vec half[6][4], in[4], out[6], sum = {};
  TENFOLD_UNROLL for (int c = 0; c < 4; c++) {
    TENFOLD_UNROLL for (int r = 0; r < 4; r++) in[r] = load(d + r * row + c * column);
    sum += (in[0] + in[1]) + (in[2] + in[3]);
    gradients_at_points(in, out);
    TENFOLD_UNROLL for (int r = 0; r < 6; r++) half[r][c] = out[r];
  }
  TENFOLD_UNROLL for (int r = 0; r < 6; r++) {
    gradients_at_points(half[r], out);
    TENFOLD_UNROLL for (int c = 0; c < 6; c++) store(v + (r * 6 + c) * step, out[c]);
  }
  return sum;
}

// A vector's sums at 36 points to the gradients of its 3x3 filters.
TENFOLD_INLINE void transform_sums(const float* s, int64_t step, Vec (&g)[3][3]) {
  Vec half[3][6], in[6], out[3];
  TENFOLD_UNROLL for (int c = 0; c < 6; c++) {
    TENFOLD_UNROLL for (int r = 0; r < 6; r++) in[r] = load(s + (r * 6 + c) * step);
    filter_of_points(in, out);
    TENFOLD_UNROLL for (int r = 0; r < 3; r++) half[r][c] = out[r];
  }
  TENFOLD_UNROLL for (int r = 0; r < 3; r++) filter_of_points(half[r], g[r]);
}

}  // namespace
}  // namespace tenfold
