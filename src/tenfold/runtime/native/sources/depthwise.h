// Depthwise convolution: each channel (groups == channels) with `multiplier` filters of its own, and its gradients.
//
// Bound by memory: every array is read or written once, whole rows at a time, while the rows that a window covers are
// in cache. Output and input gradient are the same loop: each element is a sum over the taps that meet it. With a
// multiplier above one, everything is done once for each m < multiplier on rows dealt out to have channels only.
#pragma once

#include "windows.h"

namespace tenfold {
namespace {

// to[i] = from[i * step], and back.
inline void deal(const float* from, int64_t step, int64_t count, float* to) {
  for (int64_t i = 0; i < count; i++) to[i] = from[i * step];
}
inline void undeal(const float* from, int64_t step, int64_t count, float* to) {
  for (int64_t i = 0; i < count; i++) to[i * step] = from[i];
}

// A row that is summed over, and the taps of the kernel's innermost axis that go with it.
struct Source {
  const float *row, *taps;
};

// What the rows of a result have in common.
struct Line {
  const Taps* taps;      // of each position
  int64_t positions;
  int64_t apart;         // from a position to the next one that may have the same taps
  int64_t source_step;   // elements of a source between those two
  int64_t channels;
};

// `P` positions with the same taps, at the channels from c on. `start`: the bias or null.
template <int P, typename V>
TENFOLD_INLINE void depthwise_block(const Line& line, const Source* sources, int64_t count, const Taps& taps, int64_t c,
                                    const float* start, bool with_relu, float* y) {
  V sums[P];
  TENFOLD_UNROLL for (int p = 0; p < P; p++) sums[p] = start ? read<V>(start + c) : V{};
  const int64_t tap_step = taps.step * line.channels, at_step = taps.at_step * line.channels;
  for (int64_t i = 0; i < count; i++) {
    const float* w = sources[i].taps + taps.first * line.channels + c;
    const float* x = sources[i].row + taps.at * line.channels + c;
    for (int64_t k = 0; k < taps.count; k++, w += tap_step, x += at_step) {
      const V weight = read<V>(w);
      TENFOLD_UNROLL for (int p = 0; p < P; p++) sums[p] += weight * read<V>(x + p * line.source_step);
    }
  }
  TENFOLD_UNROLL for (int p = 0; p < P; p++) {
    write(y + p * line.apart * line.channels + c, with_relu ? relu(sums[p]) : sums[p]);
  }
}

template <int P>
void depthwise_positions(const Line& line, const Source* sources, int64_t count, int64_t position, const float* start,
                         bool with_relu, float* y) {
  const Taps taps = line.taps[position];
  over_channels(line.channels, [&](int64_t c, auto lanes, int64_t) {
    depthwise_block<P, decltype(lanes)>(line, sources, count, taps, c, start, with_relu, y + position * line.channels);
  });
}

// A row of the result.
inline void depthwise_line(const Line& line, const Source* sources, int64_t count, const float* start, bool with_relu,
                           float* y) {
  const auto like = [&](int64_t p, int64_t run) {
    const int64_t last = p + (run - 1) * line.apart;
    return last < line.positions && same_taps(line.taps[p], line.taps[last]);
  };
  for (int64_t phase = 0; phase < smaller(line.apart, line.positions); phase++) {
    for (int64_t p = phase, run; p < line.positions; p += run * line.apart) {
      for (run = 8; run > 1 && !like(p, run);) run /= 2;
      if (run == 8) depthwise_positions<8>(line, sources, count, p, start, with_relu, y);
      if (run == 4) depthwise_positions<4>(line, sources, count, p, start, with_relu, y);
      if (run == 2) depthwise_positions<2>(line, sources, count, p, start, with_relu, y);
      if (run == 1) depthwise_positions<1>(line, sources, count, p, start, with_relu, y);
    }
  }
}

// Rows that were dealt out, m after m.
class Dealt {
 public:
  Dealt(const float* from, int64_t multiplier, int64_t count)
      : memory_(multiplier > 1 && from ? multiplier * count : 0), from_(from), count_(count) {
    for (int64_t m = 0; m < multiplier && multiplier > 1 && from; m++) {
      deal(from + m, multiplier, count, memory_.data() + m * count);
      from_ = memory_.data();
    }
  }
  const float* of(int64_t m) const { return from_ ? from_ + m * count_ : nullptr; }

