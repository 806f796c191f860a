// Rows named by number: added up and faded, against plain loops; and calls that must be refused.
#pragma once

#include <algorithm>
#include <map>

#include "driver.h"

namespace {

struct Table {
  int64_t size, width, count, share;  // as the library takes them; the share in bits
};

Numbers as_floats(const std::vector<int32_t>& numbers) {
  Numbers found(numbers.size());
  if (!numbers.empty()) std::memcpy(found.data(), numbers.data(), numbers.size() * sizeof(int32_t));
  return found;
}

std::vector<int32_t> as_numbers(const Numbers& floats) {
  std::vector<int32_t> found(floats.size());
  if (!floats.empty()) std::memcpy(found.data(), floats.data(), floats.size() * sizeof(float));
  return found;
}

const char* call_rows(const char* kernel, const Table& t, std::vector<Numbers*> in, std::vector<Numbers*> out) {
  std::vector<float*> from, to;
  std::vector<int64_t> from_sizes, to_sizes;
  for (Numbers* n : in) from.push_back(n->data()), from_sizes.push_back(static_cast<int64_t>(n->size()));
  for (Numbers* n : out) to.push_back(n->data()), to_sizes.push_back(static_cast<int64_t>(n->size()));
  return tenfold_run(kernel, &t.size, 4, from.data(), from_sizes.data(), static_cast<int64_t>(from.size()), to.data(),
                     to_sizes.data(), static_cast<int64_t>(to.size()));
}

void expect_rows(const char* wrong, bool right) {
  if (wrong || !right) fail(wrong ? wrong : "rows are others", kKernels[0], kPlain);
}

void check_sums_of_rows(const Table& t, const std::vector<int32_t>& numbers, Numbers rows) {
  std::map<int32_t, int64_t> first;
  std::vector<int32_t> kept(numbers);
  Numbers expected(rows.size());
  for (int64_t i = 0; i < t.count; i++) {
    const int64_t place = first.emplace(numbers[i], i).first->second;
    if (place != i) kept[i] = static_cast<int32_t>(t.size);
    for (int64_t c = 0; c < t.width; c++) expected[place * t.width + c] += rows[i * t.width + c];
  }
  for (int64_t threads : {1, 3}) {
    Numbers sums(rows.size(), NAN), names(numbers.size(), NAN), given = as_floats(numbers);
    tenfold_set_threads(threads);
    const char* wrong = call_rows("sum_rows", t, {&rows, &given}, {&sums, &names});
    expect_rows(wrong, sums == expected && as_numbers(names) == kept);
  }
}

void check_fading(Table t, const std::vector<int32_t>& numbers, Numbers rows, bool failed) {
  const float share = 0.25f;  // of short numbers nothing is rounded
  std::memcpy(&t.share, &share, sizeof share);
  Numbers table = random_numbers(t.size * t.width, false), stop{failed ? 1.0f : 0.0f}, given = as_floats(numbers);
  Numbers expected(table);
  for (float& x : expected) x = failed ? x : x - x * share;
  for (int64_t i = 0; i < t.count && !failed; i++) {
    if (numbers[i] < 0 || numbers[i] >= t.size) continue;
    std::copy_n(rows.begin() + i * t.width, t.width, expected.begin() + numbers[i] * t.width);
  }
  for (bool in_place : {false, true}) {
    Numbers result = in_place ? table : Numbers(table.size(), NAN);
    tenfold_set_threads(in_place ? 3 : 1);
    const char* wrong = call_rows("fade_rows", t, {in_place ? &result : &table, &given, &rows, &stop}, {&result});
    expect_rows(wrong, result == expected);
  }
}

void check_rows(int rounds) {
  for (int round = 0; round < rounds; round++) {
    const bool large = one_in(20);
    Table t{below(large ? 3000 : 40), below(large ? 70 : 20), below(large ? 900 : 30), 0};
    std::vector<int32_t> numbers(t.count);
    for (auto& n : numbers) n = static_cast<int32_t>(below(t.size + 3)) - 1;
    const Numbers rows = random_numbers(t.count * t.width, false);
    check_sums_of_rows(t, numbers, rows);
    check_fading(t, numbers, rows, one_in(5));
  }
  const Table right{5, 2, 3, 0};
  Numbers table(10), rows(6), numbers(3), one(1), two(2);
  for (const Table& wrong : {Table{5, 2, 4, 0}, Table{5, 3, 3, 0}, Table{6, 2, 3, 0}, Table{-5, -2, 3, 0},
                             Table{int64_t{1} << 40, 2, 3, 0}}) {
    if (!call_rows("fade_rows", wrong, {&table, &numbers, &rows, &one}, {&table})) expect_rows("was not refused", false);
  }
  if (!call_rows("fade_rows", right, {&table, &numbers, &rows, &two}, {&table}) ||
      !call_rows("fade_rows", right, {&table, &numbers, &rows}, {&table}) ||
      !call_rows("sum_rows", right, {&rows, &numbers}, {&rows}) ||
      !call_rows("sum_rows", right, {&rows, &one}, {&table, &numbers})) {
    expect_rows("was not refused", false);
  }
}

}  // namespace
