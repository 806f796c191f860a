// The gradient of filters with fewer outputs than a vector has lanes, such as those of a network's last layer that makes
// grey images: input and gradient of the output change places, so that the lanes hold input channels.
//
// dw[t, c, k] = sum over o of x[o + t - before, c] dy[o, k] = sum over q of dy[q + before - t, k] x[q, c]: the gradient for
// filters that meet dy, their taps in reverse order.
#pragma once

#include "filter_gradient.h"
#include "winograd_tiles.h"

namespace tenfold {
namespace {

class Exchanged {
 public:
  Exchanged(const Geometry& g, Workers& workers) : g_(g), workers_(workers), other_(g) {
    other_.channels = g.outputs, other_.outputs = g.channels, other_.flags = 0;
    for (int i = 0; i < 3; i++) {
      other_.in[i] = g.out[i], other_.out[i] = g.in[i];
      other_.before[i] = (g.kernel[i] - 1) * g.dilation[i] - g.before[i];
    }
  }

  // By sizes alone.
  bool pays() const {
    if (g_.groups != 1 || !g_.channels || !g_.outputs || !g_.batch || !g_.pixels() || !g_.input_pixels() || !g_.taps()) return false;
    for (int i = 0; i < 3; i++) {
      if (g_.stride[i] != 1 || other_.before[i] < 0) return false;
    }
    const double cost = cost_of(other_);
    if (fits_winograd(g_) && winograd_cost(WinogradTiles::of(g_, g_.channels, nullptr), g_.outputs) < cost) return false;
    return kLess * cost <= cost_of(g_);
  }

  // Whether all gradients are finite. An infinity or a NaN of x meets zeros beyond the edges of dy.
  bool run(const float* x, const float* dy, float* dw, float* db) const {
    const int64_t size = g_.channels * g_.outputs;
    Scratch turned(g_.taps() * size);
    FilterGradient(other_, dy, x, nullptr, turned.data(), nullptr, workers_).run();
    float strange = 0;
    for (int64_t t = 0; t < g_.taps(); t++) {
      const float* from = turned.data() + (g_.taps() - 1 - t) * size;
      for (int64_t i = 0; i < size; i++) {
        dw[t * size + i] = from[i % g_.outputs * g_.channels + i / g_.outputs];
        strange += 0.0f * dw[t * size + i];
      }
    }
    if (strange != 0) return false;
    if (db) sum_up(dy, db);
    return true;
  }

 private:
  static constexpr double kLess = 2;

  // Of the direct way: lanes that are multiplied, those that hold nothing too.
  static double cost_of(const Geometry& g) {
    const double products = static_cast<double>(g.batch * g.pixels() * g.taps() * g.channels);
    return products * static_cast<double>(packed_width(g.outputs));
  }

  // The sums of images, in order.
  void sum_up(const float* dy, float* db) const {
    const int64_t outputs = g_.outputs;
    Scratch sums(g_.batch * outputs);
    spread(workers_, g_.batch, [&](int64_t n) { sum_image(dy + n * g_.pixels() * outputs, sums.data() + n * outputs); });
    for (int64_t k = 0; k < outputs; k++) {
      double total = 0;
      for (int64_t n = 0; n < g_.batch; n++) total += sums.data()[n * outputs + k];
      db[k] = static_cast<float>(total);
    }
  }

  // Pixels as many at a time as vectors are made of whole ones.
  void sum_image(const float* dy, float* sums) const {
    const int64_t outputs = g_.outputs, size = g_.pixels() * outputs;
    Scratch memory(outputs * kLanes);
    float* rows = memory.data();
    std::memset(rows, 0, outputs * kLanes * sizeof(float));
    int64_t at = 0;
    for (; at + outputs * kLanes <= size; at += outputs * kLanes) {
      for (int64_t i = 0; i < outputs * kLanes; i += kLanes) store(rows + i, load(rows + i) + load(dy + at + i));
    }
    for (int64_t i = 0; at < size; at++, i++) rows[i] += dy[at];
    for (int64_t k = 0; k < outputs; k++) {
      sums[k] = 0;
      for (int64_t i = k; i < outputs * kLanes; i += outputs) sums[k] += rows[i];
    }
  }

  const Geometry& g_;
  Workers& workers_;
  Geometry other_;
};

// Whether it was done so.
bool filter_by_exchange(const Geometry& g, const Array* inputs, const Array* outputs, Workers& workers) {
  const Exchanged way(g, workers);
  if (!way.pays()) return false;
  return way.run(inputs[0].data, inputs[1].data, outputs[0].data, g.has_bias() ? outputs[1].data : nullptr);
}

}  // namespace
}  // namespace tenfold
