// The innermost loop of convolutions and products: a block of output pixels times a block of output channels, its sums in
// registers from the first tap to the last.
#pragma once

#include "vec.h"

namespace tenfold {
namespace {

// Where a run of inputs begins, relative to a pixel's, and where its weights begin.
struct Tap {
  int64_t x, w;
};

// y[p][k] = epilogue(sum over taps t and i < run of x[taps[t].x + p * x_step + i * x_next] * w[taps[t].w + i * width + k])
// for k < width = vectors * kLanes, of which the first `lanes` are stored.
struct Tile {
  const float* x;
  int64_t x_step;
  const Tap* taps;
  int64_t n_taps, run;
  const float* w;
  float* y;
  int64_t y_step, lanes;
  const float* bias;  // or nullptr
  bool relu;
  bool adds = false;  // to what stands in y
  int64_t x_next = 1;
};

constexpr int kAhead = 8;  // weights are fetched this many inputs before they are used
constexpr int64_t kRowsAhead = 16;  // and where they lie apart from each other

template <int P, int V>
TENFOLD_INLINE void store_tile(const Tile& t, Vec (&sum)[P][V]) {
  if (t.adds) {
    TENFOLD_UNROLL for (int p = 0; p < P; p++) {
      TENFOLD_UNROLL for (int v = 0; v < V; v++) sum[p][v] += load(t.y + p * t.y_step + v * kLanes);
    }
  }
  if (t.bias) {
    TENFOLD_UNROLL for (int v = 0; v < V; v++) {
      const Vec b = load_first(t.bias + v * kLanes, t.lanes - v * kLanes);
      TENFOLD_UNROLL for (int p = 0; p < P; p++) sum[p][v] += b;
    }
  }
  if (t.relu) {
    TENFOLD_UNROLL for (int p = 0; p < P; p++) {
      TENFOLD_UNROLL for (int v = 0; v < V; v++) sum[p][v] = relu(sum[p][v]);
    }
  }
  TENFOLD_UNROLL for (int p = 0; p < P; p++) {
    TENFOLD_UNROLL for (int v = 0; v < V; v++) store(t.y + p * t.y_step + v * kLanes, sum[p][v]);
  }
}

// The same where the last vector is not whole. Apart, so that the loop over the taps never has its sums in memory.
template <int P, int V>
TENFOLD_INLINE void store_narrow_tile(const Tile& t, Vec (&sum)[P][V]) {
  float whole[P][V * kLanes];
  Tile copy = t;
  float bias[V * kLanes] = {};
  if (t.bias) std::memcpy(bias, t.bias, t.lanes * sizeof(float)), copy.bias = bias;
  copy.y = whole[0], copy.y_step = V * kLanes, copy.lanes = V * kLanes;
  if (t.adds) {
    for (int p = 0; p < P; p++) std::memcpy(whole[p], t.y + p * t.y_step, t.lanes * sizeof(float));
  }
  store_tile<P, V>(copy, sum);
  for (int p = 0; p < P; p++) std::memcpy(t.y + p * t.y_step, whole[p], t.lanes * sizeof(float));
}

template <int P, int V>
void run_tile(const Tile& t) {
  Vec sum[P][V];
  TENFOLD_UNROLL for (int p = 0; p < P; p++) {
    TENFOLD_UNROLL for (int v = 0; v < V; v++) sum[p][v] = Vec{};
  }
  const int64_t step = t.x_step, step3 = 3 * step, next = t.x_next;
  for (int64_t k = 0; k < t.n_taps; k++) {
    const float* w = t.w + t.taps[k].w;
    // Every fourth pixel has a pointer; those between are reached by what an address can be made of.
    const float* x0 = t.x + t.taps[k].x;
    const float *x1 = x0 + 4 * step, *x2 = x0 + 8 * step, *x3 = x0 + 12 * step;
    for (int64_t i = 0; i < t.run; i++) {
      Vec weights[V];
      TENFOLD_UNROLL for (int v = 0; v < V; v++) weights[v] = load(w + v * kLanes);
      TENFOLD_UNROLL for (int p = 0; p < P; p++) {
        const float* x = p < 4 ? x0 : p < 8 ? x1 : p < 12 ? x2 : x3;
        const Vec pixel = all(p % 4 == 0 ? x[0] : p % 4 == 1 ? x[step] : p % 4 == 2 ? x[2 * step] : x[step3]);
        TENFOLD_UNROLL for (int v = 0; v < V; v++) sum[p][v] += pixel * weights[v];
      }
      TENFOLD_UNROLL for (int v = 0; v < V; v++) __builtin_prefetch(w + (kAhead * V + v) * kLanes);
      w += V * kLanes, x0 += next, x1 += next, x2 += next, x3 += next;
      asm("" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3));  // or GCC keeps a pointer for every pixel and spills them
    }
  }
  if (t.lanes >= V * kLanes) return store_tile<P, V>(t, sum);
  store_narrow_tile<P, V>(t, sum);
}

// A tile of one tap and whole vectors, whose weights are read where they lie, `step` from one input to the next, and laid
// into `to` for the tiles that follow, unless that is nullptr.
template <int P>
void run_first_tile(const Tile& t, const float* w, int64_t step_of_weights, float* to) {
  constexpr int V = kVectors;
  Vec sum[P][V];
  TENFOLD_UNROLL for (int p = 0; p < P; p++) {
    TENFOLD_UNROLL for (int v = 0; v < V; v++) sum[p][v] = Vec{};
  }
  const int64_t step = t.x_step, step3 = 3 * step, next = t.x_next, ahead = kRowsAhead * step_of_weights;
  const float *x0 = t.x, *x1 = x0 + 4 * step, *x2 = x0 + 8 * step, *x3 = x0 + 12 * step;
  for (int64_t i = 0; i < t.run; i++) {
    Vec weights[V];
    TENFOLD_UNROLL for (int v = 0; v < V; v++) weights[v] = load(w + v * kLanes);
    __builtin_prefetch(w + ahead), __builtin_prefetch(w + ahead + kBlock - 1);
    if (to) {
      TENFOLD_UNROLL for (int v = 0; v < V; v++) store(to + v * kLanes, weights[v]);
      to += kBlock;
    }
    TENFOLD_UNROLL for (int p = 0; p < P; p++) {
      const float* x = p < 4 ? x0 : p < 8 ? x1 : p < 12 ? x2 : x3;
      const Vec pixel = all(p % 4 == 0 ? x[0] : p % 4 == 1 ? x[step] : p % 4 == 2 ? x[2 * step] : x[step3]);
      TENFOLD_UNROLL for (int v = 0; v < V; v++) sum[p][v] += pixel * weights[v];
    }
    w += step_of_weights, x0 += next, x1 += next, x2 += next, x3 += next;
    asm("" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3));
  }
  store_tile<P, V>(t, sum);
}

