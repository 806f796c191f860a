// A loop as a list of instructions, of which each step does all to every row. Rows know nothing of each other: a few of
// them at a time go through all steps, so that what the instructions work on stays in the first cache, and each thread
// takes some of those.
#pragma once

#include <cmath>

#include "recurrence.h"

namespace tenfold {
namespace {

constexpr int64_t kRowsAtOnce = kPixels < 8 ? 2 * kPixels : kPixels;

TENFOLD_INLINE Vec minimum(Vec a, Vec b) { return choose((a < b) | (a != a), a, b); }
TENFOLD_INLINE Vec as_number(Mask where) { return choose(where, all(1.0f), Vec{}); }

// Also of what is beyond the largest number, and of what is as good as zero.
TENFOLD_INLINE Vec whole_exponential(Vec x) {
  const Vec half = exponential(x * all(0.5f));
  return choose((x > all(80.0f)) | (x < all(-80.0f)), half * half, exponential(x));
}

TENFOLD_INLINE Vec square_root(Vec x) {
  Vec y;
  for (int lane = 0; lane < kLanes; lane++) y[lane] = __builtin_sqrtf(x[lane]);
  return y;
}

class RowLoopRun {
 public:
  RowLoopRun(const RowLoop& loop, const Array* in, const Array* out, Workers& workers)
      : loop_(loop), in_(in), out_(out), workers_(workers), few_(loop.rows <= kFew), packed_(few_ ? 0 : packed_size()) {
    float* to = packed_.data();
    for (int64_t i = 0; !few_ && i < loop.inputs; i++) {
      const RowLoop::Operand& given = loop.input(i);
      if (given.kind != RowLoop::kMatrix) continue;
      const Packing packing{given.count, given.width};
      pack_forward(in[i].data, 1, packing, workers, to);
      to += packing.group();
    }
  }

  void run() {
    if (!loop_.rows) return;
    const int64_t threads = workers_.count(), most = larger(1, loop_.rows / kRowsOfPart);
    int64_t parts = ceil_div(loop_.rows, kRowsAtOnce);
    const bool alone = loop_.work() < static_cast<double>(kWorth);
    if (!alone) parts = larger(parts, smaller(round_up(parts, threads), most));
    const auto part = [&](int64_t i) { rows(loop_.rows * i / parts, loop_.rows * (i + 1) / parts); };
    if (!alone) return spread(workers_, parts, part);
    for (int64_t i = 0; i < parts; i++) part(i);
  }

 private:
  // What rows [first, first + count) are in the registers.
  struct Registers {
    const RowLoop& loop;
    int64_t first, count;
    float** begin;

    TENFOLD_INLINE int64_t step(int64_t r) const { return round_up(loop.widths[r], kLanes) + kPad; }
    TENFOLD_INLINE int64_t vectors(int64_t r) const { return count * step(r) / kLanes; }
  };

  int64_t packed_size() const {
    int64_t size = 0;
    for (int64_t i = 0; i < loop_.inputs; i++) {
      const RowLoop::Operand& given = loop_.input(i);
      if (given.kind == RowLoop::kMatrix) size += Packing{given.count, given.width}.group();
    }
    return size;
  }

  void rows(int64_t first, int64_t end) const {
    Scratch places(loop_.registers * static_cast<int64_t>(sizeof(float*) / sizeof(float)));
    Registers r{loop_, first, end - first, reinterpret_cast<float**>(places.data())};
    int64_t size = 0;
    for (int64_t i = 0; i < loop_.registers; i++) size += r.count * r.step(i);
    Scratch memory(size);
    std::memset(memory.data(), 0, size * sizeof(float));  // what lies behind a row is computed with, and shall be numbers
    size = 0;
    for (int64_t i = 0; i < loop_.registers; size += r.count * r.step(i), i++) r.begin[i] = memory.data() + size;
    for (int64_t i = 0; i < loop_.inputs; i++) begin(r, loop_.input(i), in_[i].data);
    for (int64_t t = 0; t < loop_.steps; t++) {
      for (int64_t i = 0; i < loop_.instructions; i++) instruct(r, loop_.instruction(i), t);
    }
    for (int64_t i = 0; i < loop_.outputs; i++) {
      const RowLoop::Operand& taken = loop_.output(i);
      if (taken.kind == RowLoop::kAtEnds) give(r, taken.at, out_[i].data + first * taken.width);
    }
  }

