// The arithmetic of recurrent cells on vectors of units: activations and their slopes, one step, one step back.
#pragma once

#include "elementary.h"

namespace tenfold {
namespace {

// e^x - 1, of x below zero, by tanh(x / 2): without what a difference of almost equal numbers loses.
TENFOLD_INLINE Vec exponential_less_one(Vec x) {
  const Vec t = hyperbolic_tangent(choose(x < Vec{}, x, Vec{}) * all(0.5f));
  return (t + t) / (all(1.0f) - t);
}

constexpr float kSeluScale = 1.0507009873554805f, kSeluBelow = 1.7580993408473766f;  // the latter times alpha

TENFOLD_INLINE Vec activated(int64_t which, Vec x) {
  switch (which) {
    case kSelu: return choose(x < Vec{}, all(kSeluBelow) * exponential_less_one(x), all(kSeluScale) * x);
    case kElu: return choose(x < Vec{}, exponential_less_one(x), x);
    case kTanh: return hyperbolic_tangent(x);
    case kSigmoid: return sigmoid(x);
    case kReluOf: return relu(x);
    case kHardSigmoid: {
      const Vec y = x * all(0.2f) + all(0.5f);
      return relu(choose(y > all(1.0f), all(1.0f), y));
    }
    default: return x;
  }
}

// The slope of an activation, from its result.
TENFOLD_INLINE Vec slope(int64_t which, Vec y) {
  switch (which) {
    case kSelu: return choose(y < Vec{}, y + all(kSeluBelow), all(kSeluScale));
    case kElu: return choose(y < Vec{}, y + all(1.0f), all(1.0f));
    case kTanh: return all(1.0f) - y * y;
    case kSigmoid: return y * (all(1.0f) - y);
    case kReluOf: return choose(y > Vec{}, all(1.0f), Vec{});
    case kHardSigmoid: return choose((y > Vec{}) & (y < all(1.0f)), all(0.2f), Vec{});
    default: return all(1.0f);
  }
}

// What a cell's step works on: pre-activations in, for the gates of one vector of units; what is kept, out.
struct Step {
  Vec z[4], inner;  // inner: what the reset gate of a GRU multiplies
  Vec h, c;         // before; after it the new ones
  Vec kept[4];
};

TENFOLD_INLINE void step(const Recurrence& r, Step& s) {
  const int64_t f = r.activation, g = r.recurrent_activation;
  if (r.cell == kSimple) {
    s.h = activated(f, s.z[0]);
  } else if (r.cell == kLstm) {
    s.kept[0] = activated(g, s.z[0]), s.kept[1] = activated(g, s.z[1]);
    s.kept[2] = activated(f, s.z[2]), s.kept[3] = activated(g, s.z[3]);
    s.c = s.kept[1] * s.c + s.kept[0] * s.kept[2];
    s.h = s.kept[3] * activated(f, s.c);
  } else {
    s.kept[0] = activated(g, s.z[0]), s.kept[1] = activated(g, s.z[1]), s.kept[3] = s.inner;
    s.kept[2] = activated(f, s.z[2] + s.kept[1] * s.inner);
    s.h = s.kept[0] * s.h + (all(1.0f) - s.kept[0]) * s.kept[2];
  }
}

// One step back for a vector of units.
struct StepBack {
  Vec dh, dc;                     // gradients of the states after the step; after it those before, but for the product's part
  Vec h, c, h_before, c_before;
  Vec kept[4];
  Vec dz[4], product[3];          // gradients of the projected inputs, and, where they differ, of the recurrent product
};

TENFOLD_INLINE void step_back(const Recurrence& r, StepBack& s) {
  const int64_t f = r.activation, g = r.recurrent_activation;
  if (r.cell == kSimple) {
    s.dz[0] = s.dh * slope(f, s.h);
    s.dh = Vec{};
  } else if (r.cell == kLstm) {
    const Vec i = s.kept[0], forget = s.kept[1], a = s.kept[2], o = s.kept[3], act = activated(f, s.c);
    const Vec dc = s.dc + s.dh * o * slope(f, act);
    s.dz[0] = dc * a * slope(g, i), s.dz[1] = dc * s.c_before * slope(g, forget);
    s.dz[2] = dc * i * slope(f, a), s.dz[3] = s.dh * act * slope(g, o);
    s.dc = dc * forget;
    s.dh = Vec{};
  } else {
    const Vec z = s.kept[0], reset = s.kept[1], a = s.kept[2], inner = s.kept[3];
    s.dz[2] = s.dh * (all(1.0f) - z) * slope(f, a);
    s.dz[0] = s.product[0] = s.dh * (s.h_before - a) * slope(g, z);
    s.dz[1] = s.product[1] = s.dz[2] * inner * slope(g, reset);
    s.product[2] = s.dz[2] * reset;
    s.dh = s.dh * z;
  }
}

}  // namespace
}  // namespace tenfold
