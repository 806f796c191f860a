// The gradient of a depthwise convolution's filters.
//
// Sums of up to 3 x 3 taps stay in registers while a run of positions goes by. Rows are cut into chunks by the geometry
// alone; each chunk has sums of its own, which are added in the order of the chunks: the same at any number of threads.
#pragma once

#include "windows.h"

namespace tenfold {
namespace {

constexpr int64_t kFilterChunks = 32;  // at most: partial sums belong to chunks of rows and are added in their order

// Sums of one chunk: for each m, for each tap (and one more for the bias), slots(channels).
struct FilterSums {
  const Geometry& g;
  const int64_t slots_, lines;
  explicit FilterSums(const Geometry& g) : g(g), slots_(slots(g.channels)), lines(g.taps() + 1) {}
  int64_t size() const { return g.outputs / g.channels * lines * slots_; }
  float* line(float* chunk, int64_t m, int64_t tap) const { return chunk + (m * lines + tap) * slots_; }
};

// Adds to the sums of R x T taps, over `count` positions with the same taps, at the channels from c on.
template <int R, int T, typename V>
TENFOLD_INLINE void filter_block(const float* const* x, int64_t x_step, int64_t tap_step, const float* dy,
                                 int64_t channels, int64_t count, float* const* sums, int64_t slots) {
  V total[R][T];
  TENFOLD_UNROLL for (int r = 0; r < R; r++) {
    TENFOLD_UNROLL for (int t = 0; t < T; t++) total[r][t] = read<V>(sums[r] + t * slots);
  }
  for (int64_t p = 0; p < count; p++) {
    const V d = read<V>(dy + p * channels);
    TENFOLD_UNROLL for (int r = 0; r < R; r++) {
      TENFOLD_UNROLL for (int t = 0; t < T; t++) total[r][t] += d * read<V>(x[r] + p * x_step + t * tap_step);
    }
  }
  TENFOLD_UNROLL for (int r = 0; r < R; r++) {
    TENFOLD_UNROLL for (int t = 0; t < T; t++) write(sums[r] + t * slots, total[r][t]);
  }
}

// `count` positions with the same taps, their rows and sums, cut to blocks of taps.
struct FilterRun {
  int64_t count, channels, x_step, tap_step, slots_;
  const float* dy;

