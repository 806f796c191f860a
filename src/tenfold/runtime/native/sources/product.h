// Products of two matrices, as a dense layer and its gradients have them: some rows are few, and none is packed but the
// columns that pass by at the moment.
#pragma once

#include "cells.h"
#include "tile.h"

namespace tenfold {
namespace {

constexpr int64_t kProductWorth = int64_t{kLanes} << 19;  // multiplications that are worth waking threads for: some 100 us
constexpr int64_t kAwakeWorth = int64_t{1} << 18;          // or sharing with those that are awake
constexpr int64_t kTasks = 4;                              // for each thread, so that none waits long for another
constexpr int64_t kRowsOfTask = 2 * kPixels;               // at least: the columns are packed for each task

// y = a b + bias, and relu or an activation of that. Each element's sum runs over the depth in order, whoever does it.
struct Product {
  const float* a;
  int64_t a_row, a_next;  // from one row to the next, from one of the depth to the next
  const float* b;
  int64_t b_next, b_column;
  float* y;
  int64_t y_row, y_column;  // one of them is 1
  int64_t rows, depth, columns;
  const float* bias = nullptr;  // of columns; only where y_column is 1
  bool relu = false;
  float* sums = nullptr;  // or where the sum of each of b's columns goes
  int64_t chunks = 1;     // of rows, that are tasks of their own
  int64_t activation = kLinear;  // what y becomes in the end: this of it,
  const float* slope_of = nullptr;  // or y times the slope where this, which lies as y does, is the activation's result

  // The same with what are rows and columns exchanged: y's columns are b's rows turned.
  Product exchanged() const {
    return {b, b_column, b_next, a, a_next, a_row, y, y_column, y_row, columns, depth, rows};
  }

  int64_t panels() const { return ceil_div(columns, kBlock); }
  int64_t tasks() const { return panels() * chunks; }
  double work() const { return static_cast<double>(rows) * static_cast<double>(depth) * static_cast<double>(columns); }

  void divide(int64_t wanted) {
    chunks = larger(1, smaller(ceil_div(wanted, panels()), rows / kRowsOfTask));
  }

  void run(int64_t task) const {
    const int64_t column = task % panels() * kBlock, chunk = task / panels();
    const int64_t width = block_width(columns, column), lanes = smaller(width, columns - column);
    Scratch memory(depth * width);
    const Tap all_of_it{0, 0};
    Tile tile{};
    tile.x_step = a_row, tile.x_next = a_next, tile.taps = &all_of_it, tile.n_taps = 1, tile.run = depth;
    tile.w = memory.data(), tile.lanes = lanes, tile.relu = relu, tile.bias = bias ? bias + column : nullptr;
    const int64_t first = rows * chunk / chunks, end = rows * (chunk + 1) / chunks;
    tile.x = a + first * a_row;
    const bool unpacked = y_column == 1 && b_column == 1 && lanes == kBlock && !sums;
    if (!unpacked) pack(b + column * b_column, width, lanes, memory.data());
    if (sums && !chunk) add_up(memory.data(), width, lanes, sums + column);
    if (y_column == 1) {
      tile.y = y + first * y_row + column, tile.y_step = y_row;
      if (unpacked) run_unpacked(tile, end - first, b + column, memory.data());
      if (!unpacked) run_row(tile, end - first, static_cast<int>(width / kLanes));
      return finish(first * y_row + column, y_row, end - first, lanes);
    }
    run_turned(tile, first, end, width, y + column * y_column);
    finish(column * y_column + first, y_column, lanes, end - first);
  }

 private:
  // A block of y as it lies in memory, its rows `step` apart.
  void finish(int64_t at, int64_t step, int64_t n_rows, int64_t length) const {
    for (int64_t row = 0; activation != kLinear && row < n_rows; row++, at += step) {
      for (int64_t k = 0; k < length; k += kLanes) {
        const int64_t n = length - k;
        const Vec v = load_first(y + at + k, n);
        const Vec done = slope_of ? v * slope(activation, load_first(slope_of + at + k, n)) : activated(activation, v);
        store_first(y + at + k, done, n);
      }
    }
  }

  void pack(const float* from, int64_t width, int64_t lanes, float* to) const {
    if (b_column != 1) return pack_turned(from, width, lanes, to);
    const int64_t step = b_next, ahead = kRowsAhead * step;
    if (lanes == kBlock) {
      for (const float* end = to + depth * kBlock; to < end; from += step, to += kBlock) {
        __builtin_prefetch(from + ahead), __builtin_prefetch(from + ahead + kBlock - 1);
        TENFOLD_UNROLL for (int v = 0; v < kBlock; v += kLanes) store(to + v, load(from + v));
      }
      return;
    }
    const int64_t count = depth, last = (count - 1) * step + lanes;  // where the panel ends
    for (int64_t v = 0; v < width; v += kLanes) {
      const int64_t n = smaller(kLanes, larger(0, lanes - v));
      const Mask kept = first_lanes(n);
      int64_t i = 0;
      for (; i < count && i * step + v + kLanes <= last; i++) {  // what lies behind is the next row's
        __builtin_prefetch(from + i * step + ahead + v);
        store(to + i * width + v, choose(kept, load(from + i * step + v), Vec{}));
      }
      for (; i < count; i++) store(to + i * width + v, load_first(from + i * step + v, n));
    }
  }

