// Cross-entropy along rows and its gradient against plain loops, on any number of threads; and calls that must be refused.
#pragma once

#include <cmath>

#include "steps.h"

namespace {

const char* call_loss(const char* kernel, std::vector<int64_t> numbers, const std::vector<Numbers*>& in, Numbers& out) {
  std::vector<float*> from;
  std::vector<int64_t> sizes;
  for (Numbers* n : in) from.push_back(n->data()), sizes.push_back(static_cast<int64_t>(n->size()));
  float* to = out.data();
  const int64_t size = static_cast<int64_t>(out.size());
  return tenfold_run(kernel, numbers.data(), static_cast<int64_t>(numbers.size()), from.data(), sizes.data(),
                     static_cast<int64_t>(from.size()), &to, &size, 1);
}

void loss_fails(const std::string& what) { fail(what, kKernels[0], kPlain); }

bool near_or_nan(float found, double expected, double size) {
  return std::isnan(expected) ? std::isnan(found) : std::fabs(found - expected) <= 1e-5 * size;
}

void check_a_loss(int64_t rows, int64_t columns, bool mean, bool wild) {
  Numbers labels = random_numbers(rows * columns, false), logits = random_numbers(rows * columns, false);
  Numbers scale = random_numbers(rows, false), first_totals, first_slopes;
  for (float& x : logits) x *= one_in(9) ? 90.0f : 5.0f;
  if (wild) logits[below(rows * columns)] = NAN;
  for (int64_t threads : {1, 3}) {
    Numbers totals(rows, NAN), slopes(rows * columns, NAN);
    tenfold_set_threads(threads);
    const char* wrong = call_loss("sigmoid_loss", {rows, columns, mean}, {&labels, &logits}, totals);
    if (!wrong) wrong = call_loss("sigmoid_loss_grad", {rows, columns, 0}, {&scale, &labels, &logits}, slopes);
    if (wrong) loss_fails(wrong);
    for (int64_t i = 0; i < rows; i++) {
      double total = 0, size = 1e-6;
      for (int64_t at = i * columns; at < (i + 1) * columns; at++) {
        const double x = logits[at], z = labels[at], all = std::log1p(std::exp(-std::fabs(x)));
        total += std::max(x, 0.0) - x * z + all, size += std::fabs(x) + std::fabs(x * z) + all;
        if (std::isnan(x)) total = NAN;
        const double slope = (1 / (1 + std::exp(-x)) - z) * scale[i];
        if (!near_or_nan(slopes[at], slope, std::fabs(scale[i]) * (1 + std::fabs(z)))) loss_fails("a gradient is another");
      }
      const double share = mean ? 1.0 / static_cast<double>(columns) : 1;
      if (!near_or_nan(totals[i], total * share, size * share)) loss_fails("a loss is another");
    }
    if (first_totals.empty()) first_totals = totals, first_slopes = slopes;
    if (!same_bits({totals, slopes}, {first_totals, first_slopes})) loss_fails("threads change a loss");
  }
}

void check_losses(int rounds) {
  for (int round = 0; round < rounds; round++) {
    const bool large = one_in(20);
    check_a_loss(1 + below(large ? 40 : 6), 1 + below(large ? 9000 : 70), one_in(2), one_in(5));
  }
  Numbers six(6), five(5), two(2), out(6);
  const auto refused = [](const char* wrong) {
    if (!wrong) loss_fails("a loss was not refused");
  };
  for (const std::vector<int64_t>& numbers :
       {std::vector<int64_t>{2, 4, 0}, {0, 3, 0}, {-2, -3, 0}, {2, 3}, {int64_t{1} << 40, 3, 0}}) {
    refused(call_loss("sigmoid_loss", numbers, {&six, &six}, two));
  }
  refused(call_loss("sigmoid_loss", {2, 3, 0}, {&six, &five}, two));
  refused(call_loss("sigmoid_loss", {2, 3, 0}, {&six, &six}, six));
  refused(call_loss("sigmoid_loss", {2, 3, 0}, {&two, &six, &six}, two));
  refused(call_loss("sigmoid_loss_grad", {2, 3, 0}, {&six, &six}, out));
  refused(call_loss("sigmoid_loss_grad", {2, 3, 0}, {&five, &six, &six}, out));
  refused(call_loss("sigmoid_loss_grad", {2, 3, 0}, {&two, &six, &six}, two));
}

}  // namespace
