// Convolution by 3x3 filters with a quarter of the products, by 5x5 filters with a third. See winograd_transforms.h.
//
// Tiles of outputs in bands: a band's inputs are brought to 36 points, at each of which a block of output channels
// is a product of matrices (tiles x depth times depth x channels), and what that gives is brought back and stored.
#pragma once

#include "winograd_tiles.h"

namespace tenfold {
namespace {

template <int kTaps>
class Winograd {
 public:
  // Of a folded image's filters, or back to one.
  Winograd(const Correlation& c, Workers& workers, const Folds& inputs = {}, const Folds& outputs = {})
      : c_(c), workers_(workers), inputs_(inputs), outputs_(outputs), tiles_(WinogradTiles::of(c, c.depth, c.x)), packing_{kTaps * kTaps * c.depth, c.outputs} {
    whole_depth_ = round_up(c.depth, kLanes);
    filter_step_ = c.depth * packed_width(c.outputs) + kApart;
    int64_t band = larger(kFewest, smaller(kMost, kPoints / (kPositions * whole_depth_)));
    while (band > kLeast && ceil_div(tiles_.count(), band) < 2 * workers.count()) band = (band + 1) / 2;
    bands_ = ceil_div(tiles_.count(), band);
    shares_ = smaller(packing_.blocks(), ceil_div(2 * workers.count(), bands_));
  }

  // Whether all that was stored is finite. An infinity or a NaN spreads over the tiles that it meets.
  bool run() {
    Scratch filters(kPositions * filter_step_), strange(bands_ * shares_);
    transform_filters(filters.data());
    spread(workers_, bands_ * shares_, [&](int64_t i) {
      const int64_t b = i / shares_, share = i % shares_, tiles = tiles_.count(), blocks = packing_.blocks();
      strange.data()[i] = run_band(tiles * b / bands_, tiles * (b + 1) / bands_, blocks * share / shares_,
                                   blocks * (share + 1) / shares_, filters.data());
    });
    for (int64_t i = 0; i < bands_ * shares_; i++) {
      if (strange.data()[i] != 0) return false;
    }
    return true;
  }

 private:
  static constexpr int kOut = outputs_of_taps(kTaps);
  static constexpr int64_t kPoints = 80 * 1024;       // transformed inputs of a band: most of the second cache
  static constexpr int64_t kFewest = 24, kMost = 96;  // tiles of a band: each meets all filters
  static constexpr int64_t kLeast = 12;               // where there are many threads
  static constexpr int64_t kFilters = 32;             // input channels of a part of the filters' transformation

  // From the packing of the direct kernel to the same packing at each point.
  void transform_filters(float* to) const {
    const int64_t parts = ceil_div(c_.depth, kFilters);
    spread(workers_, packing_.blocks() * parts, [&](int64_t i) {
      const int64_t k = i / parts * kBlock, width = block_width(c_.outputs, k), first = i % parts * kFilters;
      const float* from = c_.weights + k * packing_.rows;
      for (int64_t j = first * width; j < smaller(c_.depth, first + kFilters) * width; j += kLanes) {
        const int64_t tap = c_.depth * width;
        to_points<kTaps>(kOverDistances, from + j, kTaps * tap, tap, to + k * c_.depth + j, filter_step_);
      }
    });
  }

  // Tiles [first, last), blocks [block, end) of output channels. Zero where all outputs are finite.
  float run_band(int64_t first, int64_t last, int64_t block, int64_t end, const float* filters) const {
    const int64_t count = last - first, points_step = count * whole_depth_ + kApart;
    Scratch points(kPositions * points_step), products(kPositions * (count * kBlock + kApart));
    Scratch patch(patch_size(kWinogradIn, c_.depth));
    for (int64_t t = first; t < last; t++) {
      gather_inputs(tiles_, t, points.data() + (t - first) * whole_depth_, points_step, patch.data());
    }
    float strange = 0;
    for (int64_t k = block * kBlock; k < smaller(c_.outputs, end * kBlock); k += kBlock) {
      const int64_t width = block_width(c_.outputs, k), step = count * width + kApart;
      multiply(k, points.data(), points_step, filters + k * c_.depth, count, width, products.data(), step);
      for (int64_t v = k; v < smaller(c_.outputs, k + width); v += kLanes) {
        strange += write(products.data() + (v - k), width, step, first, last, v);
      }
    }
    return strange;
  }

