// Calls that must be refused, whatever memory they name.
#pragma once

#include "driver.h"

namespace {

// A call that must be refused: `change` makes it wrong.
struct Call {
  std::string kernel = "conv";
  Problem p = kPlain;
  int64_t length = kLength;
  Numbers x = Numbers(kPlain.size('x') + 1), w = Numbers(kPlain.size('w')), y = Numbers(kPlain.size('y') + 1, kGuard);
  std::vector<float*> in{x.data(), w.data()}, out{y.data()};
  std::vector<int64_t> in_sizes{kPlain.size('x'), kPlain.size('w')}, out_sizes{kPlain.size('y')};
};

void refused(const char* what, void (*change)(Call&)) {
  Call c;
  change(c);
  const char* wrong = tenfold_run(c.kernel.c_str(), c.p.numbers(), c.length, c.in.data(), c.in_sizes.data(),
                                  static_cast<int64_t>(c.in_sizes.size()), c.out.data(), c.out_sizes.data(),
                                  static_cast<int64_t>(c.out_sizes.size()));
  if (!wrong || !*wrong) fail(std::string("was not refused: ") + what, kKernels[0], c.p);
  for (float left : c.y) {
    if (left != kGuard) fail(std::string("was refused, but wrote: ") + what, kKernels[0], c.p);
  }
}

void check_refusals() {
  constexpr int64_t huge = int64_t{1} << 40, least = INT64_MIN, most = INT64_MAX;
  refused("an unknown kernel", [](Call& c) { c.kernel = "fold"; });
  refused("a short geometry", [](Call& c) { c.length = 22; });
  refused("a long geometry", [](Call& c) { c.length = 24; });
  refused("no output", [](Call& c) { c.out_sizes.clear(); });
  refused("an input too many", [](Call& c) { c.in.push_back(c.x.data()), c.in_sizes.push_back(6); });
  refused("a bias that is missing", [](Call& c) { c.p.flags = 1; });
  refused("an unknown flag", [](Call& c) { c.p.flags = 8; });
  refused("a small input", [](Call& c) { c.in_sizes[0]--; });
  refused("a large output", [](Call& c) { c.out_sizes[0]++; });
  refused("an output without memory", [](Call& c) { c.out[0] = nullptr; });
  refused("an input without memory", [](Call& c) { c.in[1] = nullptr; });
  refused("odd memory", [](Call& c) {
    c.in[0] = reinterpret_cast<float*>(reinterpret_cast<char*>(c.x.data()) + 1);
  });
  refused("groups that do not divide", [](Call& c) { c.p.groups = 4; });
  refused("no groups", [](Call& c) { c.p.groups = 0; });
  refused("no stride", [](Call& c) { c.p.stride[1] = 0; });
  refused("a negative dilation", [](Call& c) { c.p.dilation[2] = -1; });
  refused("a negative size", [](Call& c) { c.p.batch = -2; });
  refused("negative padding", [](Call& c) { c.p.before[1] = -1; });
  refused("a flag that the kernel does not know", [](Call& c) {
    c.kernel = "conv_backprop_filter", c.p.flags = 2;
    std::swap(c.in[1], c.out[0]), std::swap(c.in_sizes[1], c.out_sizes[0]);
  });
  refused("no list of inputs", [](Call& c) { std::vector<float*>().swap(c.in); });
  refused("windows that span more than any memory", [](Call& c) { c.p.dilation[1] = c.p.dilation[2] = int64_t{1} << 30; });
  refused("padding beyond all numbers", [](Call& c) {
    c.p.before[0] = c.p.in[1] = c.p.in[2] = int64_t{1} << 31, c.p.batch = 0, c.in_sizes[0] = c.out_sizes[0] = 0;
  });
  refused("endless arrays of nothing", [](Call& c) {
    for (int i = 0; i < 3; i++) c.p.in[i] = c.p.out[i] = int64_t{1} << 31;
    c.p.batch = 0, c.in_sizes[0] = c.out_sizes[0] = 0;
  });
  refused("endless windows", [](Call& c) {
    for (int64_t& k : c.p.kernel) k = int64_t{1} << 31;
    c.kernel = "max_pool", c.p.outputs = c.p.channels, c.in.resize(1), c.in_sizes.resize(1);
    c.out_sizes[0] = c.p.size('y');
  });
  refused("pooling into other channels", [](Call& c) {
    c.kernel = "max_pool", c.in.resize(1), c.in_sizes.resize(1);
  });
  refused("a huge array", [](Call& c) {
    c.p.batch = c.p.in[0] = c.p.in[1] = c.p.in[2] = int64_t{1} << 30;
    c.in_sizes[0] = -1;
  });
  for (int64_t value : {huge, least, most}) {
    for (int64_t i = 0; i < kLength; i++) {
      static int64_t at, number;
      at = i, number = value;
      refused("an endless number", [](Call& c) { const_cast<int64_t*>(c.p.numbers())[at] = number; });
    }
  }
}

}  // namespace
