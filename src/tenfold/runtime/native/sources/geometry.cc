// What a call says of its windows, read and checked before anything is touched.
#include "geometry.h"

#include <cstdio>

namespace tenfold {
namespace {

constexpr int64_t kLargest = int64_t{1} << 31;    // of one size
constexpr int64_t kElements = int64_t{1} << 40;   // of one array: far above any memory, far below overflow

// The product of sizes, or -1 where it is beyond every array.
int64_t product(std::initializer_list<int64_t> sizes) {
  int64_t total = 1;
  for (int64_t size : sizes) {
    if (size == 0) return 0;
  }
  for (int64_t size : sizes) {
    if (total > kElements / size) return -1;
    total *= size;
  }
  return total;
}

bool in_range(const int64_t* numbers, int count, int64_t least) {
  for (int i = 0; i < count; i++) {
    if (numbers[i] < least || numbers[i] > kLargest) return false;
  }
  return true;
}

}  // namespace

const char* read_geometry(const int64_t* numbers, int64_t length, Geometry* g) {
  if (length != kGeometryLength) return "a geometry has 23 numbers";
  static_assert(sizeof(Geometry) == kGeometryLength * sizeof(int64_t), "Geometry is its numbers");
  for (int64_t i = 0; i < length; i++) reinterpret_cast<int64_t*>(g)[i] = numbers[i];
  if (!in_range(&g->batch, 12, 0)) return "a size is negative or too large";
  if (!in_range(g->stride, 6, 1)) return "strides and dilations are at least 1";
  if (!in_range(g->before, 3, 0)) return "padding is negative or too large";
  if (g->groups < 1 || g->channels % g->groups || g->outputs % g->groups) return "groups do not divide the channels";
  if (g->flags < 0 || g->flags > 3) return "there are two flags";
  for (int i = 0; i < 3; i++) {
    if (g->out[i] * g->stride[i] > kElements || g->kernel[i] * g->dilation[i] > kElements) return "a window is too large";
  }
  return nullptr;
}

int64_t elements_of(const Geometry& g, char operand) {
  switch (operand) {
    case 'x': return product({g.batch, g.in[0], g.in[1], g.in[2], g.channels});
    case 'y': return product({g.batch, g.out[0], g.out[1], g.out[2], g.outputs});
    case 'p': return product({g.batch, g.out[0], g.out[1], g.out[2], g.channels});
    case 'w': return product({g.kernel[0], g.kernel[1], g.kernel[2], g.depth(), g.outputs});
    default: return g.outputs;  // the bias
  }
}

}  // namespace tenfold
