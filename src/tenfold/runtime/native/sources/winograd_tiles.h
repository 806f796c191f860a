// Which convolutions Winograd's way can do, the tiles of their outputs, and what each tile sees.
#pragma once

#include "correlation.h"
#include "winograd_transforms.h"

namespace tenfold {
namespace {

constexpr int64_t kApart = 16;  // elements between the points, or all would fall on the same lines of a cache

// Whether `s`, a Geometry or a Correlation, has one group of 3x3 or 5x5 filters that go from place to place.
template <typename Sizes>
bool fits_winograd(const Sizes& s) {
  bool fits = s.batch && s.groups == 1 && s.outputs && s.kernel[0] == 1;
  fits = fits && (s.kernel[1] == 3 || s.kernel[1] == 5) && s.kernel[2] == s.kernel[1];
  for (int i = 0; i < 3; i++) fits = fits && s.stride[i] == 1 && s.dilation[i] == 1 && s.in[i] && s.out[i];
  return fits && s.in[0] == s.out[0] && !s.before[0];
}

// Images whose square tiles of outputs are numbered row after row, image after image. The last ones of a row or of a
// column may be smaller; what they see beyond the image is zero.
struct WinogradTiles {
  int64_t images, in[2], out[2], before[2], depth;
  int64_t side;    // of a tile, in outputs
  const float* x;  // (images, *in, depth)

  template <typename Sizes>
  static WinogradTiles of(const Sizes& s, int64_t depth, const float* x) {
    const int64_t side = outputs_of_taps(static_cast<int>(s.kernel[1]));
    return {s.batch * s.in[0], {s.in[1], s.in[2]}, {s.out[1], s.out[2]}, {s.before[1], s.before[2]}, depth, side, x};
  }

  int64_t rows() const { return ceil_div(out[0], side); }
  int64_t columns() const { return ceil_div(out[1], side); }
  int64_t count() const { return images * rows() * columns(); }
};

// Of a folded image (folded.h): channels stand by position within 2x2, and filters of five taps have but two at odd ones.
// Then the last of a 3x3 filter's taps is zero there, and with it all at the point that knows no other tap.
struct Folds {
  int64_t channels = 0;   // of the larger image; 0: nothing is folded
  bool fives[2] = {};     // of the axes
  int point = 0;          // the one of that tap along an axis

  // The channels, of `all`, that are not zero at one of the 36 points.
  struct Range {
    int64_t first, end;
  };
  TENFOLD_INLINE Range range(int position, int64_t all) const {
    if (!channels) return {0, all};
    const bool even_rows = fives[0] && position / kWinogradIn == point;
    const bool even_columns = fives[1] && position % kWinogradIn == point;
    return {even_rows ? channels : 0, even_columns ? 2 * channels : even_rows ? 3 * channels : all};
  }
  // Where the channels of a position within 2x2 stand: so that what a point has lies together.
  static int64_t place(int64_t row, int64_t column) { return row ? 3 * column : 1 + column; }
};

// The first output of a tile.
struct Place {
  int64_t image, row, column;
};

TENFOLD_INLINE Place place_of(const WinogradTiles& tiles, int64_t t) {
  const int64_t columns = tiles.columns(), of_image = tiles.rows() * columns;
  return {t / of_image, t % of_image / columns * tiles.side, t % columns * tiles.side};
}

// Channels-last images.
struct Images {
  const float* data;
  int64_t count, rows, columns, channels;
};

// A patch as vectors of channels can be read from: in place, or a copy.
struct Patch {
  const float* data;
  int64_t row, column;  // elements from one to the next
};

constexpr int64_t patch_size(int64_t side, int64_t channels) { return side * side * channels + kLanes; }

// The patch at (row, column) of an image, zeros where that ends. Whole vectors of channels may be read: behind the last
// channel stand the next pixel's, and where there is no next pixel, zeros.
TENFOLD_INLINE Patch patch_of(const Images& images, int64_t image, int64_t row, int64_t column, int64_t side,
                              float* memory) {
  const int64_t channels = images.channels, line = images.columns * channels, whole = round_up(channels, kLanes);
  const float* from = images.data + image * images.rows * line;
  const int64_t last = ((image * images.rows + row + side - 1) * images.columns + column + side - 1) * channels;
  if (row >= 0 && column >= 0 && row + side <= images.rows && column + side <= images.columns &&
      last + whole <= images.count * images.rows * line) {
    return {from + row * line + column * channels, line, channels};
  }
  for (int64_t r = 0; r < side; r++) {
    float* to = memory + r * side * channels;
    if (row + r < 0 || row + r >= images.rows) {
      std::memset(to, 0, side * channels * sizeof(float));
    } else {
      copy_row(from + (row + r) * line, images.columns, channels, -column, side, to);
    }
  }
  std::memset(memory + side * side * channels, 0, kLanes * sizeof(float));
  return {memory, side * channels, channels};
}

// The inputs that tile t sees, at the points: vectors of channels from `points` on, points `step` elements apart.
TENFOLD_INLINE void gather_inputs(const WinogradTiles& tiles, int64_t t, float* points, int64_t step, float* memory) {
  const Place p = place_of(tiles, t);
  const Images images{tiles.x, tiles.images, tiles.in[0], tiles.in[1], tiles.depth};
  const int64_t row = p.row - tiles.before[0], column = p.column - tiles.before[1];
  const Patch patch = patch_of(images, p.image, row, column, kWinogradIn, memory);
  for (int64_t j = 0; j < tiles.depth; j += kLanes) {
    transform_inputs(patch.data + j, patch.row, patch.column, points + j, step);
  }
}

TENFOLD_INLINE float sum_of_lanes(Vec v) {
  float total = 0;
  for (int i = 0; i < kLanes; i++) total += v[i];
  return total;
}

// In units of a product of vectors, as measured with 8 lanes from 1 to 512 channels: what it costs to bring a vector of
// channels of a tile to the points or back; the same of filters that stay in the cache, and of those that do not.
// Memory is no faster where vectors are longer: with 16 lanes and two products a cycle (an estimate) it costs more units.
constexpr double kTileCost = 330, kFilterCost = 300, kFarFilterCost = kLanes == 16 ? 2400 : 600;
constexpr double kNear = 1 << 20;  // elements of all filters at the points

// The cost of a layer, filters included, in these units times vectors' lanes.
TENFOLD_INLINE double winograd_cost(const WinogradTiles& tiles, int64_t outputs) {
  const double count = static_cast<double>(tiles.count()), width = static_cast<double>(packed_width(outputs));
  const double depth = static_cast<double>(tiles.depth), whole = static_cast<double>(round_up(tiles.depth, kLanes));
  const double filters = (kPositions * depth * width > kNear ? kFarFilterCost : kFilterCost) * depth * width;
  return count * (kPositions * depth * width + kTileCost * (whole + width)) + filters;
}

constexpr double kGain = 1.1;  // the direct way is left where it costs this much more

}  // namespace
}  // namespace tenfold
