// The gradient of a convolution for its filters: for each tap, the sum over all pixels of input times dy.
//
// Pixels are divided into chunks by the geometry alone. Each has sums of its own, added up in chunk order at the end, so
// that the number of threads changes nothing. Within a chunk bands of some hundred pixels meet every tap while they are
// in the cache.
#pragma once

#include "correlation.h"
#include "pooling.h"

namespace tenfold {
namespace {

// sum[j][m][k] += sum over pixels (r, c) of x[j * run_step + r * row_step + c * x_step + m] * dy[(r * columns + c) * width + k]
struct Products {
  const float* x;
  int64_t run_step, row_step, x_step;
  const float* dy;
  int64_t rows, columns;
  float* sums;
  int64_t sums_step;  // from a run's sums to the next run's
};

template <int J, int M, int V>
void add_products(const Products& p) {
  Vec sum[J][M][V];
  TENFOLD_UNROLL for (int j = 0; j < J; j++) {
    TENFOLD_UNROLL for (int m = 0; m < M; m++) {
      TENFOLD_UNROLL for (int v = 0; v < V; v++) sum[j][m][v] = load(p.sums + j * p.sums_step + (m * V + v) * kLanes);
    }
  }
  const float* dy = p.dy;
  for (int64_t r = 0; r < p.rows; r++) {
    const float* x = p.x + r * p.row_step;
    for (int64_t c = 0; c < p.columns; c++) {
      Vec d[V];
      TENFOLD_UNROLL for (int v = 0; v < V; v++) d[v] = load(dy + v * kLanes);
      TENFOLD_UNROLL for (int j = 0; j < J; j++) {
        TENFOLD_UNROLL for (int m = 0; m < M; m++) {
          const Vec input = all(x[j * p.run_step + m]);
          TENFOLD_UNROLL for (int v = 0; v < V; v++) sum[j][m][v] += input * d[v];
        }
      }
      dy += V * kLanes, x += p.x_step;
    }
  }
  TENFOLD_UNROLL for (int j = 0; j < J; j++) {
    TENFOLD_UNROLL for (int m = 0; m < M; m++) {
      TENFOLD_UNROLL for (int v = 0; v < V; v++) store(p.sums + j * p.sums_step + (m * V + v) * kLanes, sum[j][m][v]);
    }
  }
}

using AddProducts = void (*)(const Products&);

#define TENFOLD_PRODUCTS_6(V)                                                                                       \
  nullptr, add_products<1, 1, V>, add_products<1, 2, V>, add_products<1, 3, V>, add_products<1, 4, V>, \
      add_products<1, 5, V>, add_products<1, 6, V>
#define TENFOLD_PRODUCTS_14(V)                                                                            \
  TENFOLD_PRODUCTS_6(V), add_products<1, 7, V>, add_products<1, 8, V>, add_products<1, 9, V>,             \
      add_products<1, 10, V>, add_products<1, 11, V>, add_products<1, 12, V>, add_products<1, 13, V>, \
      add_products<1, 14, V>

// By vectors and inputs of a run.
#if TENFOLD_LANES == 16 || defined(__aarch64__)
const AddProducts kProducts[kVectors + 1][kPixels + 1] = {{}, {TENFOLD_PRODUCTS_14(1)}, {TENFOLD_PRODUCTS_14(2)}};
#else
const AddProducts kProducts[kVectors + 1][kPixels + 1] = {{}, {TENFOLD_PRODUCTS_6(1)}, {TENFOLD_PRODUCTS_6(2)}};
#endif

// Of runs that are short, several rows of the kernel at once, by the length of a run.
constexpr int kShort = 3;
const AddProducts kShortProducts[kVectors + 1][kShort + 1] = {
    {},
    {nullptr, add_products<3, 1, 1>, add_products<3, 2, 1>, add_products<2, 3, 1>},
    {nullptr, add_products<3, 1, 2>, add_products<3, 2, 2>, add_products<2, 3, 2>}};
constexpr int kRunsAtOnce[kShort + 1] = {0, 3, 3, 2};

// A run of any length.
TENFOLD_INLINE void add_run(Products p, int64_t run, int vectors) {
  const int64_t parts = ceil_div(run, kPixels);
  const float* x = p.x;
  float* sums = p.sums;
  for (int64_t i = 0, begin = 0; i < parts; i++) {
    const int64_t end = run * (i + 1) / parts;
    p.x = x + begin, p.sums = sums + begin * vectors * kLanes;
    kProducts[vectors][end - begin](p);
    begin = end;
  }
}

class FilterGradient {
 public:
  // Where `pooling` is given, dy is its gradient for the convolution's result, made band after band.
  FilterGradient(const Geometry& g, const float* x, const float* dy, const MaxPoolGrad* pooling, float* dw, float* db,
                 Workers& workers)
      : g_(g), x_(x), dy_(dy), pooling_(pooling), dw_(dw), db_(db), workers_(workers) {
    fused_ = g.groups == 1 && g.dilation[2] == 1;
    run_ = (fused_ ? g.kernel[2] : 1) * g.depth();
    runs_ = g.kernel[0] * g.kernel[1] * (fused_ ? 1 : g.kernel[2]);
    packing_ = {g.taps() * g.depth(), g.outputs_of_group()};
    padded_ = false;
    for (int i = 0; i < 3; i++) padded_ = padded_ || g.before[i] || reach(i) > g.in[i];
    columns_ = padded_ ? reach(2) : g.in[2];
    rows_ = larger(1, smaller(g.out[1], kChunkPixels / larger(1, g.out[2])));
    if (pooling) rows_ = smaller(g.out[1], round_up(rows_, pooling->rows_apart()));  // whole windows, where they can be
    bands_ = ceil_div(g.out[1], rows_);
    sums_ = g.groups * packing_.group() + round_up(g.outputs, kLanes);  // the bias's stand behind
    chunks_ = larger(1, smaller(smaller(kChunks, kMostSums / larger(1, sums_)), units()));
  }

