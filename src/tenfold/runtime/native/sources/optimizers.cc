// Steps of optimizers on several variables, one pass over each. They are compiled without contraction of products and
// sums (compiling.py says so), so that every instruction set and NumPy, which goes over memory once for each operation,
// give the same bits.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "objects.h"
#include "workers.h"

namespace {

using tenfold::ArrayObject;
using tenfold::Layout;

constexpr int64_t kPart = int64_t{1} << 13;  // elements that a thread does at one go; two are worth sharing with one that is awake

// What is the same for all variables. `share`s are of what is new in the averages: 1 - beta_1 and 1 - beta_2.
struct Adam {
  static constexpr int kHeld = 3;  // of each variable: its value, both averages
  float rate, share, share_of_square, epsilon;
  Layout layout;

  void step(int64_t size, const float* __restrict gradient, float* const* old, float* const* made) const {
    const float *__restrict value = old[0], *__restrict mean = old[1], *__restrict square = old[2];
    float *__restrict new_value = made[0], *__restrict new_mean = made[1], *__restrict new_square = made[2];
    for (int64_t i = 0; i < size; i++) {
      const float g = gradient[i];
      const float m = (g - mean[i]) * share + mean[i];
      const float v = (g * g - square[i]) * share_of_square + square[i];
      new_mean[i] = m;
      new_square[i] = v;
      new_value[i] = value[i] - m / (std::sqrt(v) + epsilon) * rate;
    }
  }
};

// `share`: 1 - rho. `floor`: whether epsilon is added to the root, or to what it is taken of.
struct RmsProp {
  static constexpr int kHeld = 2;  // its value, the average
  float rate, share, epsilon;
  int32_t floor;
  Layout layout;

  void step(int64_t size, const float* __restrict gradient, float* const* old, float* const* made) const {
    const float *__restrict value = old[0], *__restrict square = old[1];
    float *__restrict new_value = made[0], *__restrict new_square = made[1];
    const float inside = floor ? 0 : epsilon, outside = floor ? epsilon : 0;  // x + 0 has the bits of x, a square's root
    for (int64_t i = 0; i < size; i++) {
      const float g = gradient[i];
      const float v = (g * g - square[i]) * share + square[i];
      new_square[i] = v;
      new_value[i] = value[i] - g / (std::sqrt(v + inside) + outside) * rate;
    }
  }
};

int64_t parts_of(const ArrayObject& array) { return (array.size() + kPart - 1) / kPart; }

// `objects` is Python's tuple of: `count` gradients; for each of them what is held; and as many new arrays, which nobody
// else has, for what these become. Whether all fit: nothing is written where one does not.
template <typename Optimizer>
int64_t steps(const char* objects, int64_t count, const Optimizer& by) {
  constexpr int kHeld = Optimizer::kHeld;
  const auto array = [&](int64_t i) -> const ArrayObject& { return by.layout.item(objects, i); };
  for (int64_t i = 0; i < (1 + 2 * kHeld) * count; i++) {
    const int64_t gradient = i < count ? i : (i - count) / kHeld % count;
    if (!by.layout.fits(array(i)) || !array(i).has_dims_of(array(gradient))) return 0;
  }
  const auto part = [&](int64_t number) {
    int64_t i = 0;
    for (; number >= parts_of(array(i)); i++) number -= parts_of(array(i));
    const int64_t at = number * kPart;
    float *old[kHeld], *made[kHeld];
    for (int j = 0; j < kHeld; j++) {
      old[j] = array(count + kHeld * i + j).data + at;
      made[j] = array((1 + kHeld) * count + kHeld * i + j).data + at;
    }
    by.step(std::min(kPart, array(i).size() - at), array(i).data + at, old, made);
  };
  int64_t size = 0, parts = 0;
  for (int64_t i = 0; i < count; i++) size += array(i).size(), parts += parts_of(array(i));
  if (kHeld * size < (tenfold::pool().awake() ? 2 * kHeld * kPart : tenfold::kStepsWorth)) {
    for (int64_t i = 0; i < parts; i++) part(i);
    return 1;
  }
  using Part = decltype(part);
  tenfold::pool().run(parts, [](void* what, int64_t i) { (*static_cast<const Part*>(what))(i); },
                      const_cast<void*>(static_cast<const void*>(&part)));
  return 1;
}

}  // namespace

// `ops/training/optimizer_steps.py` has the formulas.
TENFOLD_VISIBLE int64_t tenfold_adam_steps(const char* objects, int64_t count, const Adam* numbers) {
  return steps(objects, count, *numbers);
}

TENFOLD_VISIBLE int64_t tenfold_rmsprop_steps(const char* objects, int64_t count, const RmsProp* numbers) {
  return steps(objects, count, *numbers);
}
