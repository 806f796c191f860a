// Max and average pooling over channels-last arrays, and their gradients: any window, stride and padding.
//
// Bound by memory: a row of windows is worked on while the rows it covers are in cache. Results do not depend on how
// rows are divided among threads: each element of a gradient gets its terms in the order of the windows.
#pragma once

#include "windows.h"

namespace tenfold {
namespace {

// The largest element; NaN where one is, -inf where a window lies wholly in padding.
struct Largest {
  template <typename V>
  static V start() { return V{} - __builtin_inff(); }
  template <typename V>
  static V combine(V a, V b) { return maximum(a, b); }
  template <typename V>
  static V finish(V v, float) { return v; }
};

// The mean; padding is not counted.
struct Mean {
  template <typename V>
  static V start() { return V{}; }
  template <typename V>
  static V combine(V a, V b) { return a + b; }
  template <typename V>
  static V finish(V v, float count) { return v / count; }
};

struct Sum : Mean {
  template <typename V>
  static V finish(V v, float) { return v; }
};

// What a window holds: `rows` rows, `taps` elements apart by `step` in each.
struct Window {
  const Rows& rows;
  const float* image;
  int64_t row, at, step, taps;
};

// One window. kRows x kTaps are known when this is compiled, or 0.
template <int kRows, int kTaps, typename Reduction>
void pool_window(const Window& window, float count, int64_t channels, float* y) {
  const int64_t n_rows = kRows ? kRows : window.rows.count(), taps = kTaps ? kTaps : window.taps;
  over_channels(channels, [&](int64_t c, auto lanes, int64_t) {
    auto total = Reduction::template start<decltype(lanes)>();
    const float* x = window.image + window.at + c;
    for (int64_t r = 0; r < n_rows; r++) {
      const float* row = x + window.rows[r].index * window.row;
      for (int64_t t = 0; t < taps; t++) {
        total = Reduction::combine(total, read<decltype(lanes)>(row + t * window.step));
      }
    }
    write(y + c, Reduction::finish(total, count));
  });
}

template <typename Reduction>
void pool(const Geometry& g, const float* x, Array out, Workers& workers) {
  if (!out.size) return;
  const TapTable table(g, taps_of_window, g.out[2]);
  const int64_t row = g.in[2] * g.channels, y_row = g.out[2] * g.channels;
  divide(workers, g.batch * g.out[0] * g.out[1], g.taps() * y_row, [&](int64_t begin, int64_t end) {
    Rows rows(most_rows(g, g.in));
    for (int64_t i = begin; i < end; i++) {
      const int64_t a = i / g.out[1] % g.out[0], b = i % g.out[1];
      rows.find(g, taps_of_window(g, 0, a), taps_of_window(g, 1, b), g.in[1]);
      const float* image = x + i / (g.out[0] * g.out[1]) * g.input_pixels() * g.channels;
      const double counted_rows = counted(g, 0, a) * counted(g, 1, b);
      for (int64_t p = 0; p < g.out[2]; p++) {
        const Taps& taps = table.data()[p];
        const Window window{rows, image, row, taps.at * g.channels, taps.at_step * g.channels, taps.count};
        const float count = static_cast<float>(counted_rows * (taps.count ? taps.count : counted(g, 2, p)));
        float* y = out.data + i * y_row + p * g.channels;
        const bool square = rows.count() == taps.count;
        if (square && taps.count == 2) {
          pool_window<2, 2, Reduction>(window, count, g.channels, y);
        } else if (square && taps.count == 3) {
          pool_window<3, 3, Reduction>(window, count, g.channels, y);
        } else {
          pool_window<0, 0, Reduction>(window, count, g.channels, y);
        }
      }
    }
  });
}

// x -> y
inline void max_pool(const Geometry& g, const Array* in, const Array* out, Workers& workers) {
  pool<Largest>(g, in[0].data, out[0], workers);
}

inline void avg_pool(const Geometry& g, const Array* in, const Array* out, Workers& workers) {
  if (g.sums()) return pool<Sum>(g, in[0].data, out[0], workers);
  pool<Mean>(g, in[0].data, out[0], workers);
}

// A row of the input that windows cover, and of its gradient: null where that is another band's.
struct GradientRow {
  const float* x;
  float* dx;
};

// A window's gradient goes to its first maximum. kRows x kTaps as above; kApart: no two windows overlap.
template <int kRows, int kTaps, bool kApart>
void max_pool_grad_window(const GradientRow* rows, int64_t n_rows, int64_t taps, int64_t at, int64_t step,
                          bool with_relu, const float* y, const float* dy, int64_t channels) {
  if (kRows) n_rows = kRows;
  if (kTaps) taps = kTaps;
  over_channels(channels, [&](int64_t c, auto lanes, int64_t slot) {
    using V = decltype(lanes);
    const V zero{}, largest = read<V>(y + c);
    V left = read<V>(dy + c);  // what has not found its place
    if (with_relu) left = left * choose(largest > zero, zero + 1.0f, zero);  // relu's gradient keeps NaN, and so do we
    if (!kApart && slot != c) left = without_first(left, slot - c);
    for (int64_t r = 0; r < n_rows; r++) {
      for (int64_t t = 0; t < taps; t++) {
        const int64_t i = at + t * step + c;
        const auto here = read<V>(rows[r].x + i) == largest;
        const V given = choose(here, left, zero);
        left = choose(here, zero, left);
        if (!kRows && !rows[r].dx) continue;
        write(rows[r].dx + i, kApart ? given : read<V>(rows[r].dx + i) + given);
      }
    }
  });
}

// The gradient of max pooling for a band of an image: of planes (axis 0), or of rows (axis 1) where it has one plane.
class MaxPoolGrad {
 public:
  MaxPoolGrad(const Geometry& g, const Array* in)
      : g(g), in(in), axis(g.in[0] > 1 ? 0 : 1), row(g.in[2] * g.channels),
        table(g, taps_of_window, g.out[2]) {
    for (int i = 0; i < 3; i++) {
      apart = apart && g.kernel[i] * g.dilation[i] <= g.stride[i];
      covered = covered && apart && g.kernel[i] == g.stride[i] && !g.before[i] && g.out[i] * g.stride[i] >= g.in[i];
    }
  }