  void run() {
    Scratch sums(chunks_ * sums_);
    const int64_t blocks = g_.groups * packing_.blocks();
    const int64_t shares = smaller(blocks, ceil_div(2 * workers_.count(), chunks_));
    spread(workers_, chunks_ * shares, [&](int64_t i) {
      const int64_t chunk = i / shares, share = i % shares;
      add_chunk(chunk, blocks * share / shares, blocks * (share + 1) / shares, sums.data() + chunk * sums_);
    });
    add_up(sums.data());
  }

 private:
  static constexpr int64_t kChunkPixels = 256;
  static constexpr int64_t kChunks = 16;
  static constexpr int64_t kMostSums = int64_t{1} << 21;  // elements of all chunks together

  int64_t reach(int axis) const {
    return (g_.out[axis] - 1) * g_.stride[axis] + (g_.kernel[axis] - 1) * g_.dilation[axis] + 1;
  }

  // Bands of all images: what chunks are made of.
  int64_t units() const { return g_.batch * g_.out[0] * bands_; }

  // The chunk's sums for blocks [first, last) of output channels.
  void add_chunk(int64_t chunk, int64_t first, int64_t last, float* sums) const {
    for (int64_t b = first; b < last; b++) clear(b, sums);
    Scratch copy(padded_ ? g_.kernel[0] * slab_rows(rows_) * columns_ * g_.channels : 0), packed(rows_ * g_.out[2] * kBlock);
    Scratch unpooled(pooling_ ? rows_ * g_.out[2] * g_.outputs : 0);
    for (int64_t u = units() * chunk / chunks_; u < units() * (chunk + 1) / chunks_; u++) {
      const int64_t n = u / (g_.out[0] * bands_), o0 = u / bands_ % g_.out[0], o1 = u % bands_ * rows_;
      const int64_t rows = smaller(rows_, g_.out[1] - o1);
      const Slab slab = padded_ ? copied(n, o0, o1, rows, copy.data()) : in_place(n, o0, o1);
      const float* dy = pooling_ ? unpooled.data() : dy_ + ((n * g_.out[0] + o0) * g_.out[1] + o1) * g_.out[2] * g_.outputs;
      if (pooling_) pooling_->band(n, o1, o1 + rows, unpooled.data());
      for (int64_t b = first; b < last; b++) add_band(b, rows, slab, dy, packed.data(), sums);
    }
  }