using RunTile = void (*)(const Tile&);
using RunFirstTile = void (*)(const Tile&, const float* weights, int64_t step, float* to);

#define TENFOLD_TILES_6(V) \
  nullptr, run_tile<1, V>, run_tile<2, V>, run_tile<3, V>, run_tile<4, V>, run_tile<5, V>, run_tile<6, V>
#define TENFOLD_TILES_14(V)                                                                                        \
  TENFOLD_TILES_6(V), run_tile<7, V>, run_tile<8, V>, run_tile<9, V>, run_tile<10, V>, run_tile<11, V>, \
      run_tile<12, V>, run_tile<13, V>, run_tile<14, V>

// By vectors and pixels: each of 1..kPixels.
#if TENFOLD_LANES == 16 || defined(__aarch64__)
const RunTile kTiles[kVectors + 1][kPixels + 1] = {{}, {TENFOLD_TILES_14(1)}, {TENFOLD_TILES_14(2)}};
#else
const RunTile kTiles[kVectors + 1][kPixels + 1] = {{}, {TENFOLD_TILES_6(1)}, {TENFOLD_TILES_6(2)}};
#endif

#define TENFOLD_FIRST_TILES_6                                                                                \
  nullptr, run_first_tile<1>, run_first_tile<2>, run_first_tile<3>, run_first_tile<4>, run_first_tile<5>, \
      run_first_tile<6>

#if TENFOLD_LANES == 16 || defined(__aarch64__)
const RunFirstTile kFirstTiles[kPixels + 1] = {
    TENFOLD_FIRST_TILES_6, run_first_tile<7>,  run_first_tile<8>,  run_first_tile<9>, run_first_tile<10>,
    run_first_tile<11>,    run_first_tile<12>, run_first_tile<13>, run_first_tile<14>};
#else
const RunFirstTile kFirstTiles[kPixels + 1] = {TENFOLD_FIRST_TILES_6};
#endif

// How many elements of packed weights stand for `outputs` channels: whole blocks, and one vector where that will do.
TENFOLD_INLINE int64_t packed_width(int64_t outputs) { return round_up(outputs, kLanes); }

// The width of the block that begins at output channel k.
TENFOLD_INLINE int64_t block_width(int64_t outputs, int64_t k) { return outputs - k > kLanes ? kBlock : kLanes; }

// Pixels [first, first + count) of a row, in tiles of nearly equal length.
TENFOLD_INLINE void run_row(Tile tile, int64_t count, int vectors) {
  const int64_t tiles = ceil_div(count, kPixels);
  const float* x = tile.x;
  float* y = tile.y;
  for (int64_t i = 0, begin = 0; i < tiles; i++) {
    const int64_t end = count * (i + 1) / tiles;
    tile.x = x + begin * tile.x_step, tile.y = y + begin * tile.y_step;
    kTiles[vectors][end - begin](tile);
    begin = end;
  }
}

}  // namespace
}  // namespace tenfold