  int64_t slices() const { return g.batch * g.in[axis]; }

  // The slices begin .. end - 1 of all images together.
  void run(int64_t begin, int64_t end, float* dx) const {
    for (int64_t next; begin < end; begin = next) {
      const int64_t n = begin / g.in[axis];
      next = smaller(end, (n + 1) * g.in[axis]);
      band(n, begin - n * g.in[axis], next - n * g.in[axis], dx + begin * slice());
    }
  }

  int64_t rows_apart() const { return g.stride[1]; }

  // The gradients of slices begin .. end - 1 of image n, from `dx` on.
  void band(int64_t n, int64_t begin, int64_t end, float* dx) const {
    Rows rows(most_rows(g, g.in));
    const int64_t reach = (g.kernel[axis] - 1) * g.dilation[axis], before = g.before[axis], stride = g.stride[axis];
    const int64_t first = begin + before > reach ? ceil_div(begin + before - reach, stride) : 0;
    const int64_t last = smaller(g.out[axis] - 1, (end - 1 + before) / stride);
    int64_t cleared = covered ? end : begin;
    for (int64_t window = first; window <= last; window++) {
      const int64_t to = smaller(end, window * stride - before + reach + 1);
      if (to > cleared) clear(dx, cleared - begin, to - begin);
      cleared = larger(cleared, to);
      for (int64_t other = 0; other < g.out[1 - axis]; other++) {
        const int64_t a = axis ? other : window, b = axis ? window : other;
        rows.find(g, taps_of_window(g, 0, a), taps_of_window(g, 1, b), g.in[1]);
        windows(n, (n * g.out[0] + a) * g.out[1] + b, begin * slice(), end * slice(), rows, dx);
      }
    }
    if (cleared < end) clear(dx, cleared - begin, end - begin);
  }

 private:
  int64_t slice() const { return (axis ? 1 : g.in[1]) * row; }
  void clear(float* dx, int64_t from, int64_t to) const {
    if (from < to && slice()) std::memset(dx + from * slice(), 0, (to - from) * slice() * sizeof(float));
  }

  // A row of windows; begin .. end - 1 are the band's elements of the image, whose gradients stand from `dx` on.
  void windows(int64_t n, int64_t y_row, int64_t begin, int64_t end, const Rows& found, float* dx) const {
    const Scratch memory(ceil_div(found.count() * static_cast<int64_t>(sizeof(GradientRow)), sizeof(float)));
    GradientRow* rows = reinterpret_cast<GradientRow*>(memory.data());
    const int64_t size = g.input_pixels() * g.channels;
    bool whole = true;
    for (int64_t r = 0; r < found.count(); r++) {
      const int64_t at = found[r].index * row;
      const bool mine = at >= begin && at < end;
      rows[r] = {in[0].data + n * size + at, mine ? dx + (at - begin) : nullptr};
      whole = whole && mine;
    }
    for (int64_t p = 0; p < g.out[2]; p++) {
      const int64_t square = whole && found.count() == table.data()[p].count ? found.count() : 0;
      window(rows, found.count(), square, table.data()[p], (y_row * g.out[2] + p) * g.channels);
    }
  }

