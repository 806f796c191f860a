// Optimizers' steps on several variables against plain loops, apart and in place; and calls that must be refused.
#pragma once

#include <cmath>

#include "driver.h"

namespace {

// What is the same for all variables, as the library takes it: how many they are, and three numbers in bits.
struct StepNumbers {
  int64_t count, bits[3];
};

StepNumbers step_numbers(int64_t count, const float (&numbers)[3]) {
  StepNumbers found{count, {}};
  for (int i = 0; i < 3; i++) {
    int32_t bits;
    std::memcpy(&bits, &numbers[i], sizeof bits);
    found.bits[i] = bits;
  }
  return found;
}

const char* call_steps(const char* kernel, const StepNumbers& numbers, const std::vector<Numbers*>& in,
                       const std::vector<Numbers*>& out) {
  std::vector<float*> from, to;
  std::vector<int64_t> from_sizes, to_sizes;
  for (Numbers* n : in) from.push_back(n->data()), from_sizes.push_back(static_cast<int64_t>(n->size()));
  for (Numbers* n : out) to.push_back(n->data()), to_sizes.push_back(static_cast<int64_t>(n->size()));
  return tenfold_run(kernel, &numbers.count, 4, from.data(), from_sizes.data(), static_cast<int64_t>(from.size()),
                     to.data(), to_sizes.data(), static_cast<int64_t>(to.size()));
}

void step_fails(const std::string& what) { fail(what, kKernels[0], kPlain); }

bool close(const Numbers& found, const Numbers& expected) {
  for (size_t i = 0; i < found.size(); i++) {
    if (!(std::fabs(found[i] - expected[i]) <= 1e-5f * (1 + std::fabs(expected[i])))) return false;
  }
  return found.size() == expected.size();
}

// What a variable and its slots become.
std::vector<Numbers> plain_step(bool adam, const Numbers& gradient, std::vector<Numbers> cells, float rate,
                                const float (&numbers)[3]) {
  for (size_t i = 0; i < gradient.size(); i++) {
    float change = gradient[i];
    if (adam) {
      cells[1][i] += (gradient[i] - cells[1][i]) * numbers[0];
      cells[2][i] += (gradient[i] * gradient[i] - cells[2][i]) * numbers[1];
      change = cells[1][i] / (std::sqrt(cells[2][i]) + numbers[2]);
    }
    cells[0][i] -= rate * change;
  }
  return cells;
}

void check_some_steps(bool adam, bool failed, bool large) {
  const float numbers[3] = {0.1f, 0.01f, 1e-3f};
  const int64_t count = 1 + below(large ? 3 : 6), each = adam ? 3 : 1;
  Numbers rate{0.125f}, stop{failed ? 1.0f : 0.0f};
  std::vector<Numbers> gradients, cells, expected;
  for (int64_t i = 0; i < count; i++) {
    const int64_t size = below(large ? 400000 : 90);
    gradients.push_back(random_numbers(size, false));
    std::vector<Numbers> own;
    for (int64_t k = 0; k < each; k++) {
      own.push_back(random_numbers(size, false));
      for (float& x : own.back()) x = k == 2 ? std::fabs(x) : x;
    }
    cells.insert(cells.end(), own.begin(), own.end());
    const auto made = failed ? own : plain_step(adam, gradients.back(), own, rate[0], numbers);
    expected.insert(expected.end(), made.begin(), made.end());
  }
  std::vector<Numbers> first;
  for (int64_t threads : {1, 3}) {
    for (bool in_place : {false, true}) {
      std::vector<Numbers> given(cells), results;
      for (const Numbers& cell : cells) results.emplace_back(cell.size(), NAN);
      std::vector<Numbers*> in, out;
      for (Numbers& n : gradients) in.push_back(&n);
      for (Numbers& n : given) in.push_back(&n);
      in.push_back(&rate), in.push_back(&stop);
      for (Numbers& n : in_place ? given : results) out.push_back(&n);
      tenfold_set_threads(threads);
      if (const char* wrong = call_steps(adam ? "adam_steps" : "sgd_steps", step_numbers(count, numbers), in, out)) {
        step_fails(wrong);
      }
      const std::vector<Numbers>& found = in_place ? given : results;
      for (size_t i = 0; i < found.size(); i++) {
        if (!close(found[i], expected[i]) || (failed && found[i] != expected[i])) step_fails("a step is another");
      }
      if (first.empty()) first = found;
      if (found != first) step_fails("threads, or where results go, change a step");
    }
  }
}

void check_steps(int rounds) {
  for (int round = 0; round < rounds; round++) check_some_steps(one_in(2), one_in(5), one_in(20));
  const float none[3] = {};
  Numbers a(4), b(4), three(3), rate(1), stop(1), two(2);
  const auto refused = [](const char* wrong) {
    if (!wrong) step_fails("steps were not refused");
  };
  for (int64_t count : {-1, 0, 2, 1000}) {
    refused(call_steps("sgd_steps", step_numbers(count, none), {&a, &b, &rate, &stop}, {&b}));
  }
  const StepNumbers one = step_numbers(1, none);
  refused(call_steps("sgd_steps", one, {&a, &three, &rate, &stop}, {&b}));
  refused(call_steps("sgd_steps", one, {&a, &b, &rate, &stop}, {&three}));
  refused(call_steps("sgd_steps", one, {&a, &b, &two, &stop}, {&b}));
  refused(call_steps("sgd_steps", one, {&a, &b, &rate}, {&b}));
  refused(call_steps("sgd_steps", one, {&a, &b, &rate, &stop}, {&b, &a}));
  refused(call_steps("adam_steps", one, {&a, &b, &rate, &stop}, {&b}));
}

}  // namespace
