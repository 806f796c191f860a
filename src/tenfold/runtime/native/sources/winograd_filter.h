// The gradient for 3x3 and 5x5 filters with a quarter or a third of the products: the adjoint of winograd.h.
//
// Inputs and gradients of outputs of a band of tiles are brought to 36 points. At each, inputs times gradients (depth x
// tiles times tiles x channels) are added to what earlier bands gave; at the end of a chunk the sums go back to filters.
// A sum is made tile after tile, and sizes alone divide chunks: the number of threads changes nothing.
#pragma once

#include "exchanged.h"
#include "filter_gradient.h"
#include "winograd_tiles.h"

namespace tenfold {
namespace {

template <int kTaps>
class WinogradFilter {
 public:
  WinogradFilter(const Geometry& g, const float* x, const float* dy, float* dw, float* db, Workers& workers,
                 const Folds& folds = {})
      : g_(g), folds_(folds), tiles_(WinogradTiles::of(g, g.channels, x)), dy_(dy), dw_(dw), db_(db), workers_(workers) {
    packing_ = {g.channels, g.outputs};
    whole_depth_ = round_up(g.channels, kLanes);
    sums_step_ = packing_.group() + kApart;
    const int64_t points = kPoints * workers.count() / (kPositions * (whole_depth_ + packed_width(g.outputs)));
    band_ = smaller(tiles_.count(), larger(kFewest, points));
    inputs_step_ = band_ * whole_depth_ + kApart;
    gradients_step_ = band_ * packed_width(g.outputs) + kApart;
  }

  // Whether all gradients are finite. An infinity or a NaN spreads over all taps.
  bool run() {
    Scratch sums(kPositions * sums_step_), bias(packed_width(g_.outputs));
    Scratch inputs(kPositions * inputs_step_), gradients((kPositions + 1) * gradients_step_);
    bool finite = true;
    for (int64_t chunk = 0; chunk < tiles_.count() && finite; chunk += kChunk) {
      const int64_t end = smaller(tiles_.count(), chunk + kChunk);
      std::memset(bias.data(), 0, packed_width(g_.outputs) * sizeof(float));
      for (int64_t first = chunk; first < end; first += band_) {
        const int64_t count = smaller(band_, end - first);
        gather(first, count, inputs.data(), gradients.data());
        multiply(count, inputs.data(), gradients.data(), first == chunk, sums.data());
        if (db_) add_bias(count, gradients.data() + kPositions * gradients_step_, bias.data());
      }
      for (int64_t k = 0; db_ && k < g_.outputs; k++) db_[k] = chunk ? db_[k] + bias.data()[k] : bias.data()[k];
      finite = write(sums.data(), chunk > 0);
    }
    return finite;
  }

 private:
  static constexpr int kOut = outputs_of_taps(kTaps);
  static constexpr int64_t kChunk = 4096;        // tiles summed up one after the other: of more, rounding would show
  static constexpr int64_t kPoints = 96 * 1024;  // of a thread in a band: they stay in its second cache
  static constexpr int64_t kFewest = 48;         // tiles of a band: each meets all sums
  static constexpr int64_t kTilesOfPart = 8;     // tiles that a part brings to the points
  static constexpr int64_t kInputs = 32;         // input channels whose sums a part brings back

  // Tiles [first, first + count): inputs by point, tile and channel; gradients by point, block, tile and channel of the
  // block, and as a 37th point each tile's sums.
  void gather(int64_t first, int64_t count, float* inputs, float* gradients) const {
    spread(workers_, ceil_div(count, kTilesOfPart), [&](int64_t part) {
      Scratch memory(patch_size(kWinogradIn, larger(g_.channels, g_.outputs)));
      for (int64_t t = part * kTilesOfPart; t < smaller(count, (part + 1) * kTilesOfPart); t++) {
        gather_inputs(tiles_, first + t, inputs + t * whole_depth_, inputs_step_, memory.data());
        gather_gradients(first + t, t, count, gradients, memory.data());
      }
    });
  }

  void gather_gradients(int64_t tile, int64_t t, int64_t count, float* gradients, float* memory) const {
    const Place p = place_of(tiles_, tile);
    const Images images{dy_, tiles_.images, tiles_.out[0], tiles_.out[1], g_.outputs};
    const Patch patch = patch_of(images, p.image, p.row, p.column, kOut, memory);
    for (int64_t k = 0; k < g_.outputs; k += kLanes) {
      const int64_t block = k / kBlock * kBlock, width = block_width(g_.outputs, block);
      float* to = gradients + block * count + t * width + (k - block);
      const Vec sum = to_points<kOut>(kPlain, patch.data + k, patch.row, patch.column, to, gradients_step_);
      store(to + kPositions * gradients_step_, sum);
    }
  }

