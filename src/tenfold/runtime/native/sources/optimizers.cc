// Steps of optimizers on several variables, one pass over each. They are compiled without contraction of products and
// sums (compiling.py says so), so that every instruction set and NumPy, which goes over memory once for each operation,
// give the same bits.
#include <cmath>
#include <cstdint>

#include "objects.h"

namespace {

using tenfold::ArrayObject;

// What is the same for all variables. `share`s are of what is new in the averages: 1 - beta_1 and 1 - beta_2.
struct Adam {
  float rate, share, share_of_square, epsilon;
  tenfold::Layout layout;
};

void adam_step(int64_t size, const float* __restrict gradient, const float* __restrict value,
               const float* __restrict mean, const float* __restrict square, float* __restrict new_value,
               float* __restrict new_mean, float* __restrict new_square, const Adam& by) {
  for (int64_t i = 0; i < size; i++) {
    const float g = gradient[i];
    const float m = (g - mean[i]) * by.share + mean[i];
    const float v = (g * g - square[i]) * by.share_of_square + square[i];
    new_mean[i] = m;
    new_square[i] = v;
    new_value[i] = value[i] - m / (std::sqrt(v) + by.epsilon) * by.rate;
  }
}

}  // namespace

// `ops/training/optimizer_steps.py` has the formula. `objects` is Python's tuple of: `count` gradients; for each of them
// the variable's value and both averages; and as many new arrays, which nobody else has, for what these become. Whether
// all fit: nothing is written where one does not.
TENFOLD_VISIBLE int64_t tenfold_adam_steps(const char* objects, int64_t count, const Adam* numbers) {
  const Adam& by = *numbers;
  const auto array = [&](int64_t i) -> const ArrayObject& { return by.layout.item(objects, i); };
  const int64_t held = count, made = 4 * count;  // where these begin
  for (int64_t i = 0; i < 7 * count; i++) {
    const int64_t gradient = i < held ? i : (i - held) / 3 % count;
    if (!by.layout.fits(array(i)) || !array(i).has_dims_of(array(gradient))) return 0;
  }
  for (int64_t i = 0; i < count; i++) {
    const auto old = [&](int j) { return array(held + 3 * i + j).data; };
    const auto made_of = [&](int j) { return array(made + 3 * i + j).data; };
    adam_step(array(i).size(), array(i).data, old(0), old(1), old(2), made_of(0), made_of(1), made_of(2), by);
  }
  return 1;
}