  int64_t slab_rows(int64_t rows) const { return (rows - 1) * g_.stride[1] + (g_.kernel[1] - 1) * g_.dilation[1] + 1; }
  int64_t outputs() const { return packing_.outputs; }
  int64_t group_of(int64_t block) const { return block / packing_.blocks(); }
  int64_t channel_of(int64_t block) const { return block % packing_.blocks() * kBlock; }
  float* bias_sums(int64_t block, float* sums) const {
    return sums + g_.groups * packing_.group() + group_of(block) * outputs() + channel_of(block);
  }

  void clear(int64_t block, float* sums) const {
    const int64_t k = channel_of(block), width = block_width(outputs(), k);
    std::memset(block_sums(block, sums), 0, packing_.rows * width * sizeof(float));
    std::memset(bias_sums(block, sums), 0, smaller(width, outputs() - k) * sizeof(float));
  }

  float* block_sums(int64_t block, float* sums) const {
    return sums + group_of(block) * packing_.group() + channel_of(block) * packing_.rows;
  }

  Slab in_place(int64_t n, int64_t o0, int64_t o1) const {
    const int64_t row = g_.in[2] * g_.channels, plane = g_.in[1] * row;
    const float* data = x_ + (n * g_.in[0] + o0 * g_.stride[0]) * plane + o1 * g_.stride[1] * row;
    return {data, g_.dilation[0] * plane, row};
  }

  // The input rows that `rows` output rows see, padding filled in: zeros add nothing.
  Slab copied(int64_t n, int64_t o0, int64_t o1, int64_t rows, float* memory) const {
    const int64_t row = columns_ * g_.channels, line = g_.in[2] * g_.channels;
    float* to = memory;
    for (int64_t k0 = 0; k0 < g_.kernel[0]; k0++) {
      const int64_t i0 = o0 * g_.stride[0] + k0 * g_.dilation[0] - g_.before[0];
      for (int64_t r = 0; r < slab_rows(rows); r++, to += row) {
        const int64_t i1 = o1 * g_.stride[1] + r - g_.before[1];
        if (i0 < 0 || i0 >= g_.in[0] || i1 < 0 || i1 >= g_.in[1]) {
          std::memset(to, 0, row * sizeof(float));
        } else {
          copy_row(x_ + ((n * g_.in[0] + i0) * g_.in[1] + i1) * line, g_.in[2], g_.channels, g_.before[2], columns_, to);
        }
      }
    }
    return {memory, slab_rows(rows) * row, row};
  }

  // dy of a block's channels, pixel after pixel, and their sum for the bias.
  void pack(int64_t block, const float* dy, int64_t pixels, float* to, float* bias) const {
    const int64_t k = channel_of(block), width = block_width(outputs(), k), lanes = smaller(width, outputs() - k);
    Vec total[kVectors] = {};
    for (int64_t p = 0; p < pixels; p++, dy += g_.outputs, to += width) {
      for (int v = 0; v * kLanes < width; v++) {
        const Vec d = load_first(dy + v * kLanes, larger(0, lanes - v * kLanes));
        store(to + v * kLanes, d);
        total[v] += d;
      }
    }
    for (int v = 0; v * kLanes < lanes; v++) {
      const int64_t here = lanes - v * kLanes;
      store_first(bias + v * kLanes, load_first(bias + v * kLanes, here) + total[v], here);
    }
  }

