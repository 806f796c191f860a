// A recurrence forwards and backwards through time. The recurrent kernel is packed once for all steps; products and gates
// of a block of units are done together, so that nothing but results leaves the cache.
//
// PaddedRows of a batch know nothing of each other: each thread takes some of them through all steps. Where there are few rows
// and many units, threads share the units of each step instead.
#pragma once

#include "cells.h"
#include "few_rows.h"
#include "packing.h"

namespace tenfold {
namespace {

constexpr int64_t kPad = kLanes;                    // between rows whose length is a power of two: else they meet in a cache
constexpr int64_t kShared = int64_t{1} << 19;       // multiplications of a step that are worth waking threads for
constexpr int64_t kRowsOfPart = 4;                  // at least: the weights pass by once for all rows of a part
constexpr int64_t kWorth = int64_t{1} << 20;        // multiplications of all steps that make a part worth a thread

// How the work of a recurrence is divided. Each row's sums are the same however that is.
class Division {
 public:
  Division(const Recurrence& r, Workers& workers) : workers_(workers), blocks_(ceil_div(r.units, kBlock)) {
    const int64_t threads = workers.count(), work = r.state() * r.units * r.gates();
    parts_ = larger(1, smaller(smaller(threads, r.batch / kRowsOfPart), r.time * work / kWorth));
    shares_ = parts_ == 1 && work >= kShared ? smaller(threads, blocks_) : 1;
    batch_ = r.batch;
  }

  // steps(first row, end, phase(f)): f(first block of units, end) for all blocks, whoever does them.
  template <typename Steps>
  void run(const Steps& steps) const {
    spread(workers_, parts_, [&](int64_t i) {
      steps(batch_ * i / parts_, batch_ * (i + 1) / parts_, [&](const auto& f) {
        if (shares_ == 1) return f(int64_t{0}, blocks_);
        spread(workers_, shares_, [&](int64_t k) { f(blocks_ * k / shares_, blocks_ * (k + 1) / shares_); });
      });
    });
  }

 private:
  Workers& workers_;
  int64_t blocks_, parts_, shares_, batch_;
};

// The inputs that say how, in the order of `read_recurrence`.
struct Steering {
  const float *mask = nullptr, *dropped = nullptr;

  TENFOLD_INLINE Vec given(const Recurrence& r, int64_t gate, int64_t at, int64_t lanes, Vec h) const {
    if (!dropped) return h;
    return h * load_first(dropped + (r.has(kPerGate) ? gate * r.state() : 0) + at, lanes);
  }
  TENFOLD_INLINE bool skips(const Recurrence& r, int64_t t, int64_t row) const {
    return mask && mask[t * r.batch + row] == 0;
  }
};

// f(first unit, lanes) for the vectors of blocks [first, end).
template <typename F>
TENFOLD_INLINE void over_units(const Recurrence& r, int64_t first, int64_t end, const F& f) {
  const int64_t stop = smaller(r.units, end * kBlock);
  for (int64_t u = first * kBlock; u < stop; u += kLanes) f(u, smaller(kLanes, stop - u));
}

// PaddedRows of `width` elements with a pad behind each.
class PaddedRows {
 public:
  PaddedRows(int64_t count, int64_t width) : step_(round_up(width, kLanes) + kPad), memory_(count * step_) {}
  TENFOLD_INLINE float* row(int64_t i) const { return memory_.data() + i * step_; }
  TENFOLD_INLINE int64_t step() const { return step_; }

