// A dense layer and its gradients in first gear, for small ones: a call from Python costs as much as they do, so it hands
// over the objects that it has and keeps its lock.
#include <cstdint>

#include "objects.h"
#include "workers.h"

namespace {

using tenfold::Array;
using tenfold::ArrayObject;
using tenfold::Layout;

constexpr int64_t kMost = int64_t{1} << 18;  // multiplications; as product.h, which wakes no threads for fewer

bool is_matrix(const ArrayObject& array, int64_t rows, int64_t columns) {
  return array.rank == 2 && array.dims[0] == rows && array.dims[1] == columns;
}

bool is_vector(const ArrayObject& array, int64_t size) { return array.rank == 1 && array.dims[0] == size; }

Array of(const ArrayObject& array) { return {array.data, array.size()}; }

bool fit(const char* objects, int64_t count, const Layout& layout) {
  for (int64_t i = 0; i < count; i++) {
    if (!layout.fits(layout.item(objects, i))) return false;
  }
  return true;
}

// Whether a product (rows, depth) by (depth, columns) is one to be done here.
bool is_small(int64_t rows, int64_t depth, int64_t columns) {
  return rows > 0 && depth > 0 && columns > 0 && rows < kMost && depth < kMost && columns < kMost &&
         rows * depth < kMost && rows * depth * columns < kMost;
}

bool run(const char* name, const int64_t (&numbers)[4], const Array* in, int64_t inputs, const Array* out,
         int64_t outputs) {
  return !tenfold::run_checked(name, numbers, 4, in, inputs, out, outputs, tenfold::pool());
}

}  // namespace

// relu or nothing of x w + bias. `objects`: a tuple of x, w, bias and y, which nobody else has. Whether it has been done.
TENFOLD_VISIBLE int64_t tenfold_layer(const char* objects, int64_t relu, const Layout* layout) {
  if (!fit(objects, 4, *layout)) return 0;
  const auto array = [&](int i) -> const ArrayObject& { return layout->item(objects, i); };
  const ArrayObject &x = array(0), &w = array(1);
  if (x.rank != 2 || w.rank != 2) return 0;
  const int64_t rows = x.dims[0], depth = x.dims[1], columns = w.dims[1];
  if (!is_small(rows, depth, columns) || !is_matrix(w, depth, columns)) return 0;
  if (!is_vector(array(2), columns) || !is_matrix(array(3), rows, columns)) return 0;
  const Array in[] = {of(x), of(w), of(array(2))}, out[] = {of(array(3))};
  return run("product", {rows, depth, columns, tenfold::kAddsBias | (relu ? tenfold::kEndsInRelu : 0)}, in, 3, out, 1);
}

// The gradients of a layer by that of its result, dy. `objects`: a tuple of x, dy[, w], dw[, dbias][, dx]; `flags`: those
// of a product's gradients, and whether dx is for what relu, whose result is x, was taken of. Whether it has been done.
TENFOLD_VISIBLE int64_t tenfold_layer_grads(const char* objects, int64_t flags, const Layout* layout) {
  const bool bias = flags & tenfold::kForBias, input = flags & tenfold::kForInput;
  const int made = input ? 3 : 2, count = made + 1 + bias + input;
  if (!fit(objects, count, *layout)) return 0;
  const auto array = [&](int i) -> const ArrayObject& { return layout->item(objects, i); };
  const ArrayObject &x = array(0), &dy = array(1);
  if (x.rank != 2 || dy.rank != 2) return 0;
  const int64_t rows = x.dims[0], depth = x.dims[1], columns = dy.dims[1];
  if (!is_small(rows, depth, columns) || !is_matrix(dy, rows, columns)) return 0;
  if (!is_matrix(array(made), depth, columns) || (bias && !is_vector(array(made + 1), columns))) return 0;
  if (input && (!is_matrix(array(2), depth, columns) || !is_matrix(array(count - 1), rows, depth))) return 0;
  Array all[6];
  for (int i = 0; i < count; i++) all[i] = of(array(i));
  const int64_t kept = flags & (tenfold::kForBias | tenfold::kForInput);
  if (!run("product_grads", {rows, depth, columns, kept}, all, made, all + made, count - made)) return 0;
  if (input && (flags & tenfold::kThroughRelu)) {
    float* dx = all[count - 1].data;
    for (int64_t i = 0; i < rows * depth; i++) dx[i] *= x.data[i] > 0 ? 1.0f : 0.0f;  // NaN stays, as in NumPy
  }
  return 1;
}
