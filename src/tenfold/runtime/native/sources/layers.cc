// A dense layer and its gradients in first gear: a call from Python costs as much as small ones do, so it hands over the
// objects that it has, and where they are small keeps its lock.
#include <cstdint>

#include "objects.h"
#include "workers.h"

namespace {

using tenfold::Array;
using tenfold::ArrayObject;
using tenfold::Layout;
using tenfold::Matrices;

constexpr int64_t kMost = int64_t{1} << 25;  // multiplications; for more BLAS does as well

// The arrays of a call, in Python's tuple.
struct Given {
  const char* objects;
  const Layout& layout;

  const ArrayObject& operator[](int64_t i) const { return layout.item(objects, i); }

  bool fit(int64_t count) const {
    for (int64_t i = 0; i < count; i++) {
      if (!layout.fits((*this)[i])) return false;
    }
    return true;
  }

  bool is_matrix(int64_t i, int64_t rows, int64_t columns) const {
    const ArrayObject& array = (*this)[i];
    return array.rank == 2 && array.dims[0] == rows && array.dims[1] == columns;
  }

  bool is_vector(int64_t i, int64_t size) const { return (*this)[i].rank == 1 && (*this)[i].dims[0] == size; }
};

// Whether a product (rows, depth) by (depth, columns) is one to be done here.
bool is_ours(int64_t rows, int64_t depth, int64_t columns) {
  return rows > 0 && depth > 0 && columns > 0 && rows < kMost && depth < kMost && columns < kMost &&
         rows * depth < kMost && rows * depth * columns < kMost;
}

// The kernel of this name on the arrays, of which the last ones are what it makes.
bool run(const char* name, const Given& arrays, const Matrices& m, int64_t inputs, int64_t outputs) {
  const int64_t numbers[] = {m.rows, m.depth, m.columns, m.flags};
  Array all[tenfold::kMostArrays];
  for (int64_t i = 0; i < inputs + outputs; i++) all[i] = {arrays[i].data, arrays[i].size()};
  return !tenfold::run_checked(name, numbers, 4, all, inputs, all + inputs, outputs, tenfold::pool());
}

}  // namespace

// An activation, or none, of x w + bias. `objects`: a tuple of x, w, bias and y, which nobody else has; `flags`: those
// of a product that say how it ends. Whether it has been done.
TENFOLD_VISIBLE int64_t tenfold_layer(const char* objects, int64_t flags, const Layout* layout) {
  const Given array{objects, *layout};
  if (!array.fit(4) || array[0].rank != 2 || array[1].rank != 2) return 0;
  const int64_t rows = array[0].dims[0], depth = array[0].dims[1], columns = array[1].dims[1];
  if (!is_ours(rows, depth, columns) || !array.is_matrix(1, depth, columns)) return 0;
  if (!array.is_vector(2, columns) || !array.is_matrix(3, rows, columns)) return 0;
  return run("product", array, {rows, depth, columns, tenfold::kAddsBias | flags}, 3, 1);
}

// The gradients of a layer by that of its result, dy. `objects`: a tuple of x, dy[, w], dw[, dbias][, dx]; `flags`: those
// of a product's gradients, of which an activation says what gave x. Whether it has been done.
TENFOLD_VISIBLE int64_t tenfold_layer_grads(const char* objects, int64_t flags, const Layout* layout) {
  const bool bias = flags & tenfold::kForBias, input = flags & tenfold::kForInput;
  const int64_t made = input ? 3 : 2, count = made + 1 + bias + input;
  const Given array{objects, *layout};
  if (!array.fit(count) || array[0].rank != 2 || array[1].rank != 2) return 0;
  const int64_t rows = array[0].dims[0], depth = array[0].dims[1], columns = array[1].dims[1];
  if (!is_ours(rows, depth, columns) || !array.is_matrix(1, rows, columns)) return 0;
  if (!array.is_matrix(made, depth, columns) || (bias && !array.is_vector(made + 1, columns))) return 0;
  if (input && (!array.is_matrix(2, depth, columns) || !array.is_matrix(count - 1, rows, depth))) return 0;
  return run("product_grads", array, {rows, depth, columns, flags}, made, count - made);
}

// The gradient of a layer's input alone. `objects`: a tuple of dy, w[, x], dx; `flags`: with x the activation that gave
// it. Whether it has been done.
TENFOLD_VISIBLE int64_t tenfold_layer_back(const char* objects, int64_t flags, const Layout* layout) {
  const bool through = flags >= tenfold::kActivation;
  const Given array{objects, *layout};
  if (!array.fit(3 + through) || array[0].rank != 2 || array[1].rank != 2) return 0;
  const int64_t rows = array[0].dims[0], depth = array[0].dims[1], columns = array[1].dims[0];
  if (!is_ours(rows, depth, columns) || !array.is_matrix(1, columns, depth)) return 0;
  for (int64_t i = 2; i < 3 + through; i++) {
    if (!array.is_matrix(i, rows, columns)) return 0;
  }
  const int64_t how = tenfold::kSecondTurned | (through ? tenfold::kThrough : 0);
  return run("product", array, {rows, depth, columns, how | flags}, 2 + through, 1);
}
