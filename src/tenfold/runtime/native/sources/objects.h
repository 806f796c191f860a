// NumPy's arrays as the objects that Python hands over: a tuple of them, of which nothing is asked through Python.
#pragma once

#include <cstdint>
#include <cstring>

#include "calls.h"

namespace tenfold {

// An array as NumPy's C API lays it out, from the type in the head of its object on.
struct ArrayObject {
  const void* type;
  float* data;
  int rank;
  const int64_t* dims;
  const int64_t* strides;
  const void* base;
  const void* dtype;
  int flags;

  TENFOLD_INLINE int64_t size() const {
    int64_t all = 1;
    for (int i = 0; i < rank; i++) all *= dims[i];
    return all;
  }

  TENFOLD_INLINE bool has_dims_of(const ArrayObject& other) const {
    const auto bytes = sizeof(int64_t) * static_cast<size_t>(rank);
    return rank == other.rank && (!bytes || !std::memcmp(dims, other.dims, bytes));
  }
};

// Where things lie in Python's objects, as library.py has tried it out.
struct Layout {
  int64_t head;              // bytes before the type of an object
  const void *type, *dtype;  // of an array of float32
  int64_t items;             // bytes before the items of a tuple

  TENFOLD_INLINE const ArrayObject& item(const char* tuple, int64_t i) const {
    return *reinterpret_cast<const ArrayObject*>(reinterpret_cast<const char* const*>(tuple + items)[i] + head);
  }

  // Whether it says float32. One that was unpickled is an object of its own: of the same class, kind and order of bytes.
  TENFOLD_INLINE bool is_float32(const void* other) const {
    constexpr size_t kSaid = 2 * sizeof(void*) + 3;  // class, type of a number, kind, character, order of bytes
    const auto at = [&](const void* object) { return static_cast<const char*>(object) + head; };
    return other == dtype || !std::memcmp(at(other), at(dtype), kSaid);
  }

  // Whether it is an array of float32, its elements in a row.
  TENFOLD_INLINE bool fits(const ArrayObject& array) const {
    constexpr int kReadable = 0x101;  // C-contiguous, aligned
    return array.type == type && is_float32(array.dtype) && (array.flags & kReadable) == kReadable;
  }
};

}  // namespace tenfold
