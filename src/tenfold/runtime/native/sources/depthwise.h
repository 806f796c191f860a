// Depthwise convolution: each channel (groups == channels) with `multiplier` filters of its own; its input gradient.
//
// Bound by memory: every array is read or written once, whole rows at a time, while the rows that a window covers are
// in cache. Output and input gradient are the same loop: each element is a sum over the taps that meet it. With a
// multiplier above one, everything is done once for each m < multiplier on rows dealt out to have channels only.
#pragma once

#include "depthwise_filter.h"  // the gradient of the filters
#include "windows.h"

namespace tenfold {
namespace {

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

// Adds T taps of one source to P positions, each element read once: tap t of position p lies at x + (p + t) * step.
template <int P, int T, typename V>
TENFOLD_INLINE void slide(const float* w, int64_t tap_step, const float* x, int64_t step, V* sums) {
  V weights[T];
  TENFOLD_UNROLL for (int t = 0; t < T; t++) weights[t] = read<V>(w + t * tap_step);
  TENFOLD_UNROLL for (int i = 0; i < P + T - 1; i++) {
    const V element = read<V>(x + i * step);
    TENFOLD_UNROLL for (int t = 0; t < T; t++) {
      if (i >= t && i - t < P) sums[i - t] += weights[t] * element;
    }
  }
}

// P positions with the same taps, at the channels from c on. T: as many taps that lie a source step apart, or 0.
// `start`: the bias or null.
template <int P, int T, typename V>
TENFOLD_INLINE void depthwise_block(const Line& line, const Source* sources, int64_t count, const Taps& taps, int64_t c,
                                    const float* start, bool with_relu, float* y) {
  V sums[P];
  TENFOLD_UNROLL for (int p = 0; p < P; p++) sums[p] = start ? read<V>(start + c) : V{};
  const int64_t tap_step = taps.step * line.channels, at_step = taps.at_step * line.channels;
  for (int64_t i = 0; i < count; i++) {
    const float* w = sources[i].taps + taps.first * line.channels + c;
    const float* x = sources[i].row + taps.at * line.channels + c;
    if (T && at_step > 0) {
      slide<P, T ? T : 1>(w, tap_step, x, at_step, sums);
      continue;
    }
    if (T) {  // the last tap first
      slide<P, T ? T : 1>(w + (T - 1) * tap_step, -tap_step, x + (T - 1) * at_step, -at_step, sums);
      continue;
    }
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
  const int64_t at_step = taps.at_step * line.channels;
  const bool slides = taps.count == 3 && (at_step == line.source_step || at_step == -line.source_step);
  y += position * line.channels;
  over_channels(line.channels, [&](int64_t c, auto lanes, int64_t) {
    if (slides) {
      depthwise_block<P, 3, decltype(lanes)>(line, sources, count, taps, c, start, with_relu, y);
    } else {
      depthwise_block<P, 0, decltype(lanes)>(line, sources, count, taps, c, start, with_relu, y);
    }
  });
}

// A row of the result.
inline void depthwise_line(const Line& line, const Source* sources, int64_t count, const float* start, bool with_relu,
                           float* y) {
  // All of them are looked at: dilated taps may miss the ends of a run and meet what is between.
  const auto like = [&](int64_t p, int64_t run) {
    if (p + (run - 1) * line.apart >= line.positions) return false;
    for (int64_t i = 1; i < run; i++) {
      if (!same_taps(line.taps[p], line.taps[p + i * line.apart])) return false;
    }
    return true;
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
  const Dealt w(in[1].data, multiplier, g.taps() * channels);
  const Dealt bias(g.has_bias() ? in[2].data : nullptr, multiplier, channels);
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

// w, dy[, bias] -> dx
inline void depthwise_backprop_input(const Geometry& g, const Array* in, const Array* out, Workers& workers) {
  if (!out->size) return;
  const int64_t channels = g.channels, multiplier = g.outputs / channels, row = g.in[2] * channels;
  const int64_t dy_row = g.out[2] * channels, image = g.pixels() * g.outputs, most = most_rows(g, g.out);
  const Dealt w(in[0].data, multiplier, g.taps() * channels);
  const float* bias = g.has_bias() ? in[2].data : nullptr;
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
          sources[s].row = multiplier > 1 ? dealt.data() + s * dy_row : dy;
          sources[s].taps = w.of(m) + rows[r].tap * g.kernel[2] * channels;
        }
      }
      depthwise_line(line, sources.data(), rows.count() * multiplier, bias, g.has_relu(), out->data + i * row);
    }
  });
}

}  // namespace
}  // namespace tenfold
