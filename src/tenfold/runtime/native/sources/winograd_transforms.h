// Winograd's minimal filtering: F(4x4, 3x3) gives 4x4 outputs of a 3x3 filter from 6x6 inputs with 36 products, not 144;
// F(2x2, 5x5) gives 2x2 outputs of a 5x5 filter from the same inputs with 36, not 100.
//
// Lavin & Gray 2015, "Fast Algorithms for Convolutional Neural Networks": inputs, filters and outputs are polynomials,
// and their product is known from its values at 0, +-a, +-b and infinity. With a = 3/4 and b = 3/2 the error is a third
// of what the paper's 1 and 2 leave, and every coefficient of inputs and outputs is exact in float32.
#pragma once

#include "vec.h"

namespace tenfold {
namespace {

constexpr int kWinogradIn = 6, kPositions = kWinogradIn * kWinogradIn;
constexpr int outputs_of_taps(int taps) { return kWinogradIn + 1 - taps; }  // of a tile, along each axis

constexpr float kA = 0.75f, kB = 1.5f, kA2 = kA * kA, kB2 = kB * kB, kAB = kA2 * kB2, kSum = kA2 + kB2;

// What values at 0, +-a and +-b are multiplied by.
struct Scales {
  float zero, a, b;
};
constexpr Scales kPlain{1, 1, 1};
// One over the other points' distances, which `inputs_at_points` leaves out.
constexpr Scales kOverDistances{1 / kAB, 1 / (2 * kA2 * (kA2 - kB2)), 1 / (2 * kB2 * (kB2 - kA2))};

constexpr float power(float x, int n) { return n ? x * power(x, n - 1) : 1; }

// Six inputs at the six points: coefficients of x (x^2 - a^2) (x^2 - b^2) without the point's own factor.
TENFOLD_INLINE void inputs_at_points(const Vec (&d)[6], Vec (&v)[6]) {
  const Vec even_a = d[4] - kB2 * d[2], odd_a = kA * (d[3] - kB2 * d[1]);
  const Vec even_b = d[4] - kA2 * d[2], odd_b = kB * (d[3] - kA2 * d[1]);
  v[0] = kAB * d[0] - kSum * d[2] + d[4];
  v[1] = even_a + odd_a, v[2] = even_a - odd_a;
  v[3] = even_b + odd_b, v[4] = even_b - odd_b;
  v[5] = kAB * d[1] - kSum * d[3] + d[5];
}

// N coefficients, of filters or of gradients of outputs, at the six points.
template <int N>
TENFOLD_INLINE void at_points(const Scales& scales, const Vec (&g)[N], Vec (&v)[6]) {
  Vec sum_a[2] = {}, sum_b[2] = {};  // of even and of odd powers
  TENFOLD_UNROLL for (int i = 0; i < N; i++) {
    sum_a[i % 2] += (scales.a * power(kA, i)) * g[i];
    sum_b[i % 2] += (scales.b * power(kB, i)) * g[i];
  }
  v[0] = scales.zero * g[0];
  v[1] = sum_a[0] + sum_a[1], v[2] = sum_a[0] - sum_a[1];
  v[3] = sum_b[0] + sum_b[1], v[4] = sum_b[0] - sum_b[1];
  v[5] = g[N - 1];
}

// The adjoint: N outputs from products at the six points, or N gradients of filters from sums.
template <int N>
TENFOLD_INLINE void of_points(const Scales& scales, const Vec (&m)[6], Vec (&y)[N]) {
  const Vec of_a[2] = {m[1] + m[2], m[1] - m[2]}, of_b[2] = {m[3] + m[4], m[3] - m[4]};
  TENFOLD_UNROLL for (int i = 0; i < N; i++) {
    y[i] = (scales.a * power(kA, i)) * of_a[i % 2] + (scales.b * power(kB, i)) * of_b[i % 2];
  }
  y[0] += scales.zero * m[0];
  y[N - 1] += m[5];
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

// NxN coefficients of a vector of channels, `row` and `column` elements apart, to their 36 points, `step` elements apart.
// Returns the sum of the coefficients.
template <int N>
TENFOLD_INLINE Vec to_points(const Scales& scales, const float* g, int64_t row, int64_t column, float* v, int64_t step) {
  Vec half[6][N], in[N], out[6], sum = {};
  TENFOLD_UNROLL for (int c = 0; c < N; c++) {
    TENFOLD_UNROLL for (int r = 0; r < N; r++) {
      in[r] = load(g + r * row + c * column);
      sum += in[r];
    }
    at_points(scales, in, out);
    TENFOLD_UNROLL for (int r = 0; r < 6; r++) half[r][c] = out[r];
  }
  TENFOLD_UNROLL for (int r = 0; r < 6; r++) {
    at_points(scales, half[r], out);
    TENFOLD_UNROLL for (int c = 0; c < 6; c++) store(v + (r * 6 + c) * step, out[c]);
  }
  return sum;
}

// The adjoint: 36 points of a vector of channels to NxN coefficients.
template <int N>
TENFOLD_INLINE void from_points(const Scales& scales, const float* m, int64_t step, Vec (&y)[N][N]) {
  Vec half[N][6], in[6], out[N];
  TENFOLD_UNROLL for (int c = 0; c < 6; c++) {
    TENFOLD_UNROLL for (int r = 0; r < 6; r++) in[r] = load(m + (r * 6 + c) * step);
    of_points(scales, in, out);
    TENFOLD_UNROLL for (int r = 0; r < N; r++) half[r][c] = out[r];
  }
  TENFOLD_UNROLL for (int r = 0; r < N; r++) of_points(scales, half[r], y[r]);
}

}  // namespace
}  // namespace tenfold
