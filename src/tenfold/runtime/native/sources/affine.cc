// An image read where an affine map sends the pixels of a result, between four pixels or at the nearest: with the bits of
// ops/image/affine_transform.py, which has the formulas (compiled without contraction, compiling.py says so).
#include <cmath>
#include <cstdint>

#include "calls.h"

namespace {

enum Mode : int64_t { kConstant, kNearest, kReflect, kWrap };
constexpr double kFar = 1e15;  // further away places are no longer told apart

// An image's height, width, channels; 0 for the nearest pixel or 1 for four; what lies outside; whether the result's rows
// and columns are written from the last to the first; map, offset and fill.
struct Sampling {
  int64_t height, width, channels, order, mode, upwards, leftwards;
  const double *map, *offset;
  double fill;
};

double reflected(double at, double n) {
  const double period = 2 * n;
  if (at < 0) {
    if (at < -period) at = period * std::trunc(-at / period) + at;
    return at < -n ? at + period : (at > -1e-15 ? 1e-15 : -at) - 1;
  }
  at -= period * std::trunc(at / period);
  return at >= n ? period - at - 1 : at;
}

double wrapped(double at, double n) {
  const double period = n - 1;
  return at < 0 ? at + period * (std::trunc(-at / period) + 1) : at - period * std::trunc(at / period);
}

// Where on an axis of `n` pixels that is read which lies at `at`; -2 for what is outside of everything.
double brought_inside(double at, int64_t n, int64_t mode) {
  const double last = static_cast<double>(n - 1);
  if (at >= 0 && at <= last) return at;
  if (mode == kConstant) return -2;
  if (n == 1 || !(at > -kFar && at < kFar)) return at > 0 ? last : 0;
  if (mode == kNearest) return at < 0 ? 0 : last;
  return mode == kReflect ? reflected(at, static_cast<double>(n)) : wrapped(at, static_cast<double>(n));
}

// std::floor, which is a call into the C library on processors without an instruction for it. `at` is near an axis.
int64_t floor_of(double at) {
  const int64_t i = static_cast<int64_t>(at);
  return i - (at < static_cast<double>(i));
}

int64_t clamped(int64_t i, int64_t n) { return i < 0 ? 0 : i >= n ? n - 1 : i; }

template <int kChannels, typename In, typename Out>
void between_four(const Sampling& s, const In* image, double y, double x, Out* to) {
  const int64_t channels = kChannels ? kChannels : s.channels;
  const int64_t top = floor_of(y), left = floor_of(x);
  const double above = 1 - (y - static_cast<double>(top)), before = 1 - (x - static_cast<double>(left));
  const double below = 1 - above, behind = 1 - before;
  const In *upper = image + clamped(top, s.height) * s.width * channels,
           *lower = image + clamped(top + 1, s.height) * s.width * channels;
  const int64_t first = clamped(left, s.width) * channels, second = clamped(left + 1, s.width) * channels;
  for (int64_t c = 0; c < channels; c++) {
    double total = upper[first + c] * above * before;
    total += upper[second + c] * above * behind;
    total += lower[first + c] * below * before;
    total += lower[second + c] * below * behind;
    to[c] = static_cast<Out>(total);
  }
}

template <int kChannels, typename In, typename Out>
void sampled(const Sampling& s, const In* image, Out* out) {
  const int64_t channels = kChannels ? kChannels : s.channels, step = s.leftwards ? -channels : channels;
  for (int64_t i = 0; i < s.height; i++) {
    Out* to = out + ((s.upwards ? s.height - 1 - i : i) * s.width + (s.leftwards ? s.width - 1 : 0)) * channels;
    const double y0 = s.offset[0] + s.map[0] * i, x0 = s.offset[1] + s.map[2] * i;
    for (int64_t j = 0; j < s.width; j++, to += step) {
      const double y = brought_inside(y0 + s.map[1] * j, s.height, s.mode);
      const double x = brought_inside(x0 + s.map[3] * j, s.width, s.mode);
      if (y == -2 || x == -2) {
        for (int64_t c = 0; c < channels; c++) to[c] = static_cast<Out>(s.fill);
      } else if (s.order == 1) {
        between_four<kChannels>(s, image, y, x, to);
      } else {
        const In* from =
            image + (clamped(floor_of(y + 0.5), s.height) * s.width + clamped(floor_of(x + 0.5), s.width)) * channels;
        for (int64_t c = 0; c < channels; c++) to[c] = static_cast<Out>(from[c]);
      }
    }
  }
}

template <typename In, typename Out>
void sampled_of(const Sampling& s, const void* image, void* out) {
  const auto run = s.channels == 3 ? sampled<3, In, Out> : s.channels == 1 ? sampled<1, In, Out> : sampled<0, In, Out>;
  run(s, static_cast<const In*>(image), static_cast<Out*>(out));
}

}  // namespace

// `image`: [height, width, channels] of float32 (kind 0), uint8 (1; both to float32) or float64 (2). `how`: height, width,
// channels, order, mode, kind, upwards, leftwards. `numbers`: the four of the map, the two of the offset, what is outside.
TENFOLD_VISIBLE void tenfold_affine(const void* image, const int64_t* how, const double* numbers, void* out) {
  const Sampling s{how[0], how[1], how[2], how[3], how[4], how[6], how[7], numbers, numbers + 4, numbers[6]};
  const auto run =
      how[5] == 0 ? sampled_of<float, float> : how[5] == 1 ? sampled_of<uint8_t, float> : sampled_of<double, double>;
  run(s, image, out);
}
