// Rows of a table that are named by number: those of the same number added up, and a table that fades but for some rows.
#pragma once

#include <cstring>

#include "vec.h"

namespace tenfold {
namespace {

constexpr int64_t kRowsPart = int64_t{1} << 15;  // elements that are worth a thread

// The place of the first row of the same number, for each of `count` numbers: by hashing, so that the table may be of any
// size. `found` has room for them.
inline void first_places(const int32_t* numbers, int64_t count, int32_t* found) {
  int bits = 4;
  while ((int64_t{1} << bits) < 2 * count) bits++;
  const int64_t mask = (int64_t{1} << bits) - 1;
  Scratch memory(mask + 1);
  auto* slots = reinterpret_cast<int32_t*>(memory.data());
  std::memset(slots, -1, (mask + 1) * sizeof(int32_t));
  for (int64_t i = 0; i < count; i++) {
    int64_t at = static_cast<uint32_t>(numbers[i]) * 0x9E3779B9u >> (32 - smaller(bits, 31));
    while (slots[at] >= 0 && numbers[slots[at]] != numbers[i]) at = (at + 1) & mask;
    if (slots[at] < 0) slots[at] = static_cast<int32_t>(i);
    found[i] = slots[at];
  }
}

// Rows (count, width) and their numbers -> rows and numbers, where each number's first row is the sum of all, in order,
// and the others are zero and have the number `none`.
void sum_rows(const NamedRows& r, const Array* in, const Array* out, Workers& workers) {
  const auto* numbers = reinterpret_cast<const int32_t*>(in[1].data);
  auto* kept = reinterpret_cast<int32_t*>(out[1].data);
  Scratch memory(r.count);
  auto* places = reinterpret_cast<int32_t*>(memory.data());
  first_places(numbers, r.count, places);
  for (int64_t i = 0; i < r.count; i++) kept[i] = places[i] == i ? numbers[i] : static_cast<int32_t>(r.size);
  const int64_t vectors = ceil_div(r.width, kLanes);
  const int64_t parts = smaller(vectors, ceil_div(r.count * r.width, kRowsPart));
  if (!parts) return;
  spread(workers, parts, [&](int64_t part) {
    const int64_t start = vectors * part / parts * kLanes, end = smaller(r.width, vectors * (part + 1) / parts * kLanes);
    for (int64_t i = 0; i < r.count; i++) {
      const float* from = in[0].data + i * r.width;
      float *own = out[0].data + i * r.width, *sum = out[0].data + places[i] * r.width;
      if (own == sum) {
        std::memcpy(own + start, from + start, (end - start) * sizeof(float));
        continue;
      }
      for (int64_t c = start; c < end; c++) sum[c] += from[c];
      std::memset(own + start, 0, (end - start) * sizeof(float));
    }
  });
}

// table (size, width), numbers, rows, failed -> table - table * share, but for the rows that are given; the table as it
// is, where it has failed. The result may be the table's own memory. Numbers outside of the table are nobody's.
void fade_rows(const NamedRows& r, const Array* in, const Array* out, Workers& workers) {
  const float* from = in[0].data;
  float* to = out[0].data;
  const int64_t elements = r.size * r.width;
  if (!elements) return;
  if (in[3].data[0] != 0) {
    if (to != from) std::memcpy(to, from, elements * sizeof(float));
    return;
  }
  spread(workers, ceil_div(elements, kRowsPart), [&](int64_t part) {
    const int64_t end = smaller(elements, (part + 1) * kRowsPart);
    for (int64_t i = part * kRowsPart; i < end; i += kLanes) {
      const int64_t lanes = smaller(kLanes, end - i);
      const Vec old = load_first(from + i, lanes);
      store_first(to + i, old - old * all(r.share), lanes);
    }
  });
  const auto* numbers = reinterpret_cast<const int32_t*>(in[1].data);
  for (int64_t i = 0; i < r.count; i++) {
    if (numbers[i] < 0 || numbers[i] >= r.size) continue;
    std::memcpy(to + numbers[i] * r.width, in[2].data + i * r.width, r.width * sizeof(float));
  }
}

}  // namespace
}  // namespace tenfold