  void multiply(int64_t count, const float* inputs, const float* gradients, bool clear, float* sums) const {
    const int64_t blocks = packing_.blocks(), shares = smaller(blocks, ceil_div(4 * workers_.count(), kPositions));
    spread(workers_, kPositions * shares, [&](int64_t i) {
      const int64_t point = i / shares, share = i % shares;
      Products p{};
      const auto range = folds_.range(static_cast<int>(point), g_.channels);
      p.x = inputs + point * inputs_step_ + range.first, p.x_step = whole_depth_, p.rows = 1, p.columns = count;
      for (int64_t b = blocks * share / shares; b < blocks * (share + 1) / shares; b++) {
        const int64_t k = b * kBlock, width = block_width(g_.outputs, k);
        p.dy = gradients + point * gradients_step_ + k * count;
        p.sums = sums + point * sums_step_ + k * g_.channels;
        if (clear) std::memset(p.sums, 0, g_.channels * width * sizeof(float));
        p.sums += range.first * width;
        add_run(p, range.end - range.first, static_cast<int>(width / kLanes));
      }
    });
  }

  void add_bias(int64_t count, const float* gradients, float* bias) const {
    for (int64_t k = 0; k < g_.outputs; k += kLanes) {
      const int64_t block = k / kBlock * kBlock, width = block_width(g_.outputs, block);
      const float* from = gradients + block * count + (k - block);
      Vec sum = load(bias + k);
      for (int64_t t = 0; t < count; t++) sum += load(from + t * width);
      store(bias + k, sum);
    }
  }

  // The filters of a chunk's sums, stored or added to those of the chunks before.
  bool write(const float* sums, bool add) const {
    const int64_t parts = ceil_div(g_.channels, kInputs);
    Scratch strange(packing_.blocks() * parts);
    spread(workers_, packing_.blocks() * parts, [&](int64_t i) {
      const int64_t k = i / parts * kBlock, width = block_width(g_.outputs, k), first = i % parts * kInputs;
      const int64_t vectors = ceil_div(smaller(width, g_.outputs - k), kLanes);
      Vec found = {};
      for (int64_t c = first; c < smaller(g_.channels, first + kInputs); c++) {
        for (int64_t v = k; v < k + vectors * kLanes; v += kLanes) {
          const float* from = sums + k * g_.channels + c * width + (v - k);
          found += write_filters(from, dw_ + c * g_.outputs + v, g_.outputs - v, add);
        }
      }
      strange.data()[i] = sum_of_lanes(found);
    });
    for (int64_t i = 0; i < packing_.blocks() * parts; i++) {
      if (strange.data()[i] != 0) return false;
    }
    return true;
  }

  // Zero where all of them are finite.
  Vec write_filters(const float* sums, float* dw, int64_t lanes, bool add) const {
    Vec filters[kTaps][kTaps], strange = {};
    from_points(kOverDistances, sums, sums_step_, filters);
    for (int tap = 0; tap < kTaps * kTaps; tap++) {
      const Vec filter = filters[tap / kTaps][tap % kTaps];
      float* to = dw + tap * g_.channels * g_.outputs;
      store_first(to, add ? filter + load_first(to, lanes) : filter, lanes);
      strange += 0.0f * filter;
    }
    return strange;
  }

  const Geometry& g_;
  const Folds folds_;
  const WinogradTiles tiles_;
  const float* dy_;
  float *dw_, *db_;
  Workers& workers_;
  Packing packing_;  // of one point's sums
  int64_t whole_depth_, sums_step_, band_, inputs_step_, gradients_step_;
};

// By sizes alone.
bool winograd_filter_pays(const Geometry& g) {
  if (!fits_winograd(g) || !g.channels) return false;
  const double pixels = static_cast<double>(g.batch * g.pixels()), width = static_cast<double>(packed_width(g.outputs));
  const double direct = pixels * static_cast<double>(g.taps() * g.channels) * width;
  return kGain * winograd_cost(WinogradTiles::of(g, g.channels, nullptr), g.outputs) < direct;
}

// Whether it was done so.
bool filter_by_winograd(const Geometry& g, const Array* inputs, const Array* outputs, Workers& workers) {
  if (!winograd_filter_pays(g)) return false;
  const float *x = inputs[0].data, *dy = inputs[1].data;
  float *dw = outputs[0].data, *db = g.has_bias() ? outputs[1].data : nullptr;
  return g.kernel[1] == 3 ? WinogradFilter<3>(g, x, dy, dw, db, workers).run()
                          : WinogradFilter<5>(g, x, dy, dw, db, workers).run();
}

void backprop_filter(const Geometry& g, const Array* inputs, const Array* outputs, Workers& workers) {
  if (filter_by_exchange(g, inputs, outputs, workers) || filter_by_winograd(g, inputs, outputs, workers)) return;
  filter_gradient(g, inputs, outputs, workers);
}

}  // namespace
}  // namespace tenfold