  // Adds what a band gives, of which `dy` are all channels.
  void add_band(int64_t block, int64_t rows, const Slab& slab, const float* dy, float* packed, float* sums) const {
    dy += group_of(block) * outputs() + channel_of(block);
    pack(block, dy, rows * g_.out[2], packed, bias_sums(block, sums));
    const int64_t width = block_width(outputs(), channel_of(block));
    Products p;
    p.run_step = g_.dilation[1] * slab.row, p.row_step = g_.stride[1] * slab.row, p.x_step = g_.stride[2] * g_.channels;
    p.dy = packed, p.rows = rows, p.columns = g_.out[2], p.sums_step = run_ * width;
    float* to = block_sums(block, sums);
    for (int64_t k0 = 0; k0 < g_.kernel[0]; k0++) {
      const float* plane = slab.data + k0 * slab.plane + group_of(block) * g_.depth();
      if (fused_ && run_ <= kShort) {
        p.sums = to + k0 * g_.kernel[1] * run_ * width;
        add_short_runs(p, plane, static_cast<int>(width / kLanes));
        continue;
      }
      for (int64_t i = 0; i < runs_ / g_.kernel[0]; i++) {
        const int64_t taps = fused_ ? 1 : g_.kernel[2], k1 = i / taps, k2 = i % taps;
        p.x = plane + k1 * p.run_step + k2 * g_.dilation[2] * g_.channels;
        p.sums = to + (k0 * runs_ / g_.kernel[0] + i) * run_ * width;
        add_run(p, run_, static_cast<int>(width / kLanes));
      }
    }
  }

  void add_short_runs(Products p, const float* plane, int vectors) const {
    const int at_once = kRunsAtOnce[run_];
    float* sums = p.sums;
    for (int64_t k1 = 0; k1 < g_.kernel[1];) {
      const bool several = g_.kernel[1] - k1 >= at_once;
      p.x = plane + k1 * p.run_step, p.sums = sums + k1 * p.sums_step;
      (several ? kShortProducts[vectors][run_] : kProducts[vectors][run_])(p);
      k1 += several ? at_once : 1;
    }
  }

  // The chunks' sums in order, unpacked into the filters' layout.
  void add_up(const float* sums) const {
    const int64_t width_of_row = g_.outputs;
    spread(workers_, packing_.rows, [&](int64_t row) {
      for (int64_t b = 0; b < g_.groups * packing_.blocks(); b++) {
        const int64_t k = channel_of(b), width = block_width(outputs(), k), lanes = smaller(width, outputs() - k);
        const float* from = sums + group_of(b) * packing_.group() + k * packing_.rows + row * width;
        add_chunks(from, lanes, dw_ + row * width_of_row + group_of(b) * outputs() + k);
      }
    });
    if (db_) add_chunks(sums + g_.groups * packing_.group(), g_.outputs, db_);
  }

  void add_chunks(const float* from, int64_t count, float* to) const {
    for (int64_t k = 0; k < count; k += kLanes) {
      Vec total = load_first(from + k, count - k);
      for (int64_t chunk = 1; chunk < chunks_; chunk++) total += load_first(from + chunk * sums_ + k, count - k);
      store_first(to + k, total, count - k);
    }
  }

  const Geometry& g_;
  const float *x_, *dy_;
  const MaxPoolGrad* pooling_;
  float *dw_, *db_;
  Workers& workers_;
  bool fused_, padded_;
  int64_t run_, runs_, columns_, rows_, bands_, sums_, chunks_;
  Packing packing_;
};

void filter_gradient(const Geometry& g, const Array* inputs, const Array* outputs, Workers& workers) {
  float* db = g.has_bias() ? outputs[1].data : nullptr;
  if (inputs[1].size && outputs[0].size) {
    return FilterGradient(g, inputs[0].data, inputs[1].data, nullptr, outputs[0].data, db, workers).run();
  }
  if (outputs[0].size) std::memset(outputs[0].data, 0, outputs[0].size * sizeof(float));  // else it is nowhere
  for (int64_t k = 0; db && k < g.outputs; k++) {
    db[k] = 0;
    for (int64_t i = k; i < inputs[1].size; i += g.outputs) db[k] += inputs[1].data[i];
  }
}

}  // namespace
}  // namespace tenfold
