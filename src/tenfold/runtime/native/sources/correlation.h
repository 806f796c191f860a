// The convolution that serves forwards and, with its filters turned round, backwards to the input. Direct: no matrix of
// windows is made. Packed weights stay in the cache while they meet a band of input rows.
#pragma once

#include "tile.h"

namespace tenfold {
namespace {

// y[n, o, g, k] = sum over taps t and c < depth of x[n, o * stride + t * dilation - before, g, c] * w[g, t, c, k]
struct Correlation {
  int64_t batch, groups;
  int64_t in[3], depth, out[3], outputs;  // depth and outputs of one group
  int64_t kernel[3], stride[3], dilation[3], before[3];
  const float* x;
  const float* weights;  // packed, see `Packing`
  const float* bias;     // or nullptr
  bool relu;
  float* y;
  int64_t y_batch, y_step[3];  // elements from an image, or from an output along each axis, to the next
  int64_t last_row = 0;        // pixels of the last row, where it is shorter than the others

  int64_t channels() const { return groups * depth; }
  int64_t taps() const { return kernel[0] * kernel[1] * kernel[2]; }
  // Whether a row of the kernel is one run of inputs: then any depth makes long runs.
  bool fused() const { return groups == 1 && dilation[2] == 1; }
  int64_t reach(int axis) const { return (out[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1; }
};

// Weights by group, block of output channels, tap and input channel; a block's last vector is filled up with zeros.
struct Packing {
  int64_t rows, outputs;  // rows: taps * depth

  int64_t group() const { return rows * packed_width(outputs); }
  int64_t blocks() const { return ceil_div(outputs, kBlock); }
};

constexpr int64_t kBand = 48 * 1024;  // input elements of a band: they stay in the second cache beside the weights

// Input rows that a band of output rows needs, with the padding at their ends: in place where there is none.
struct Slab {
  const float* data;
  int64_t plane, row;  // elements from one to the next
};

// Copies an input row into `to`, `columns` pixels wide, of which `skipped` (may be negative) stand before the row's first.
TENFOLD_INLINE void copy_row(const float* from, int64_t width, int64_t channels, int64_t skipped, int64_t columns,
                             float* to) {
  const int64_t left = smaller(larger(skipped, 0), columns), first = larger(-skipped, 0);
  const int64_t middle = larger(0, smaller(width - first, columns - left)), right = columns - left - middle;
  std::memset(to, 0, left * channels * sizeof(float));
  if (middle * channels > 0) {  // an input of no elements may have no memory
    std::memcpy(to + left * channels, from + first * channels, middle * channels * sizeof(float));
  }
  std::memset(to + (left + middle) * channels, 0, right * channels * sizeof(float));
}

// Output rows [o1, end1) of plane o0 of image n.
class Band {
 public:
  Band(const Correlation& c, int64_t n, int64_t o0, int64_t o1, int64_t end1, Tap* taps)
      : c_(c), o0_(o0), o1_(o1), end1_(end1), image_(c.x + n * c.in[0] * c.in[1] * c.in[2] * c.channels()), taps_(taps) {
    y_ = c.y + n * c.y_batch + o0 * c.y_step[0];
  }

  static bool padded(const Correlation& c) { return c.before[2] != 0 || c.reach(2) > c.in[2]; }
  int64_t rows() const { return (end1_ - o1_ - 1) * c_.stride[1] + (c_.kernel[1] - 1) * c_.dilation[1] + 1; }
  int64_t slab_size() const { return padded(c_) ? c_.kernel[0] * rows() * c_.reach(2) * c_.channels() : 0; }

  // Blocks [first, last) of output channels, those of all groups counted.
  void run(int64_t first, int64_t last, float* memory) {
    const int64_t blocks = ceil_div(c_.outputs, kBlock);
    slab_ = padded(c_) ? copied(memory) : in_place();
    for (int64_t b = first; b < last; b++) {
      for (int64_t o1 = o1_; o1 < end1_; o1++) run_block(b / blocks, b % blocks * kBlock, o1);
    }
  }

 private:
  int64_t input_row(int64_t o1) const { return o1 * c_.stride[1] - c_.before[1]; }
  int64_t input_plane(int64_t k0) const { return o0_ * c_.stride[0] - c_.before[0] + k0 * c_.dilation[0]; }
  bool inside(int64_t i, int axis) const { return i >= 0 && i < c_.in[axis]; }

  // Row 0 of the slab is the first that the band's first output row asks for, in the image or not.
  Slab in_place() const {
    const int64_t row = c_.in[2] * c_.channels(), plane = c_.in[1] * row;
    return {image_ + input_plane(0) * plane + input_row(o1_) * row, c_.dilation[0] * plane, row};
  }

  Slab copied(float* memory) const {
    const int64_t columns = c_.reach(2), row = columns * c_.channels(), line = c_.in[2] * c_.channels();
    for (int64_t k0 = 0; k0 < c_.kernel[0]; k0++) {
      if (!inside(input_plane(k0), 0)) continue;
      for (int64_t r = 0; r < rows(); r++) {
        const int64_t i1 = input_row(o1_) + r;
        if (!inside(i1, 1)) continue;
        copy_row(image_ + (input_plane(k0) * c_.in[1] + i1) * line, c_.in[2], c_.channels(), c_.before[2], columns,
                 memory + (k0 * rows() + r) * row);
      }
    }
    return {memory, rows() * row, row};
  }

  // The taps of an output row that meet the image. The others add nothing.
  int64_t gather_taps(int64_t o1, int64_t width) const {
    const bool fused = c_.fused();
    const int64_t columns = fused ? 1 : c_.kernel[2], run = (fused ? c_.kernel[2] : 1) * c_.depth * width;
    int64_t count = 0;
    for (int64_t k0 = 0; k0 < c_.kernel[0]; k0++) {
      for (int64_t k1 = 0; k1 < c_.kernel[1]; k1++) {
        if (!inside(input_plane(k0), 0) || !inside(input_row(o1) + k1 * c_.dilation[1], 1)) continue;
        for (int64_t k2 = 0; k2 < columns; k2++) {
          taps_[count++] = {k0 * slab_.plane + k1 * c_.dilation[1] * slab_.row + k2 * c_.dilation[2] * c_.channels(),
                            ((k0 * c_.kernel[1] + k1) * columns + k2) * run};
        }
      }
    }
    return count;
  }

  void run_block(int64_t g, int64_t k, int64_t o1) const {
    const Packing packing{c_.taps() * c_.depth, c_.outputs};
    const int64_t width = block_width(c_.outputs, k);
    Tile tile;
    tile.x = slab_.data + (o1 - o1_) * c_.stride[1] * slab_.row + g * c_.depth;
    tile.x_step = c_.stride[2] * c_.channels();
    tile.taps = taps_;
    tile.n_taps = gather_taps(o1, width);
    tile.run = (c_.fused() ? c_.kernel[2] : 1) * c_.depth;
    tile.w = c_.weights + g * packing.group() + k * packing.rows;
    tile.y = y_ + o1 * c_.y_step[1] + g * c_.outputs + k;
    tile.y_step = c_.y_step[2];
    tile.lanes = smaller(width, c_.outputs - k);
    tile.bias = c_.bias ? c_.bias + g * c_.outputs + k : nullptr;
    tile.relu = c_.relu;
    const bool shorter = c_.last_row && o1 == c_.out[1] - 1;
    run_row(tile, shorter ? c_.last_row : c_.out[2], static_cast<int>(width / kLanes));
  }

  const Correlation& c_;
  const int64_t o0_, o1_, end1_;
  const float* image_;
  float* y_;
  Tap* taps_;
  Slab slab_;
};

// Whether each output pixel is made of the input pixel at its own place.
TENFOLD_INLINE bool pointwise(const Correlation& c) {
  bool same = c.taps() == 1;
  int64_t step = c.y_step[2];
  for (int i = 2; i >= 0; i--) {
    same = same && c.out[i] == c.in[i] && c.stride[i] == 1 && !c.before[i] && c.y_step[i] == step;
    step *= c.out[i];
  }
  return same && c.y_batch == step;
}

// All pixels of such a convolution as rows of equal length, however short the image's are.
TENFOLD_INLINE void flatten(Correlation& c, int64_t threads) {
  const int64_t pixels = c.batch * c.in[0] * c.in[1] * c.in[2];
  const int64_t width = smaller(16 * kPixels, round_up(ceil_div(pixels, 2 * threads), kPixels));
  c.batch = c.in[0] = c.out[0] = 1;
  c.in[1] = c.out[1] = ceil_div(pixels, width);
  c.in[2] = c.out[2] = width;
  c.y_step[1] = width * c.y_step[2];
  c.last_row = pixels - (c.in[1] - 1) * width;
}

// How many output rows a part does: as the second cache holds, but enough parts for all threads.
TENFOLD_INLINE int64_t band_rows(const Correlation& c, int64_t threads) {
  const int64_t per_row = c.kernel[0] * c.reach(2) * c.channels() * c.stride[1];
  int64_t rows = smaller(c.out[1], larger(1, kBand / larger(1, per_row)));
  while (rows > 4 && c.batch * c.out[0] * ceil_div(c.out[1], rows) < 4 * threads) rows = (rows + 1) / 2;
  return ceil_div(c.out[1], ceil_div(c.out[1], rows));
}

void correlate(Correlation c, Workers& workers) {
  if (!c.batch || !c.out[0] || !c.out[1] || !c.out[2] || !c.outputs) return;
  if (pointwise(c)) flatten(c, workers.count());
  const int64_t rows = band_rows(c, workers.count()), bands = c.batch * c.out[0] * ceil_div(c.out[1], rows);
  const int64_t blocks = c.groups * ceil_div(c.outputs, kBlock);
  const int64_t shares = smaller(blocks, ceil_div(2 * workers.count(), bands));  // of the blocks, where bands are few
  spread(workers, bands * shares, [&](int64_t i) {
    const int64_t band_of_plane = i / shares % ceil_div(c.out[1], rows), plane = i / shares / ceil_div(c.out[1], rows);
    const int64_t o1 = band_of_plane * rows, share = i % shares;
    Scratch taps(c.taps() * static_cast<int64_t>(sizeof(Tap) / sizeof(float)));
    Band band(c, plane / c.out[0], plane % c.out[0], o1, smaller(c.out[1], o1 + rows), reinterpret_cast<Tap*>(taps.data()));
    Scratch memory(band.slab_size());
    band.run(blocks * share / shares, blocks * (share + 1) / shares, memory.data());
  });
}

}  // namespace
}  // namespace tenfold