  void begin(const Registers& r, const RowLoop::Operand& given, const float* from) const {
    if (given.kind != RowLoop::kAtEnds && given.kind != RowLoop::kVector) return;
    const int64_t each = given.kind == RowLoop::kVector ? 0 : given.width;
    take(r, given.at, from + r.first * each, each);
  }

  static void take(const Registers& r, int64_t to, const float* from, int64_t from_step) {
    const int64_t step = r.step(to), bytes = r.loop.widths[to] * sizeof(float);
    for (int64_t i = 0; i < r.count; i++) std::memcpy(r.begin[to] + i * step, from + i * from_step, bytes);
  }

  static void give(const Registers& r, int64_t from, float* to) {
    const int64_t step = r.step(from), width = r.loop.widths[from];
    for (int64_t i = 0; i < r.count; i++) std::memcpy(to + i * width, r.begin[from] + i * step, width * sizeof(float));
  }

  // Where a step's rows of an operand begin.
  int64_t place(const Registers& r, const RowLoop::Operand& operand, int64_t t) const {
    return ((operand.first + operand.step * t) * loop_.rows + r.first) * operand.width;
  }

  void instruct(const Registers& r, const RowLoop::Instruction& i, int64_t t) const {
    using Code = RowLoop;
    switch (i.code) {
      case Code::kLoad: {
        const RowLoop::Operand& given = loop_.input(i.a);
        return take(r, i.to, in_[i.a].data + place(r, given, t), given.width);
      }
      case Code::kStore: return give(r, i.a, out_[i.to].data + place(r, loop_.output(i.to), t));
      case Code::kProduct: return multiply(r, i);
      case Code::kMove: return std::memcpy(r.begin[i.to], r.begin[i.a], r.count * r.step(i.a) * sizeof(float)), void();
      case Code::kColumns: return columns(r, i);
      case Code::kSpread: return spread_out(r, i);
      case Code::kSum:
      case Code::kMost: return reduce(r, i);
      case Code::kSelect: return select(r, i);
      case Code::kNegative: return one(r, i, [](Vec a) { return -a; });
      case Code::kTanhOf: return one(r, i, [](Vec a) { return hyperbolic_tangent(a); });
      case Code::kSigmoidOf: return one(r, i, [](Vec a) { return sigmoid(a); });
      case Code::kExponential: return one(r, i, [](Vec a) { return whole_exponential(a); });
      case Code::kSquareRoot: return one(r, i, [](Vec a) { return square_root(a); });
      case Code::kSize: return one(r, i, [](Vec a) { return choose(a < Vec{}, -a, a); });
      default: return arithmetic(r, i);
    }
  }

  void arithmetic(const Registers& r, const RowLoop::Instruction& i) const {
    using Code = RowLoop;
    switch (i.code) {
      case Code::kAdd: return two(r, i, [](Vec a, Vec b) { return a + b; });
      case Code::kSubtract: return two(r, i, [](Vec a, Vec b) { return a - b; });
      case Code::kMultiply: return two(r, i, [](Vec a, Vec b) { return a * b; });
      case Code::kDivide: return two(r, i, [](Vec a, Vec b) { return a / b; });
      case Code::kMaximum: return two(r, i, [](Vec a, Vec b) { return maximum(a, b); });
      case Code::kMinimum: return two(r, i, [](Vec a, Vec b) { return minimum(a, b); });
      case Code::kLess: return two(r, i, [](Vec a, Vec b) { return as_number(a < b); });
      case Code::kLessEqual: return two(r, i, [](Vec a, Vec b) { return as_number(a <= b); });
      case Code::kEqual: return two(r, i, [](Vec a, Vec b) { return as_number(a == b); });
      case Code::kUnequal: return two(r, i, [](Vec a, Vec b) { return as_number(a != b); });
    }
  }

  template <typename F>
  TENFOLD_INLINE void one(const Registers& r, const RowLoop::Instruction& i, const F& f) const {
    float* to = r.begin[i.to];
    const float* a = r.begin[i.a];
    for (int64_t v = 0, end = r.vectors(i.to) * kLanes; v < end; v += kLanes) store(to + v, f(load(a + v)));
  }