 private:
  const int64_t step_;
  Scratch memory_;
};

// y[row] (+)= x[row] @ block `b` of one gate's packed kernel, for rows [first, end).
TENFOLD_INLINE void multiply(const Packing& packing, const float* packed, int64_t gate, int64_t b, const float* x,
                             int64_t x_step, int64_t rows, float* y, int64_t y_step, bool adds) {
  static const Tap start{0, 0};
  const int64_t k = b * kBlock, width = block_width(packing.outputs, k);
  Tile tile;
  tile.x = x, tile.x_step = x_step;
  tile.taps = &start, tile.n_taps = 1, tile.run = packing.rows;
  tile.w = packed + gate * packing.group() + k * packing.rows;
  tile.y = y, tile.y_step = y_step, tile.lanes = width;
  tile.bias = nullptr, tile.relu = false, tile.adds = adds;
  run_row(tile, rows, static_cast<int>(width / kLanes));
}

class Forward {
 public:
  Forward(const Recurrence& r, const Array* in, const Array* out, Workers& workers)
      : r_(r),
        division_(r, workers),
        packing_{r.units, r.units},
        few_(r.batch <= kFew),
        packed_(few_ ? 0 : r.gates() * packing_.group()),
        copies_(r.has(kPerGate) ? r.gates() : 1),
        fed_{{copies_ * r.batch, r.units}, {copies_ * r.batch, r.units}},
        spare_(4 * r.state()) {
    projected_ = (in++)->data;
    kernel_ = (in++)->data;
    if (!few_) {
      pack_forward(kernel_, r.gates(), packing_, workers, packed_.data());
      clear_rests(r.gates(), packing_, packed_.data());
    }
    h0_ = (in++)->data;
    c0_ = r.cell == kLstm ? (in++)->data : nullptr;
    bias_ = r.has(kRecurrentBias) ? (in++)->data : nullptr;
    if (r.has(kMasked)) steering_.mask = (in++)->data;
    if (r.has(kDropped) || r.has(kPerGate)) steering_.dropped = (in++)->data;
    hs_ = r.has(kRows) ? (out++)->data : nullptr;
    h_ = (out++)->data;
    c_ = r.cell == kLstm ? (out++)->data : nullptr;
    cs_ = r.has(kKeeps) && r.cell == kLstm ? (out++)->data : nullptr;
    gates_ = r.has(kKeeps) && r.kept() ? (out++)->data : nullptr;
  }

  void run() {
    if (!r_.state()) return;
    division_.run([&](int64_t first, int64_t end, const auto& phase) {
      phase([&](int64_t block, int64_t last) { feed(first, end, block, last); });
      for (int64_t t = 0; t < r_.time; t++) {
        phase([&](int64_t block, int64_t last) { blocks(t, first, end, block, last); });
      }
    });
    std::memcpy(h_, state(hs_, h0_, 0, r_.time), r_.state() * sizeof(float));
    if (c_) std::memcpy(c_, state(cs_, c0_, 2, r_.time), r_.state() * sizeof(float));
  }

 private:
  // A state before step t: where its rows are results there, else in one of two spare places.
  TENFOLD_INLINE const float* state(const float* rows, const float* begin, int64_t spare, int64_t t) const {
    return t == 0 ? begin : rows ? rows + (t - 1) * r_.state() : spare_.data() + (spare + (t - 1) % 2) * r_.state();
  }
  TENFOLD_INLINE float* next(float* rows, int64_t spare, int64_t t) const {
    return rows ? rows + t * r_.state() : spare_.data() + (spare + t % 2) * r_.state();
  }

  // What the product gets of h, of row i at unit u.
  TENFOLD_INLINE void feed(int64_t t, int64_t i, int64_t u, int64_t lanes, Vec h) {
    for (int64_t q = 0; q < copies_; q++) {
      store(fed_[t % 2].row(q * r_.batch + i) + u, steering_.given(r_, q, i * r_.units + u, lanes, h));
    }
  }

  void feed(int64_t first, int64_t end, int64_t block, int64_t last) {
    for (int64_t i = first; i < end; i++) {
      over_units(r_, block, last, [&](int64_t u, int64_t lanes) {
        feed(0, i, u, lanes, load_first(h0_ + i * r_.units + u, lanes));
      });
    }
  }

