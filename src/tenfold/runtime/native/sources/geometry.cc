// What a call says of its windows, read and checked before anything is touched.
#include "geometry.h"

#include <algorithm>

namespace tenfold {
namespace {

constexpr int64_t kLargest = int64_t{1} << 31;    // of one size
constexpr int64_t kElements = int64_t{1} << 40;   // of one array: far above any memory, far below overflow
constexpr int64_t kNumbers = int64_t{1} << 60;    // of what is counted without being stored

// The product of sizes, those that are 0 left out, or -1 where it is beyond `most`: kernels multiply some of the sizes
// of an array, and what others make of it says nothing about that.
int64_t product(std::initializer_list<int64_t> sizes, int64_t most = kElements) {
  int64_t total = 1;
  for (int64_t size : sizes) {
    if (size == 0) continue;
    if (total > most / size) return -1;
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

// The elements of an array of these sizes, or -1.
int64_t elements(std::initializer_list<int64_t> sizes) {
  const int64_t total = product(sizes);
  const bool none = std::find(sizes.begin(), sizes.end(), 0) != sizes.end();
  return total > 0 && none ? 0 : total;
}

// nullptr, or which number that kernels make of these sizes is beyond measure: memory for the rows that windows span in
// either direction, the place of an element beside the input, and how many products there are.
const char* beyond_measure(const Geometry& g) {
  const int64_t channels = std::max(g.channels, g.outputs);
  int64_t spans[3], places[3];
  for (int i = 0; i < 3; i++) {
    const int64_t window = std::max<int64_t>(0, g.kernel[i] - 1) * g.dilation[i] + 1;
    spans[i] = window + std::max(std::max<int64_t>(0, g.out[i] - 1) * g.stride[i], g.in[i]);
    places[i] = g.in[i] + (g.out[i] + 1) * g.stride[i] + window + g.before[i];
  }
  const int64_t row = std::max(g.in[2], g.out[2]), plane = std::max(g.in[1] * g.in[2], g.out[1] * g.out[2]);
  if (product({g.kernel[0], spans[1], spans[2], channels}) < 0) return "out of memory for what its windows span";
  if (product({places[0], plane, channels}, kNumbers) < 0 || product({places[1], row, channels}, kNumbers) < 0 ||
      product({g.kernel[0], g.stride[1], spans[2], channels}, kNumbers) < 0 ||
      product({g.kernel[0], g.kernel[1], g.kernel[2], row, g.channels, g.outputs}, kNumbers) < 0) {
    return "its numbers are too large together";
  }
  return nullptr;
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
  if (g->flags & ~(kBias | kRelu | kSums)) return "there are three flags";
  for (int i = 0; i < 3; i++) {
    if (g->out[i] * g->stride[i] > kElements || g->kernel[i] * g->dilation[i] > kElements) return "a window is too large";
  }
  return beyond_measure(*g);
}

int64_t elements_of(const Geometry& g, char operand) {
  switch (operand) {
    case 'x': return elements({g.batch, g.in[0], g.in[1], g.in[2], g.channels});
    case 'y': return elements({g.batch, g.out[0], g.out[1], g.out[2], g.outputs});
    case 'p': return elements({g.batch, g.out[0], g.out[1], g.out[2], g.channels});
    case 'w': return elements({g.kernel[0], g.kernel[1], g.kernel[2], g.depth(), g.outputs});
    case 'c': return g.channels;
    default: return g.outputs;  // the bias
  }
}

}  // namespace tenfold