  // Of two registers, or of one and a number, which `how` says.
  template <typename F>
  TENFOLD_INLINE void two(const Registers& r, const RowLoop::Instruction& i, const F& f) const {
    float* to = r.begin[i.to];
    const int64_t end = r.vectors(i.to) * kLanes;
    if (i.how == RowLoop::kNumberSecond) {
      const float* a = r.begin[i.a];
      const Vec b = all(RowLoop::number(i.b));
      for (int64_t v = 0; v < end; v += kLanes) store(to + v, f(load(a + v), b));
    } else if (i.how == RowLoop::kNumberFirst) {
      const float* b = r.begin[i.b];
      const Vec a = all(RowLoop::number(i.a));
      for (int64_t v = 0; v < end; v += kLanes) store(to + v, f(a, load(b + v)));
    } else {
      const float *a = r.begin[i.a], *b = r.begin[i.b];
      for (int64_t v = 0; v < end; v += kLanes) store(to + v, f(load(a + v), load(b + v)));
    }
  }

  // a where `how`, else b: `how` is a register of ones and zeros.
  void select(const Registers& r, const RowLoop::Instruction& i) const {
    float* to = r.begin[i.to];
    const float *a = r.begin[i.a], *b = r.begin[i.b], *where = r.begin[i.how];
    for (int64_t v = 0, end = r.vectors(i.to) * kLanes; v < end; v += kLanes) {
      store(to + v, choose(load(where + v) != Vec{}, load(a + v), load(b + v)));
    }
  }

  // `count` columns of a from column b on, into those from column `how` on.
  void columns(const Registers& r, const RowLoop::Instruction& i) const {
    const int64_t step = r.step(i.to), from_step = r.step(i.a);
    for (int64_t row = 0; row < r.count; row++) {
      std::memcpy(r.begin[i.to] + row * step + i.how, r.begin[i.a] + row * from_step + i.b, i.count * sizeof(float));
    }
  }

  void spread_out(const Registers& r, const RowLoop::Instruction& i) const {
    const int64_t step = r.step(i.to), from_step = r.step(i.a);
    for (int64_t row = 0; row < r.count; row++) {
      const Vec value = all(r.begin[i.a][row * from_step]);
      for (int64_t v = 0; v < step; v += kLanes) store(r.begin[i.to] + row * step + v, value);
    }
  }

  // The sum of a row, or its largest element.
  void reduce(const Registers& r, const RowLoop::Instruction& i) const {
    const int64_t step = r.step(i.to), from_step = r.step(i.a), width = loop_.widths[i.a];
    for (int64_t row = 0; row < r.count; row++) {
      const float* from = r.begin[i.a] + row * from_step;
      float found = from[0];
      for (int64_t c = 1; c < width; c++) found = i.code == RowLoop::kSum ? found + from[c] : tenfold::maximum(found, from[c]);
      r.begin[i.to][row * step] = found;
    }
  }

  void multiply(const Registers& r, const RowLoop::Instruction& i) const {
    const RowLoop::Operand& matrix = loop_.input(i.b);
    const int64_t step = r.step(i.to), from_step = r.step(i.a);
    if (few_) {
      return kFewRows[r.count](r.begin[i.a], from_step, matrix.count, in_[i.b].data, matrix.width, matrix.width,
                               r.begin[i.to], step);
    }
    const float* packed = packed_.data();
    for (int64_t m = 0; m < i.b; m++) {
      const RowLoop::Operand& other = loop_.input(m);
      if (other.kind == RowLoop::kMatrix) packed += Packing{other.count, other.width}.group();
    }
    const Packing packing{matrix.count, matrix.width};
    for (int64_t b = 0; b < packing.blocks(); b++) {
      tenfold::multiply(packing, packed, 0, b, r.begin[i.a], from_step, r.count, r.begin[i.to] + b * kBlock, step, false);
    }
  }

  const RowLoop& loop_;
  const Array *in_, *out_;
  Workers& workers_;
  const bool few_;
  Scratch packed_;
};

void row_loop(const RowLoop& loop, const Array* inputs, const Array* outputs, Workers& workers) {
  RowLoopRun(loop, inputs, outputs, workers).run();
}

}  // namespace
}  // namespace tenfold
