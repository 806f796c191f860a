// Which taps of a window meet which elements, along one axis; rows of arrays, and how they are divided among threads.
#pragma once

#include "lanes.h"

namespace tenfold {
namespace {

// Taps first, first + step, ... (`count` of them) meet the elements at, at + at_step, ... of one axis.
struct Taps {
  int64_t first, step, count, at, at_step;
};

TENFOLD_INLINE bool same_taps(const Taps& a, const Taps& b) { return a.first == b.first && a.count == b.count; }

inline int64_t ceil_div_signed(int64_t a, int64_t b) { return a > 0 ? ceil_div(a, b) : -(-a / b); }

// The taps of window `out` that lie in the input, and where.
inline Taps taps_of_window(const Geometry& g, int axis, int64_t out) {
  const int64_t start = out * g.stride[axis] - g.before[axis], apart = g.dilation[axis];
  const int64_t first = start < 0 ? ceil_div(-start, apart) : 0;
  const int64_t end = smaller(g.kernel[axis], ceil_div_signed(g.in[axis] - start, apart));
  return {first, 1, larger(end - first, 0), start + first * apart, apart};
}

// How many elements window `out` counts along an axis. Below zero where it lies wholly in padding, as in pool_ops.py.
inline double counted(const Geometry& g, int axis, int64_t out) {
  const int64_t start = out * g.stride[axis] - g.before[axis], apart = g.dilation[axis];
  const int64_t first = start < 0 ? ceil_div(-start, apart) : 0;
  return static_cast<double>(smaller(g.kernel[axis], ceil_div_signed(g.in[axis] - start, apart)) - first);
}

// The taps that meet the input at `in`, and in which windows.
inline Taps taps_on_input(const Geometry& g, int axis, int64_t in) {
  const int64_t stride = g.stride[axis], apart = g.dilation[axis], from = in + g.before[axis];
  const int64_t step = stride / common_divisor(stride, apart);
  const int64_t last_window = (g.out[axis] - 1) * stride;
  const int64_t end = smaller(g.kernel[axis], from / apart + 1);
  const int64_t least = from > last_window ? ceil_div(from - last_window, apart) : 0;
  for (int64_t tap = least; tap < smaller(end, least + step); tap++) {
    const int64_t start = from - tap * apart;
    if (start % stride == 0) return {tap, step, ceil_div(end - tap, step), start / stride, -(step * apart / stride)};
  }
  return {0, 1, 0, 0, 0};
}

using FindTaps = Taps (*)(const Geometry&, int axis, int64_t position);

// The taps of every position of the innermost axis: the same for all rows.
class TapTable {
 public:
  TapTable(const Geometry& g, FindTaps find, int64_t positions)
      : memory_(ceil_div(positions * static_cast<int64_t>(sizeof(Taps)), sizeof(float))) {
    taps_ = reinterpret_cast<Taps*>(memory_.data());
    for (int64_t i = 0; i < positions; i++) taps_[i] = find(g, 2, i);
  }
  const Taps* data() const { return taps_; }

 private:
  Scratch memory_;
  Taps* taps_;
};

// A row (innermost axis and channels) of an array that a tap of the two outer axes meets.
struct Row {
  int64_t index;  // of the row in its image
  int64_t tap;    // counted over the two outer axes of the kernel
};

// The rows that the taps of the two outer axes meet, in the order of the taps.
class Rows {
 public:
  explicit Rows(int64_t most) : memory_(ceil_div(most * static_cast<int64_t>(sizeof(Row)), sizeof(float))) {}

  // `rows_inside` is the size of axis 1 of the array whose rows are meant.
  void find(const Geometry& g, const Taps& outer, const Taps& inner, int64_t rows_inside) {
    Row* rows = reinterpret_cast<Row*>(memory_.data());
    count_ = 0;
    for (int64_t i = 0; i < outer.count; i++) {
      for (int64_t j = 0; j < inner.count; j++) {
        rows[count_++] = {(outer.at + i * outer.at_step) * rows_inside + inner.at + j * inner.at_step,
                          (outer.first + i * outer.step) * g.kernel[1] + inner.first + j * inner.step};
      }
    }
  }
  int64_t count() const { return count_; }
  const Row& operator[](int64_t i) const { return reinterpret_cast<const Row*>(memory_.data())[i]; }

 private:
  Scratch memory_;
  int64_t count_ = 0;
};

// to[i] = from[i * step], and back: rows of several results per channel are dealt out to have channels only.
inline void deal(const float* from, int64_t step, int64_t count, float* to) {
  for (int64_t i = 0; i < count; i++) to[i] = from[i * step];
}
inline void undeal(const float* from, int64_t step, int64_t count, float* to) {
  for (int64_t i = 0; i < count; i++) to[i * step] = from[i];
}

// As many rows as the taps of the two outer axes can meet in an array of these sizes.
inline int64_t most_rows(const Geometry& g, const int64_t* sizes) {
  return smaller(g.kernel[0], sizes[0]) * smaller(g.kernel[1], sizes[1]);
}

constexpr int64_t kWorthDividing = 1 << 16;  // multiply-adds or the like: what waking a thread costs

// f(begin, end) over ranges of independent items that cost so many multiply-adds each, on the workers.
template <typename F>
void divide(Workers& workers, int64_t items, int64_t cost, const F& f) {
  if (items == 0) return;
  const int64_t threads = workers.count();
  const int64_t worth = larger(1, items / larger(1, ceil_div(kWorthDividing, larger(cost, 1))));
  const int64_t parts = threads == 1 ? 1 : smaller(smaller(items, worth), 8 * threads);
  spread(workers, parts, [&](int64_t i) { f(items * i / parts, items * (i + 1) / parts); });
}

}  // namespace
}  // namespace tenfold
