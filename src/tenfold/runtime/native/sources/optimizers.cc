// Steps of optimizers on several variables, one pass over each. They are compiled without contraction of products and
// sums (compiling.py says so), so that every instruction set and NumPy, which goes over memory once for each operation,
// give the same bits.
#include <cmath>
#include <cstdint>
#include <cstring>

#include "calls.h"

namespace {

// An array as NumPy's C API lays it out, from the type in the head of its object on.
struct ArrayObject {
  const void* type;
  float* data;
  int rank;
  const int64_t* dims;
  const int64_t* strides;
  const void* base;
  const void* dtype;
  int flags;
};

// What is the same for all variables. `share`s are of what is new in the averages: 1 - beta_1 and 1 - beta_2.
struct Adam {
  float rate, share, share_of_square, epsilon;
  int64_t head;             // bytes before the type of an object
  const void *type, *dtype;  // of an array of float32
};

constexpr int kReadable = 0x101;  // C-contiguous, aligned

const ArrayObject& array_of(const char* object, const Adam& by) {
  return *reinterpret_cast<const ArrayObject*>(object + by.head);
}

int64_t size_of(const ArrayObject& array) {
  int64_t size = 1;
  for (int i = 0; i < array.rank; i++) size *= array.dims[i];
  return size;
}

// Whether it is an array of float32, its elements in a row, in the shape of the first, which is one too.
bool fits(const char* object, const char* first, const Adam& by) {
  const ArrayObject& array = array_of(object, by);
  if (array.type != by.type || array.dtype != by.dtype || (array.flags & kReadable) != kReadable) return false;
  if (object == first) return true;
  const ArrayObject& other = array_of(first, by);
  const auto bytes = sizeof(int64_t) * static_cast<size_t>(array.rank);
  return array.rank == other.rank && (!bytes || !std::memcmp(array.dims, other.dims, bytes));
}

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

// `ops/training/optimizer_steps.py` has the formula. `objects` are Python's: `count` gradients; for each of them the
// variable's value and both averages; and as many new arrays, which nobody else has, for what these become. Whether all
// fit: nothing is written where one does not.
TENFOLD_VISIBLE int64_t tenfold_adam_steps(const char* const* objects, int64_t count, const Adam* numbers) {
  const Adam& by = *numbers;
  const char *const *held = objects + count, *const *made = held + 3 * count;
  for (int64_t i = 0; i < count; i++) {
    if (!fits(objects[i], objects[i], by)) return 0;
    for (int64_t j = 3 * i; j < 3 * i + 3; j++) {
      if (!fits(held[j], objects[i], by) || !fits(made[j], objects[i], by)) return 0;
    }
  }
  for (int64_t i = 0; i < count; i++) {
    const auto old = [&](int j) { return array_of(held[3 * i + j], by).data; };
    const auto made_of = [&](int j) { return array_of(made[3 * i + j], by).data; };
    const ArrayObject& gradient = array_of(objects[i], by);
    adam_step(size_of(gradient), gradient.data, old(0), old(1), old(2), made_of(0), made_of(1), made_of(2), by);
  }
  return 1;
}