  void window(const GradientRow* rows, int64_t count, int64_t square, const Taps& taps, int64_t y) const {
    const auto run = [&](auto function) {
      function(rows, count, taps.count, taps.at * g.channels, taps.at_step * g.channels, g.has_relu(), in[1].data + y,
               in[2].data + y, g.channels);
    };
    if (square == 2) return run(apart ? max_pool_grad_window<2, 2, true> : max_pool_grad_window<2, 2, false>);
    if (square == 3) return run(apart ? max_pool_grad_window<3, 3, true> : max_pool_grad_window<3, 3, false>);
    run(apart ? max_pool_grad_window<0, 0, true> : max_pool_grad_window<0, 0, false>);
  }

  const Geometry& g;
  const Array* in;
  const int axis;
  const int64_t row;
  const TapTable table;
  bool apart = true;    // no two windows share an element
  bool covered = true;  // every element lies in a window
};

// x, y, dy -> dx
inline void max_pool_grad(const Geometry& g, const Array* in, const Array* out, Workers& workers) {
  if (!out->size) return;
  const MaxPoolGrad grad(g, in);
  divide(workers, grad.slices(), out->size / grad.slices() * 4,
         [&](int64_t begin, int64_t end) { grad.run(begin, end, out->data); });
}

// A row of the windows' gradients, and what part of it each element of a window gets, but for the innermost axis.
struct Share {
  const float* dy;
  float part;
};

// A row of the input: each element gets its share of every window it lies in.
inline void avg_pool_grad_row(const Share* rows, int64_t count, const Taps* table, const float* parts,
                              int64_t positions, int64_t channels, float* dx) {
  for (int64_t p = 0; p < positions; p++) {
    const Taps& taps = table[p];
    const float* one = count == 1 && taps.count == 1 ? rows[0].dy + taps.at * channels : nullptr;  // not overlapping
    const float part = one ? rows[0].part * parts[taps.at] : 0;
    over_channels(channels, [&](int64_t c, auto lanes, int64_t) {
      if (one) return write(dx + p * channels + c, part * read<decltype(lanes)>(one + c));
      decltype(lanes) total{};
      for (int64_t r = 0; r < count; r++) {
        decltype(lanes) sum{};
        for (int64_t t = 0, at = taps.at; t < taps.count; t++, at += taps.at_step) {
          sum += parts[at] * read<decltype(lanes)>(rows[r].dy + at * channels + c);
        }
        total += rows[r].part * sum;
      }
      write(dx + p * channels + c, total);
    });
  }
}

// dy -> dx
inline void avg_pool_grad(const Geometry& g, const Array* in, const Array* out, Workers& workers) {
  if (!out->size) return;
  const TapTable table(g, taps_on_input, g.in[2]);
  const Scratch parts(g.out[2]);
  for (int64_t i = 0; i < g.out[2]; i++) parts.data()[i] = static_cast<float>(1 / counted(g, 2, i));
  const int64_t row = g.in[2] * g.channels, most = most_rows(g, g.out);
  divide(workers, g.batch * g.in[0] * g.in[1], g.taps() * row, [&](int64_t begin, int64_t end) {
    Rows rows(most);
    const Scratch memory(ceil_div(most * static_cast<int64_t>(sizeof(Share)), sizeof(float)));
    Share* shares = reinterpret_cast<Share*>(memory.data());
    for (int64_t i = begin; i < end; i++) {
      rows.find(g, taps_on_input(g, 0, i / g.in[1] % g.in[0]), taps_on_input(g, 1, i % g.in[1]), g.out[1]);
      for (int64_t r = 0; r < rows.count(); r++) {
        const int64_t window = i / (g.in[0] * g.in[1]) * g.out[0] * g.out[1] + rows[r].index;
        const double count = counted(g, 0, rows[r].index / g.out[1]) * counted(g, 1, rows[r].index % g.out[1]);
        shares[r] = {in[0].data + window * g.out[2] * g.channels, static_cast<float>(1 / count)};
      }
      avg_pool_grad_row(shares, rows.count(), table.data(), parts.data(), g.in[2], g.channels, out->data + i * row);
    }
  });
}

}  // namespace
}  // namespace tenfold
