// Convolutions by 5x5 and 6x6 filters with stride 2, and their gradients, in Winograd's way.
//
// Of positions i let i + before = 2 a + r. A smaller image that holds all four (r, r) at a as channels meets a 3x3 filter
// from place to place: its tap m at r is tap 2 m + r of the larger one, zero where that has none. 36 products stand for
// 4 x 4 outputs and a channel's four, where 400 stood; of filters of five taps, 30 or 25 for three of the four, see Folds.
#pragma once

#include "winograd.h"
#include "winograd_filter.h"

namespace tenfold {
namespace {

constexpr int64_t kFolds = 4;  // channels of the smaller image for one of the larger

class Folded {
 public:
  // `back`: on the way to the input, where the tiles are of the input.
  Folded(const Geometry& g, bool back) : g_(g), small_(g) {
    small_.channels = kFolds * g.channels, small_.flags = back ? 0 : g.flags;
    for (int i = 1; i < 3; i++) {
      small_.kernel[i] = 3, small_.stride[i] = 1, small_.before[i] = 0;
      // Whole tiles, so that all they see stands in the image; or what holds every input.
      small_.in[i] = back ? (g.in[i] - 1 + g.before[i]) / 2 + 1 : round_up(g.out[i], outputs_of_taps(3)) + 2;
    }
    back_ = back;
  }

  // By sizes alone.
  bool pays() const {
    if (g_.groups != 1 || !g_.batch || !g_.channels || !g_.outputs) return false;
    for (int i = 0; i < 3; i++) {
      const int64_t stride = i ? 2 : 1;
      if (!g_.in[i] || !g_.out[i] || g_.stride[i] != stride || g_.dilation[i] != 1) return false;
      if (i ? g_.kernel[i] < 5 || g_.kernel[i] > 6 : g_.kernel[i] != 1 || g_.before[i] || g_.in[i] != g_.out[i]) return false;
    }
    const int64_t depth = back_ ? g_.outputs : g_.channels, outputs = back_ ? g_.channels : g_.outputs;
    const double products = static_cast<double>(g_.batch * g_.in[0] * g_.out[1] * g_.out[2] * g_.taps() * depth);
    const double direct = products * static_cast<double>(packed_width(outputs));
    return kGain * winograd_cost(tiles(), back_ ? small_.channels : g_.outputs) < direct;
  }

  const Geometry& small() const { return small_; }
  // On the way back filters are turned round: what was their last tap is their first.
  Folds folds() const { return {g_.channels, {g_.kernel[1] == 5, g_.kernel[2] == 5}, back_ ? 0 : kWinogradIn - 1}; }
  int64_t image_size() const { return g_.batch * small_.input_pixels() * small_.channels; }
  int64_t filters_size() const { return small_.taps() * small_.channels * g_.outputs; }

  void fold_image(const float* x, float* to, Workers& workers) const {
    const int64_t row = small_.in[2] * small_.channels;
    spread(workers, g_.batch * g_.in[0] * small_.in[1], [&](int64_t i) {
      const float* image = x + i / small_.in[1] * g_.in[1] * g_.in[2] * g_.channels;
      for (int64_t r = 0; r < 2; r++) {
        const int64_t i1 = 2 * (i % small_.in[1]) + r - g_.before[1];
        const bool inside = i1 >= 0 && i1 < g_.in[1];
        fold_row(inside ? image + i1 * g_.in[2] * g_.channels : nullptr, r, to + i * row);
      }
    });
  }

  // The larger image of the smaller one's values, a bias added, after relu. What no window sees has none of their
  // rounding: its gradient is nothing.
  void unfold_image(const float* from, const float* bias, float* x, Workers& workers) const {
    const int64_t rows = g_.in[1], row = small_.in[2] * small_.channels;
    spread(workers, g_.batch * g_.in[0] * rows, [&](int64_t i) {
      const int64_t at = i % rows + g_.before[1];
      const float* line = from + (i / rows * small_.in[1] + at / 2) * row;
      for (int64_t c = 0; c < g_.in[2]; c++) {
        const int64_t a = c + g_.before[2];
        const float* values = line + a / 2 * small_.channels + Folds::place(at % 2, a % 2) * g_.channels;
        finish(is_seen(1, at) && is_seen(2, a) ? values : nullptr, bias, x + (i * g_.in[2] + c) * g_.channels);
      }
    });
  }

