// A recurrence backwards through time: gradients of the projected inputs at each step, and of the first states. The
// gradients of the weights are products over all steps, which whoever calls this makes of them.
#pragma once

#include "recurrence.h"

namespace tenfold {
namespace {

// The kernel (units, gates * units) turned round: for each gate (its units, units).
void pack_turned(const float* w, const Recurrence& r, const Packing& p, Workers& workers, float* to) {
  const int64_t columns = r.gates() * r.units;
  spread(workers, r.gates() * p.blocks(), [&](int64_t i) {
    const int64_t q = i / p.blocks(), k = i % p.blocks() * kBlock;
    const int64_t width = block_width(p.outputs, k), lanes = smaller(width, p.outputs - k);
    const float* from = w + k * columns + q * r.units;
    float* block = to + q * p.group() + k * p.rows;
    for (int64_t row = 0; row < p.rows; row++) {
      for (int64_t v = 0; v < lanes; v++) block[row * width + v] = from[v * columns + row];
    }
  });
}

class Backward {
 public:
  Backward(const Recurrence& r, const Array* in, const Array* out, Workers& workers)
      : r_(r),
        division_(r, workers),
        packing_{r.units, r.units},
        few_(r.batch <= kFew),
        packed_(few_ ? 0 : r.gates() * packing_.group()),
        d_(r.batch, r.gates() * round_up(r.units, kLanes)) {
    const bool lstm = r.cell == kLstm;
    kernel_ = (in++)->data;
    if (!few_) {
      pack_turned(kernel_, r, packing_, workers, packed_.data());
      clear_rests(r.gates(), packing_, packed_.data());
    }
    h0_ = (in++)->data;
    c0_ = lstm ? (in++)->data : nullptr;
    if (r.has(kMasked)) steering_.mask = (in++)->data;
    if (r.has(kDropped) || r.has(kPerGate)) steering_.dropped = (in++)->data;
    hs_ = (in++)->data;
    cs_ = lstm ? (in++)->data : nullptr;
    gates_ = r.kept() ? (in++)->data : nullptr;
    dhs_ = r.has(kRows) ? (in++)->data : nullptr;
    dz_ = (out++)->data;
    dh_ = (out++)->data;
    dc_ = lstm ? (out++)->data : nullptr;
    const size_t bytes = r.state() * sizeof(float);
    if (bytes) std::memcpy(dh_, (in++)->data, bytes);
    if (bytes && lstm) std::memcpy(dc_, in->data, bytes);
  }

  void run() {
    if (!r_.state()) return;
    division_.run([&](int64_t first, int64_t end, const auto& phase) {
      for (int64_t t = r_.time - 1; t >= 0; t--) {
        phase([&](int64_t block, int64_t last) {
          for (int64_t i = first; i < end; i++) {
            over_units(r_, block, last, [&](int64_t u, int64_t lanes) { cell(t, i, u, lanes); });
          }
        });
        phase([&](int64_t block, int64_t last) { products(first, end, block, last); });
      }
    });
  }

 private:
  TENFOLD_INLINE const float* before(const float* rows, const float* begin, int64_t t) const {
    return t ? rows + (t - 1) * r_.state() : begin;
  }

  TENFOLD_INLINE void cell(int64_t t, int64_t i, int64_t u, int64_t lanes) {
    const int64_t at = i * r_.units + u, row = t * r_.batch + i, n = r_.gates(), there = t * r_.state() + at;
    StepBack s;
    s.dh = load_first(dh_ + at, lanes);
    if (dhs_) s.dh += load_first(dhs_ + there, lanes);
    s.h = load_first(hs_ + there, lanes);
    s.h_before = load_first(before(hs_, h0_, t) + at, lanes);
    if (r_.cell == kLstm) {
      s.dc = load_first(dc_ + at, lanes);
      s.c = load_first(cs_ + there, lanes), s.c_before = load_first(before(cs_, c0_, t) + at, lanes);
    }
    for (int q = 0; gates_ && q < 4; q++) s.kept[q] = load_first(gates_ + (row * 4 + q) * r_.units + u, lanes);
    if (steering_.skips(r_, t, i)) {
      for (int q = 0; q < 4; q++) s.dz[q] = Vec{};
      for (int q = 0; q < 3; q++) s.product[q] = Vec{};
    } else {
      step_back(r_, s);
    }
    store_first(dh_ + at, s.dh, lanes);
    if (r_.cell == kLstm) store_first(dc_ + at, s.dc, lanes);
    for (int64_t q = 0; q < n; q++) {
      store_first(dz_ + (row * n + q) * r_.units + u, s.dz[q], lanes);
      store(d_.row(i) + q * round_up(r_.units, kLanes) + u, r_.cell == kGru ? s.product[q] : s.dz[q]);
    }
  }

  // The product's part of dh, for rows [first, end).
  void products(int64_t first, int64_t end, int64_t block, int64_t last) {
    const int64_t rows = end - first;
    Scratch sums(rows * kBlock);
    const bool apart = r_.has(kPerGate);  // then each gate's sum is multiplied by itself
    for (int64_t b = block; b < last; b++) {
      for (int64_t q = 0; q < r_.gates(); q++) {
        multiply(first, rows, q, b, sums.data(), q && !apart);
        if (apart || q == r_.gates() - 1) give_back(first, end, q, b, sums.data());
      }
    }
  }

  TENFOLD_INLINE void give_back(int64_t first, int64_t end, int64_t q, int64_t b, const float* sums) {
    for (int64_t i = first; i < end; i++) {
      over_units(r_, b, b + 1, [&](int64_t u, int64_t lanes) {
        const int64_t at = i * r_.units + u;
        const Vec sum = load(sums + (i - first) * kBlock + (u - b * kBlock));
        store_first(dh_ + at, load_first(dh_ + at, lanes) + steering_.given(r_, q, at, lanes, sum), lanes);
      });
    }
  }

  TENFOLD_INLINE void multiply(int64_t first, int64_t rows, int64_t q, int64_t b, float* sums, bool adds) {
    const float* x = d_.row(first) + q * round_up(r_.units, kLanes);
    if (!few_) return tenfold::multiply(packing_, packed_.data(), q, b, x, d_.step(), rows, sums, kBlock, adds);
    const int64_t u = b * kBlock, columns = r_.gates() * r_.units;
    kFewRowsTurned[rows](x, d_.step(), r_.units, kernel_ + u * columns + q * r_.units, columns,
                         smaller(kBlock, r_.units - u), sums, kBlock, adds);
  }

  const Recurrence& r_;
  const Division division_;
  const Packing packing_;
  const bool few_;
  Scratch packed_;
  PaddedRows d_;  // gradients of the recurrent product of one step, gate by gate
  Steering steering_;
  const float *kernel_, *h0_, *c0_, *hs_, *cs_, *gates_, *dhs_;
  float *dz_, *dh_, *dc_;
};

void recurrence_grad(const Recurrence& r, const Array* inputs, const Array* outputs, Workers& workers) {
  Backward(r, inputs, outputs, workers).run();
}

}  // namespace
}  // namespace tenfold