 private:
  Scratch memory_;
  const float* from_;
  int64_t count_;
};

// Memory for sources: rows and filters.
class Sources {
 public:
  explicit Sources(int64_t most) : memory_(ceil_div(most * static_cast<int64_t>(sizeof(Source)), sizeof(float))) {}
  Source& operator[](int64_t i) { return data()[i]; }
  Source* data() { return reinterpret_cast<Source*>(memory_.data()); }

 private:
  Scratch memory_;
};

// x, w[, bias] -> y
inline void depthwise_forward(const Geometry& g, const Array* in, const Array* out, Workers& workers) {
  if (!out->size) return;
  const int64_t channels = g.channels, multiplier = g.outputs / channels, row = g.in[2] * channels;
  const int64_t y_row = g.out[2] * channels, image = g.in[0] * g.in[1] * row;
  const Dealt w(in[1].data, multiplier, g.taps() * channels), bias(g.has_bias() ? in[2].data : nullptr, multiplier, channels);
  const TapTable table(g, taps_of_window, g.out[2]);
  const Line line{table.data(), g.out[2], 1, g.stride[2] * channels, channels};
  divide(workers, g.batch * g.out[0] * g.out[1], g.taps() * y_row * multiplier, [&](int64_t begin, int64_t end) {
    Rows rows(most_rows(g, g.in));
    Sources sources(most_rows(g, g.in));
    const Scratch part(multiplier > 1 ? y_row : 0);
    for (int64_t i = begin; i < end; i++) {
      const int64_t a = i / g.out[1] % g.out[0], b = i % g.out[1];
      rows.find(g, taps_of_window(g, 0, a), taps_of_window(g, 1, b), g.in[1]);
      float* y = out->data + i * y_row * multiplier;
      for (int64_t m = 0; m < multiplier; m++) {
        for (int64_t r = 0; r < rows.count(); r++) {
          sources[r] = {in[0].data + i / (g.out[0] * g.out[1]) * image + rows[r].index * row,
                        w.of(m) + rows[r].tap * g.kernel[2] * channels};
        }
        float* target = multiplier > 1 ? part.data() : y;
        depthwise_line(line, sources.data(), rows.count(), bias.of(m), g.has_relu(), target);
        if (multiplier > 1) undeal(target, multiplier, y_row, y + m);
      }
    }
  });
}

// w, dy -> dx
inline void depthwise_backprop_input(const Geometry& g, const Array* in, const Array* out, Workers& workers) {
  if (!out->size) return;
  const int64_t channels = g.channels, multiplier = g.outputs / channels, row = g.in[2] * channels;
  const int64_t dy_row = g.out[2] * channels, image = g.pixels() * g.outputs, most = most_rows(g, g.out);
  const Dealt w(in[0].data, multiplier, g.taps() * channels);
  const TapTable table(g, taps_on_input, g.in[2]);
  const Line line{table.data(), g.in[2], g.stride[2], channels, channels};
  divide(workers, g.batch * g.in[0] * g.in[1], g.taps() * row * multiplier, [&](int64_t begin, int64_t end) {
    Rows rows(most);
    Sources sources(most * multiplier);
    const Scratch dealt(multiplier > 1 ? most * multiplier * dy_row : 0);
    for (int64_t i = begin; i < end; i++) {
      rows.find(g, taps_on_input(g, 0, i / g.in[1] % g.in[0]), taps_on_input(g, 1, i % g.in[1]), g.out[1]);
      for (int64_t r = 0; r < rows.count(); r++) {
        const float* dy = in[1].data + i / (g.in[0] * g.in[1]) * image + rows[r].index * dy_row * multiplier;
        for (int64_t m = 0; m < multiplier; m++) {
          const int64_t s = r * multiplier + m;
          if (multiplier > 1) deal(dy + m, multiplier, dy_row, dealt.data() + s * dy_row);
          sources[s] = {multiplier > 1 ? dealt.data() + s * dy_row : dy, w.of(m) + rows[r].tap * g.kernel[2] * channels};
        }
      }
      depthwise_line(line, sources.data(), rows.count() * multiplier, nullptr, false, out->data + i * row);
    }
  });
}

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
inline void filter_chunk(const Geometry& g, const Taps* table, const Array* in, int64_t begin, int64_t end, float* chunk) {
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