  template <int R, int T>
  void block(const float* const* x, float* const* sums) const {
    over_channels(channels, [&](int64_t c, auto lanes, int64_t slot) {
      const float* from[R];
      float* to[R];
      for (int r = 0; r < R; r++) from[r] = x[r] + c, to[r] = sums[r] + slot;
      filter_block<R, T, decltype(lanes)>(from, x_step, tap_step, dy + c, channels, count, to, slots_);
    });
  }
  template <int R>
  void rows(const float* const* x, float* const* sums, int64_t taps) const {
    const float* from[R];
    float* to[R];
    for (int64_t t = 0, some; t < taps; t += some) {
      some = smaller(taps - t, 3);
      for (int r = 0; r < R; r++) from[r] = x[r] + t * tap_step, to[r] = sums[r] + t * slots_;
      if (some == 3) block<R, 3>(from, to);
      if (some == 2) block<R, 2>(from, to);
      if (some == 1) block<R, 1>(from, to);
    }
  }
};

constexpr int64_t kFilterRun = 16;  // positions: enough to be worth reading and writing the sums, few enough for L1

// One row of dy and the rows of x that its windows cover, added to the sums of one m. `bias`: its sums or null.
inline void filter_line(const Geometry& g, const Taps* table, const Rows& rows, const float* x, const float* dy,
                        float* sums, float* bias) {
  const int64_t channels = g.channels, slots_ = slots(channels);
  for (int64_t p = 0, run; p < g.out[2]; p += run) {
    const Taps taps = table[p];
    for (run = 1; run < kFilterRun && p + run < g.out[2] && same_taps(taps, table[p + run]);) run++;
    const FilterRun f{run, channels, g.stride[2] * channels, taps.at_step * channels, slots_, dy + p * channels};
    for (int64_t r = 0, some; r < rows.count(); r += some) {
      some = smaller(rows.count() - r, 3);
      const float* from[3];
      float* to[3];
      for (int64_t i = 0; i < some; i++) {
        from[i] = x + (rows[r + i].index * g.in[2] + taps.at) * channels;
        to[i] = sums + (rows[r + i].tap * g.kernel[2] + taps.first) * slots_;
      }
      if (some == 3) f.rows<3>(from, to, taps.count);
      if (some == 2) f.rows<2>(from, to, taps.count);
      if (some == 1) f.rows<1>(from, to, taps.count);
    }
    if (!bias) continue;
    over_channels(channels, [&](int64_t c, auto lanes, int64_t slot) {
      decltype(lanes) total = read<decltype(lanes)>(bias + slot);
      for (int64_t i = 0; i < run; i++) total += read<decltype(lanes)>(f.dy + i * channels + c);
      write(bias + slot, total);
    });
  }
}

// The rows of one chunk.
inline void filter_chunk(const Geometry& g, const Taps* table, const Array* in, int64_t begin, int64_t end,
                         float* chunk) {
  const int64_t multiplier = g.outputs / g.channels, dy_row = g.out[2] * g.channels;
  const FilterSums sums(g);
  std::memset(chunk, 0, sums.size() * sizeof(float));
  Rows rows(most_rows(g, g.in));
  const Scratch part(multiplier > 1 ? dy_row : 0);
  for (int64_t i = begin; i < end; i++) {
    rows.find(g, taps_of_window(g, 0, i / g.out[1] % g.out[0]), taps_of_window(g, 1, i % g.out[1]), g.in[1]);
    const float* x = in[0].data + i / (g.out[0] * g.out[1]) * g.input_pixels() * g.channels;
    const float* dy = in[1].data + i * dy_row * multiplier;
    for (int64_t m = 0; m < multiplier; m++) {
      if (multiplier > 1) deal(dy + m, multiplier, dy_row, part.data());
      filter_line(g, table, rows, x, multiplier > 1 ? part.data() : dy, sums.line(chunk, m, 0),
                  g.has_bias() ? sums.line(chunk, m, g.taps()) : nullptr);
    }
  }
}

// x, dy -> dw[, db]
inline void depthwise_backprop_filter(const Geometry& g, const Array* in, const Array* out, Workers& workers) {
  if (!g.outputs) return;
  const int64_t multiplier = g.outputs / g.channels, rows = g.batch * g.out[0] * g.out[1];
  const FilterSums sums(g);
  const int64_t cost = g.taps() * g.out[2] * g.outputs;  // of a row
  const int64_t chunks = larger(1, smaller(smaller(rows, kFilterChunks), rows * cost / kWorthDividing));
  const Scratch all(chunks * sums.size());
  const TapTable table(g, taps_of_window, g.out[2]);
  divide(workers, chunks, cost * ceil_div(rows, chunks), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      filter_chunk(g, table.data(), in, rows * i / chunks, rows * (i + 1) / chunks, all.data() + i * sums.size());
    }
  });
  for (int64_t i = 1; i < chunks; i++) {
    for (int64_t j = 0; j < sums.size(); j++) all.data()[j] += all.data()[i * sums.size() + j];
  }
  for (int64_t m = 0; m < multiplier; m++) {
    for (int64_t tap = 0; tap < g.taps() + g.has_bias(); tap++) {
      float* target = tap < g.taps() ? out[0].data + tap * g.outputs : out[1].data;
      for (int64_t c = 0; c < g.channels; c++) {
        target[c * multiplier + m] = sums.line(all.data(), m, tap)[slot_of(c, g.channels)];
      }
    }
  }
}

}  // namespace
}  // namespace tenfold
