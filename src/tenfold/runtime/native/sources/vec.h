// A vector of float32 lanes, as wide as the instruction set this file is compiled for, and blocks that fit its registers.
// Everything below stands in an unnamed namespace: what is compiled for one set may never be linked into another's code.
#pragma once

#include <cstdint>
#include <cstring>

#include "calls.h"

#define TENFOLD_JOIN_(a, b) a##b
#define TENFOLD_JOIN(a, b) TENFOLD_JOIN_(a, b)

#define TENFOLD_LANES_avx512 16
#define TENFOLD_LANES_avx2 8
#define TENFOLD_LANES_portable 4
#define TENFOLD_LANES TENFOLD_JOIN(TENFOLD_LANES_, TENFOLD_ISA)

#ifdef __clang__
#define TENFOLD_UNROLL _Pragma("clang loop unroll(full)")
#else
#define TENFOLD_UNROLL _Pragma("GCC unroll 32")
#endif

namespace tenfold {
namespace {

constexpr int kLanes = TENFOLD_LANES;
constexpr int kVectors = 2;                 // of output channels in a block
constexpr int kBlock = kVectors * kLanes;   // output channels in a block
#if TENFOLD_LANES == 16 || defined(__aarch64__)
constexpr int kPixels = 14;  // of 32 registers: 28 sums, two vectors of weights, one or two inputs
#else
constexpr int kPixels = 6;   // of 16 registers: 12 sums, two vectors of weights, one input
#endif

typedef float Vec __attribute__((vector_size(4 * kLanes)));
typedef float LooseVec __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));
typedef int32_t Mask __attribute__((vector_size(4 * kLanes)));  // -1 where a comparison holds

TENFOLD_INLINE Vec load(const float* p) { return *reinterpret_cast<const LooseVec*>(p); }
TENFOLD_INLINE void store(float* p, Vec v) { *reinterpret_cast<LooseVec*>(p) = v; }
TENFOLD_INLINE Vec all(float s) { return s - Vec{}; }  // not + : -0.0 stays what it is

// The first n lanes, n <= kLanes; the others are zero, and their memory is not touched.
TENFOLD_INLINE Vec load_first(const float* p, int64_t n) {
  if (n >= kLanes) return load(p);
  float lanes[kLanes] = {};
  std::memcpy(lanes, p, n * sizeof(float));
  return load(lanes);
}
TENFOLD_INLINE void store_first(float* p, Vec v, int64_t n) {
  if (n >= kLanes) return store(p, v);
  float lanes[kLanes];
  store(lanes, v);
  std::memcpy(p, lanes, n * sizeof(float));
}

TENFOLD_INLINE Vec choose(Mask where, Vec yes, Vec no) { return where ? yes : no; }

// The larger one; NaN where either is, as NumPy's maximum.
TENFOLD_INLINE Vec maximum(Vec a, Vec b) { return choose((a > b) | (a != a), a, b); }

TENFOLD_INLINE Vec relu(Vec v) { return choose(v < Vec{}, Vec{}, v); }  // NaN stays NaN

TENFOLD_INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
TENFOLD_INLINE int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
TENFOLD_INLINE int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }  // of a >= 0, b > 0
TENFOLD_INLINE int64_t round_up(int64_t a, int64_t b) { return ceil_div(a, b) * b; }

TENFOLD_INLINE int64_t common_divisor(int64_t a, int64_t b) {
  while (b) {
    const int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

// f(i) for each i < parts, on the workers.
template <typename F>
void spread(Workers& workers, int64_t parts, const F& f) {
  if (parts == 1) return f(0);
  workers.run(parts, [](void* what, int64_t i) { (*static_cast<const F*>(what))(i); }, const_cast<F*>(&f));
}

}  // namespace
}  // namespace tenfold
