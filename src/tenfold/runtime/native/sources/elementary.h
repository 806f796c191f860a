// Elementary functions of a vector, to some units in the last place.
#pragma once

#include "vec.h"

namespace tenfold {
namespace {

// e^x to some two units in the last place, x kept within what float32 holds. NaN stays NaN.
TENFOLD_INLINE Vec exponential(Vec x) {
  x = choose(x > all(88.0f), all(88.0f), x);
  x = choose(x < all(-87.0f), all(-87.0f), x);
  const Vec rounding = all(12582912.0f);  // 1.5 * 2^23: what is added to it is rounded to a whole number
  const Vec n = (x * all(1.44269504f) + rounding) - rounding;
  const Vec r = (x - n * all(0.693359375f)) - n * all(-2.12194440e-4f);  // x - n ln 2, in two pieces
  Vec p = all(1.9875691500e-4f);  // Cephes' polynomial (Moshier, 1989)
  p = p * r + all(1.3981999507e-3f);
  p = p * r + all(8.3334519073e-3f);
  p = p * r + all(4.1665795894e-2f);
  p = p * r + all(1.6666665459e-1f);
  p = p * r + all(5.0000001201e-1f);
  const Vec y = p * (r * r) + r + all(1.0f);
  return reinterpret_cast<Vec>(reinterpret_cast<Mask>(y) + (__builtin_convertvector(n, Mask) << 23));
}

TENFOLD_INLINE Vec sigmoid(Vec x) { return all(1.0f) / (all(1.0f) + exponential(-x)); }

// By e^2x away from zero, by Cephes' polynomial near it.
TENFOLD_INLINE Vec hyperbolic_tangent(Vec x) {
  const Vec size = choose(x < Vec{}, -x, x), far = all(1.0f) - all(2.0f) / (exponential(size + size) + all(1.0f));
  const Vec square = x * x;
  Vec p = all(-5.70498872745e-3f);
  p = p * square + all(2.06390887954e-2f);
  p = p * square + all(-5.37397155531e-2f);
  p = p * square + all(1.33314422036e-1f);
  p = p * square + all(-3.33332819422e-1f);
  const Vec near = p * square * x + x;
  return choose(size < all(0.625f), near, choose(x < Vec{}, -far, far));
}

TENFOLD_INLINE Vec absolute(Vec x) { return choose(x < Vec{}, -x, x); }

// log(1 + x) for 0 <= x <= 1: twice the inverse hyperbolic tangent of x / (2 + x), which is at most a third. NaN stays NaN.
TENFOLD_INLINE Vec log_of_one_more(Vec x) {
  const Vec s = x / (x + all(2.0f)), square = s * s;
  Vec p = all(1.0f / 15);
  TENFOLD_UNROLL for (int odd = 13; odd > 1; odd -= 2) p = p * square + all(1.0f / static_cast<float>(odd));
  return (p * square) * (s + s) + (s + s);
}

}  // namespace
}  // namespace tenfold