  void fold_filters(const float* w, float* to) const {
    each_tap([&](int64_t at, int64_t tap, int64_t size) {
      if (tap < 0) return static_cast<void>(std::memset(to + at, 0, size * sizeof(float)));
      std::memcpy(to + at, w + tap, size * sizeof(float));
    });
  }

  void unfold_filters(const float* from, float* w) const {
    each_tap([&](int64_t at, int64_t tap, int64_t size) {
      if (tap >= 0) std::memcpy(w + tap, from + at, size * sizeof(float));
    });
  }

 private:
  WinogradTiles tiles() const {
    WinogradTiles t = WinogradTiles::of(small_, back_ ? g_.outputs : small_.channels, nullptr);
    if (back_) t.out[0] = small_.in[1], t.out[1] = small_.in[2];
    return t;
  }

  // Zeros where the larger image ends.
  void fold_row(const float* row, int64_t r1, float* to) const {
    const int64_t c = g_.channels;
    for (int64_t a = 0; a < small_.in[2]; a++, to += kFolds * c) {
      for (int64_t r = 0; r < 2; r++) {
        const int64_t i2 = 2 * a + r - g_.before[2];
        float* place = to + Folds::place(r1, r) * c;
        if (row && i2 >= 0 && i2 < g_.in[2]) {
          std::memcpy(place, row + i2 * c, c * sizeof(float));
        } else {
          std::memset(place, 0, c * sizeof(float));
        }
      }
    }
  }

  // Whether a window holds what is `at` positions behind where the padding begins.
  bool is_seen(int axis, int64_t at) const { return at < 2 * (g_.out[axis] - 1) + g_.kernel[axis]; }

  void finish(const float* from, const float* bias, float* to) const {
    for (int64_t k = 0; k < g_.channels; k += kLanes) {
      const int64_t lanes = g_.channels - k;
      Vec v = from ? load_first(from + k, lanes) : Vec{};
      if (bias) v += load_first(bias + k, lanes);
      store_first(to + k, g_.has_relu() ? relu(v) : v, lanes);
    }
  }

  // f(where the smaller filters' (channels, outputs) of a tap and r stand, where the larger ones' or -1, their elements)
  template <typename F>
  void each_tap(const F& f) const {
    const int64_t size = g_.channels * g_.outputs;
    for (int64_t i = 0; i < small_.taps() * kFolds; i++) {
      const int64_t tap = i / kFolds, r1 = i / 2 % 2, r2 = i % 2, k1 = 2 * (tap / 3) + r1, k2 = 2 * (tap % 3) + r2;
      f((tap * kFolds + Folds::place(r1, r2)) * size, k1 < g_.kernel[1] && k2 < g_.kernel[2] ? (k1 * g_.kernel[2] + k2) * size : -1, size);
    }
  }

  const Geometry& g_;
  Geometry small_;
  bool back_;
};

// Whether the gradient of filters was found so: x, dy -> dw[, db].
bool filter_by_folding(const Geometry& g, const Array* inputs, const Array* outputs, Workers& workers) {
  const Folded folded(g, false);
  if (!folded.pays()) return false;
  Scratch image(folded.image_size()), filters(folded.filters_size());
  folded.fold_image(inputs[0].data, image.data(), workers);
  float* db = g.has_bias() ? outputs[1].data : nullptr;
  WinogradFilter<3> way(folded.small(), image.data(), inputs[1].data, filters.data(), db, workers, folded.folds());
  if (!way.run()) return false;
  folded.unfold_filters(filters.data(), outputs[0].data);
  return true;
}

}  // namespace
}  // namespace tenfold
