// Correlations with few outputs, such as the last layer of a network that makes images: in the direct way most lanes of
// a vector would hold nothing. Here the lanes hold taps: one product of matrices gives what every input pixel brings to
// each tap and output, and an output is the sum of what its pixels bring.
#pragma once

#include "correlation.h"

namespace tenfold {
namespace {

class FewOutputs {
 public:
  FewOutputs(const Correlation& c, Workers& workers)
      : c_(c), workers_(workers), packing_{c.depth, c.taps() * c.outputs} {
    step_ = packed_width(packing_.outputs);
    overlap_ = (c.kernel[1] - 1) * c.dilation[1];
    rows_ = smaller(c.out[1], larger(kBrought / larger(1, c.in[2] * step_) - overlap_, 4 * overlap_ + 1));
  }

  // By sizes alone.
  bool pays() const {
    if (c_.groups > 1 || c_.outputs > kMost || c_.taps() < 2 || c_.kernel[0] > 1) return false;
    if (!c_.batch || !c_.depth) return false;
    for (int i = 0; i < 3; i++) {
      if (c_.stride[i] != 1 || !c_.in[i] || !c_.out[i]) return false;
    }
    if ((rows_ + overlap_) * c_.in[2] * step_ > kRoom) return false;
    const double outputs = static_cast<double>(c_.out[1] * c_.out[2]), depth = static_cast<double>(c_.depth);
    const int64_t rows = c_.in[1] + ceil_div(c_.out[1], rows_) * overlap_;
    const double pixels = static_cast<double>(rows) * static_cast<double>(c_.in[2]);
    const double direct = outputs * depth * static_cast<double>(c_.taps() * packed_width(c_.outputs) / kLanes);
    const double sums = outputs * static_cast<double>(packing_.outputs);
    return kGain * (pixels * depth * static_cast<double>(step_ / kLanes) + kSum * sums) < direct;
  }

  void run() const {
    Scratch weights(packing_.group());
    pack(weights.data());
    const int64_t planes = c_.batch * c_.out[0];
    int64_t rows = rows_;
    while (rows > 4 * overlap_ + 4 && planes * ceil_div(c_.out[1], rows) < 2 * workers_.count()) rows = (rows + 1) / 2;
    const int64_t bands = ceil_div(c_.out[1], rows);
    spread(workers_, planes * bands, [&](int64_t i) {
      const int64_t first = i % bands * rows;
      run_band(weights.data(), i / bands, first, smaller(c_.out[1], first + rows));
    });
  }

 private:
  static constexpr int64_t kMost = 4;            // outputs
  static constexpr int64_t kBrought = 64 * 1024;  // elements that a band's pixels bring: they stay in the second cache
  static constexpr int64_t kRoom = 1024 * 1024;   // at most
  static constexpr double kGain = 1.25, kSum = 1.5;  // a scalar sum against a vector's product

  // From (taps, depth, a vector of outputs) to (depth, taps and outputs in blocks).
  void pack(float* to) const {
    std::memset(to, 0, packing_.group() * sizeof(float));
    const int64_t width = packed_width(c_.outputs);
    for (int64_t j = 0; j < packing_.outputs; j++) {
      const int64_t tap = j / c_.outputs, block = j / kBlock * kBlock;
      const float* from = c_.weights + tap * c_.depth * width + j % c_.outputs;
      float* column = to + block * c_.depth + (j - block);
      const int64_t apart = block_width(packing_.outputs, block);
      for (int64_t d = 0; d < c_.depth; d++) column[d * apart] = from[d * width];
    }
  }

  // Output rows [first, last) of a plane.
  void run_band(const float* weights, int64_t plane, int64_t first, int64_t last) const {
    const int64_t image = plane / c_.out[0], o0 = plane % c_.out[0], i0 = o0 - c_.before[0];
    const bool inside = i0 >= 0 && i0 < c_.in[0];
    const int64_t begin = larger(0, first - c_.before[1]);
    const int64_t end = inside ? smaller(c_.in[1], last - c_.before[1] + overlap_) : begin;
    const int64_t pixels = larger(0, end - begin) * c_.in[2];
    Scratch brought(pixels * step_ + kLanes), sums(c_.out[2] * c_.outputs);
    const int64_t row = (image * c_.in[0] + i0) * c_.in[1] + begin;
    if (pixels) multiply(c_.x + row * c_.in[2] * c_.depth, pixels, weights, brought.data());
    float* y = c_.y + image * c_.y_batch + o0 * c_.y_step[0];
    for (int64_t o1 = first; o1 < last; o1++) {
      for (int64_t i = 0; i < c_.out[2] * c_.outputs; i++) sums.data()[i] = c_.bias ? c_.bias[i % c_.outputs] : 0;
      for (int64_t k1 = 0; k1 < c_.kernel[1]; k1++) {
        const int64_t i1 = o1 - c_.before[1] + k1 * c_.dilation[1];
        if (i1 >= begin && i1 < end) add_row(brought.data() + (i1 - begin) * c_.in[2] * step_, k1, sums.data());
      }
      write_row(sums.data(), y + o1 * c_.y_step[1]);
    }
  }

  void multiply(const float* x, int64_t pixels, const float* weights, float* brought) const {
    const Tap all_of_it{0, 0};
    Tile tile{};
    tile.x_step = c_.depth, tile.taps = &all_of_it, tile.n_taps = 1, tile.run = c_.depth, tile.y_step = step_;
    for (int64_t k = 0; k < packing_.outputs; k += kBlock) {
      tile.lanes = block_width(packing_.outputs, k);
      tile.x = x, tile.w = weights + k * c_.depth, tile.y = brought + k;
      run_row(tile, pixels, static_cast<int>(tile.lanes / kLanes));
    }
  }

  void add_row(const float* brought, int64_t k1, float* sums) const {
    if (c_.outputs == 1) return add_row_of<1>(brought, k1, sums);
    if (c_.outputs == 2) return add_row_of<2>(brought, k1, sums);
    if (c_.outputs == 3) return add_row_of<3>(brought, k1, sums);
    add_row_of<4>(brought, k1, sums);
  }

  template <int kOutputs>
  void add_row_of(const float* brought, int64_t k1, float* sums) const {
    for (int64_t k2 = 0; k2 < c_.kernel[2]; k2++) {
      const int64_t shift = k2 * c_.dilation[2] - c_.before[2];
      const int64_t begin = larger(0, -shift), end = smaller(c_.out[2], c_.in[2] - shift);
      const float* from = brought + (begin + shift) * step_ + (k1 * c_.kernel[2] + k2) * kOutputs;
      float* to = sums + begin * kOutputs;
      for (int64_t o = begin; o < end; o++, from += step_, to += kOutputs) {
        TENFOLD_UNROLL for (int k = 0; k < kOutputs; k++) to[k] += from[k];
      }
    }
  }

  void write_row(const float* sums, float* y) const {
    for (int64_t o = 0; o < c_.out[2]; o++, y += c_.y_step[2]) {
      for (int64_t k = 0; k < c_.outputs; k++, sums++) y[k] = c_.relu && *sums < 0 ? 0 : *sums;
    }
  }

  const Correlation& c_;
  Workers& workers_;
  const Packing packing_;
  int64_t step_, overlap_, rows_;
};

// Whether it was done so.
bool by_few_outputs(const Correlation& c, Workers& workers) {
  const FewOutputs way(c, workers);
  if (!way.pays()) return false;
  way.run();
  return true;
}

}  // namespace
}  // namespace tenfold
