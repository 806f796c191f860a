// Loops over channels: a vector of them at a time, or one where there are fewer than a vector's.
#pragma once

#include "vec.h"

namespace tenfold {
namespace {

// V is Vec or float.
template <typename V>
TENFOLD_INLINE V read(const float* p);
template <>
TENFOLD_INLINE Vec read<Vec>(const float* p) {
  return load(p);
}
template <>
TENFOLD_INLINE float read<float>(const float* p) {
  return *p;
}
TENFOLD_INLINE void write(float* p, Vec v) { store(p, v); }
TENFOLD_INLINE void write(float* p, float v) { *p = v; }

// f(first channel, V{}, slot) for vectors that cover all channels. The last one overlaps the one before it where the
// channels are no multiple of the lanes: f may compute an element twice but must not add to what the other has stored,
// unless into the lanes from `slot` on, which are its own.
template <typename F>
TENFOLD_INLINE void over_channels(int64_t channels, const F& f) {
  if (channels < kLanes) {
    for (int64_t c = 0; c < channels; c++) f(c, 0.0f, c);
    return;
  }
  int64_t c = 0;
  for (; c + kLanes <= channels; c += kLanes) f(c, Vec{}, c);
  if (c < channels) f(channels - kLanes, Vec{}, c);
}

inline int64_t slots(int64_t channels) { return channels < kLanes ? channels : round_up(channels, kLanes); }

// The slot that holds channel c.
inline int64_t slot_of(int64_t c, int64_t channels) {
  const int64_t whole = channels - channels % kLanes;
  return channels < kLanes || c < whole ? c : whole + c - (channels - kLanes);
}

// What vec.h has for vectors.
TENFOLD_INLINE float choose(bool where, float yes, float no) { return where ? yes : no; }
TENFOLD_INLINE float maximum(float a, float b) {
  const float larger = a > b ? a : b;
  return a != a ? a : larger;
}
TENFOLD_INLINE float relu(float v) { return v < 0 ? 0 : v; }

// v with its first n lanes zero.
TENFOLD_INLINE float without_first(float v, int64_t n) { return n ? 0 : v; }
TENFOLD_INLINE Vec without_first(Vec v, int64_t n) {
  float lanes[kLanes];
  store(lanes, v);
  for (int64_t i = 0; i < n; i++) lanes[i] = 0;
  return load(lanes);
}

}  // namespace
}  // namespace tenfold