  // Step t of rows [first, end), for blocks [block, last) of units: of few rows all of them at once.
  void blocks(int64_t t, int64_t first, int64_t end, int64_t block, int64_t last) {
    const int64_t together = few_ ? last - block : 1, width = together * kBlock, row = r_.gates() * width;
    Scratch products((end - first) * row);
    for (int64_t b = block; b < last; b += together) {
      multiply(t, first, end - first, b, products.data(), width);
      for (int64_t i = first; i < end; i++) {
        over_units(r_, b, b + together, [&](int64_t u, int64_t lanes) {
          cell(t, i, u, lanes, products.data() + (i - first) * row + (u - b * kBlock), width);
        });
      }
    }
  }

  // What the product adds to `width` units from block b on: for each row, gate by gate.
  TENFOLD_INLINE void multiply(int64_t t, int64_t first, int64_t rows, int64_t b, float* to, int64_t width) {
    const int64_t n = r_.gates(), step = fed_[t % 2].step(), u = b * kBlock, lanes = smaller(width, r_.units - u);
    if (few_ && copies_ == 1 && lanes == width && width == r_.units) {  // the matrix from end to end
      return kFewRows[rows](fed_[t % 2].row(first), step, r_.units, kernel_, n * r_.units, n * width, to, n * width);
    }
    for (int64_t q = 0; q < n; q++) {
      float* gate = to + q * width;
      const float* x = fed_[t % 2].row((copies_ == 1 ? 0 : q * r_.batch) + first);
      if (few_) {
        kFewRows[rows](x, step, r_.units, kernel_ + q * r_.units + u, n * r_.units, lanes, gate, n * width);
      } else {
        tenfold::multiply(packing_, packed_.data(), q, b, x, step, rows, gate, n * width, false);
      }
    }
  }

  TENFOLD_INLINE void cell(int64_t t, int64_t i, int64_t u, int64_t lanes, const float* products, int64_t gate) {
    const int64_t at = i * r_.units + u, row = t * r_.batch + i, n = r_.gates();
    const float* projected = projected_ + row * n * r_.units + u;
    const bool gru = r_.cell == kGru;
    Step s;
    for (int64_t q = 0; q < n; q++) {
      Vec product = load(products + q * gate);
      if (bias_) product += load_first(bias_ + q * r_.units + u, lanes);
      const Vec x = load_first(projected + q * r_.units, lanes);
      if (gru && q == 2) s.inner = product;
      s.z[q] = gru && q == 2 ? x : x + product;
    }
    const Vec h = s.h = load_first(state(hs_, h0_, 0, t) + at, lanes);
    const Vec c = s.c = r_.cell == kLstm ? load_first(state(cs_, c0_, 2, t) + at, lanes) : Vec{};
    step(r_, s);
    if (steering_.skips(r_, t, i)) s.h = h, s.c = c;
    store_first(next(hs_, 0, t) + at, s.h, lanes);
    if (r_.cell == kLstm) store_first(next(cs_, 2, t) + at, s.c, lanes);
    if (gates_) {
      for (int q = 0; q < 4; q++) store_first(gates_ + (row * 4 + q) * r_.units + u, s.kept[q], lanes);
    }
    feed(t + 1, i, u, lanes, s.h);
  }

  const Recurrence& r_;
  const Division division_;
  const Packing packing_;
  const bool few_;
  Scratch packed_;
  const int64_t copies_;
  PaddedRows fed_[2];  // the state times `dropped`, of steps in turn; a copy of all rows for each gate, where they differ
  Scratch spare_;
  Steering steering_;
  const float *projected_, *kernel_, *h0_, *c0_, *bias_;
  float *hs_, *h_, *c_, *cs_, *gates_;
};

void recurrence(const Recurrence& r, const Array* inputs, const Array* outputs, Workers& workers) {
  Forward(r, inputs, outputs, workers).run();
}

}  // namespace
}  // namespace tenfold