  // `count` rows by whole columns: the first tile packs them as it goes.
  void run_unpacked(Tile tile, int64_t count, const float* from, float* packed) const {
    const int64_t tiles = ceil_div(count, kPixels), n = count / tiles;
    kFirstTiles[n](tile, from, b_next, tiles > 1 ? packed : nullptr);
    if (tiles == 1) return;
    tile.x += n * a_row, tile.y += n * y_row;
    run_row(tile, count - n, kVectors);
  }

  static Mask first_lanes(int64_t n) {
    Mask kept;
    for (int lane = 0; lane < kLanes; lane++) kept[lane] = lane < n ? -1 : 0;
    return kept;
  }

  void pack_turned(const float* from, int64_t width, int64_t lanes, float* to) const {
    const int64_t step = b_next, column = b_column, count = depth;
    if (lanes < width) std::memset(to, 0, count * width * sizeof(float));
    for (int64_t v = 0; v < lanes; v += kLanes, from += kLanes * column, to += kLanes) {
      const int64_t n = smaller(kLanes, lanes - v);
      for (int64_t i = 0; i < count; i++) {
        if (n < kLanes) {
          for (int64_t k = 0; k < n; k++) to[i * width + k] = from[k * column + i * step];
        } else {
          TENFOLD_UNROLL for (int k = 0; k < kLanes; k++) to[i * width + k] = from[k * column + i * step];
        }
      }
    }
  }

  void add_up(const float* packed, int64_t width, int64_t lanes, float* to) const {
    for (int64_t v = 0; v < width && v < lanes; v += kLanes) {
      Vec sum{};
      for (int64_t i = 0; i < depth; i++) sum += load(packed + i * width + v);
      store_first(to + v, sum, smaller(kLanes, lanes - v));
    }
  }

  // Rows [first, end), which lie one beside the other in y.
  void run_turned(Tile tile, int64_t first, int64_t end, int64_t width, float* to) const {
    float block[kPixels * kBlock];
    const int64_t count = end - first, tiles = ceil_div(count, kPixels), lanes = tile.lanes;
    tile.y = block, tile.y_step = tile.lanes = width;
    for (int64_t i = 0; i < tiles; i++) {
      const int64_t begin = count * i / tiles, n = count * (i + 1) / tiles - begin;
      tile.x = a + (first + begin) * a_row;
      kTiles[width / kLanes][n](tile);
      for (int64_t k = 0; k < lanes; k++) {
        float* column = to + k * y_column + first + begin;
        for (int64_t p = 0; p < n; p++) column[p] = block[p * width + k];
      }
    }
  }
};

void run_products(Product* products, int count, Workers& workers) {
  double work = 0;
  for (int i = 0; i < count; i++) work += products[i].work();
  const bool alone = work < static_cast<double>(workers.awake() ? kAwakeWorth : kProductWorth);
  int64_t tasks = 0;
  for (int i = 0; i < count; i++) {
    if (!alone) products[i].divide(static_cast<int64_t>(kTasks * workers.count() * (products[i].work() / work) + 0.5));
    tasks += products[i].tasks();
  }
  const auto run = [&](int64_t task) {
    const Product* product = products;
    for (; task >= product->tasks(); product++) task -= product->tasks();
    product->run(task);
  };
  if (!alone) return spread(workers, tasks, run);
  for (int64_t task = 0; task < tasks; task++) run(task);
}

void product(const Matrices& m, const Array* inputs, const Array* outputs, Workers& workers) {
  const bool a_turned = m.has(kFirstTurned), b_turned = m.has(kSecondTurned);
  Product p{inputs[0].data, a_turned ? 1 : m.depth, a_turned ? m.rows : 1,
            inputs[1].data, b_turned ? 1 : m.columns, b_turned ? m.depth : 1,
            outputs[0].data, m.columns, 1, m.rows, m.depth, m.columns};
  if (b_turned && !(m.flags & (kAddsBias | kEndsInRelu))) p = p.exchanged();
  if (m.has(kAddsBias)) p.bias = inputs[2].data;
  p.relu = m.has(kEndsInRelu), p.activation = m.activation();
  if (m.has(kThrough)) p.slope_of = inputs[m.has(kAddsBias) ? 3 : 2].data;
  run_products(&p, 1, workers);
}

// Of y = x w + bias: x, dy[, w] -> dw[, dbias][, dx]; where x is an activation's result, dx goes on through that.
void product_grads(const Matrices& m, const Array* inputs, const Array* outputs, Workers& workers) {
  const float *x = inputs[0].data, *dy = inputs[1].data;
  Product both[2] = {{x, 1, m.depth, dy, m.columns, 1, outputs[0].data, m.columns, 1, m.depth, m.rows, m.columns}, {}};
  if (m.has(kForBias)) both[0].sums = outputs[1].data;
  if (m.has(kForInput)) {
    float* dx = outputs[m.has(kForBias) ? 2 : 1].data;
    const Product p{dy, m.columns, 1, inputs[2].data, 1, m.columns, dx, m.depth, 1, m.rows, m.columns, m.depth};
    both[1] = p.exchanged();
    if (m.activation() != kLinear) both[1].activation = m.activation(), both[1].slope_of = x;
  }
  run_products(both, m.has(kForInput) ? 2 : 1, workers);
}

}  // namespace
}  // namespace tenfold