  // At each point, tiles times the block of output channels from k on.
  void multiply(int64_t k, const float* points, int64_t points_step, const float* filters, int64_t count, int64_t width,
                float* products, int64_t step) const {
    const Tap all_of_it{0, 0};
    Tile tile{};
    tile.x_step = whole_depth_, tile.taps = &all_of_it, tile.n_taps = 1;
    tile.y_step = width, tile.lanes = width;
    for (int p = 0; p < kPositions; p++) {
      const auto depth = inputs_.range(p, c_.depth), found = outputs_.range(p, c_.outputs);
      tile.y = products + p * step;
      if (k >= found.end || k + width <= found.first) {
        std::memset(tile.y, 0, count * width * sizeof(float));
        continue;
      }
      tile.x = points + p * points_step + depth.first, tile.run = depth.end - depth.first;
      tile.w = filters + p * filter_step_ + depth.first * width;
      run_row(tile, count, static_cast<int>(width / kLanes));
    }
  }

  // Brings a vector of output channels from the points to y. Zero where all of it is finite.
  float write(const float* products, int64_t width, int64_t step, int64_t first, int64_t last, int64_t k) const {
    const int64_t lanes = smaller(kLanes, c_.outputs - k);
    const Vec bias = c_.bias ? load_first(c_.bias + k, lanes) : Vec{};
    Vec strange = {};
    for (int64_t t = first; t < last; t++, products += width) {
      const Place p = place_of(tiles_, t);
      const int64_t rows = smaller(kOut, c_.out[1] - p.row);
      const int64_t columns = smaller(kOut, c_.out[2] - p.column);
      float* y = c_.y + p.image / c_.out[0] * c_.y_batch + p.image % c_.out[0] * c_.y_step[0] + p.row * c_.y_step[1] +
                 p.column * c_.y_step[2] + k;
      const bool whole = rows == kOut && columns == kOut && lanes == kLanes;
      strange += whole ? write_tile<true>(products, step, bias, y, kOut, kOut, kLanes)
                       : write_tile<false>(products, step, bias, y, rows, columns, lanes);
    }
    return sum_of_lanes(strange);
  }

  template <bool whole>
  Vec write_tile(const float* products, int64_t step, Vec bias, float* to, int64_t rows, int64_t columns,
                 int64_t lanes) const {
    Vec y[kOut][kOut], strange = {};
    from_points(kPlain, products, step, y);
    TENFOLD_UNROLL for (int r = 0; r < kOut; r++) {
      TENFOLD_UNROLL for (int s = 0; s < kOut; s++) {
        if (!whole && (r >= rows || s >= columns)) continue;
        const Vec sum = y[r][s] + bias;
        strange += 0.0f * sum;
        store_first(to + r * c_.y_step[1] + s * c_.y_step[2], c_.relu ? relu(sum) : sum, whole ? kLanes : lanes);
      }
    }
    return strange;
  }

  const Correlation& c_;
  Workers& workers_;
  const Folds inputs_, outputs_;
  const WinogradTiles tiles_;
  const Packing packing_;
  int64_t whole_depth_, filter_step_, bands_, shares_;
};

// Pairs of an output row and a row of the filter that meet the image: the direct way leaves out the others.
TENFOLD_INLINE int64_t rows_met(const Correlation& c) {
  int64_t count = 0;
  for (int64_t k = 0; k < c.kernel[1]; k++) {
    count += larger(0, smaller(c.out[1], c.in[1] + c.before[1] - k) - larger(0, c.before[1] - k));
  }
  return count;
}

// By sizes alone.
bool winograd_pays(const Correlation& c) {
  if (!fits_winograd(c) || !c.depth) return false;
  const double rows = static_cast<double>(c.batch * c.out[0] * rows_met(c));
  const double width = static_cast<double>(packed_width(c.outputs));
  const double direct = rows * static_cast<double>(c.kernel[2] * c.out[2] * c.depth) * width;
  return kGain * winograd_cost(WinogradTiles::of(c, c.depth, c.x), c.outputs) < direct;
}

// Whether it was done so.
bool by_winograd(const Correlation& c, Workers& workers) {
  if (!winograd_pays(c)) return false;
  return c.kernel[1] == 3 ? Winograd<3>(c, workers).run() : Winograd<5>(c, workers).run();
}

}  // namespace
}  // namespace tenfold
