// Runs every kernel through the C interface on random geometries and compares it with the loops of naive.h.
//
//     check [--rounds N] [--no-fork] [INSTRUCTION SET ...]     (default: 300, and every set that this machine has)
//
// Exit status 1, and a line that says what, where something is wrong. Built plainly, with sanitizers, and for other
// processors by tools/native_check.py.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <sstream>
#include <thread>

#include "naive.h"

#ifndef _WIN32
#include <sys/wait.h>
#include <unistd.h>
#endif

extern "C" {
const char* tenfold_run(const char* kernel, const int64_t* geometry, int64_t length, float* const* inputs,
                        const int64_t* input_sizes, int64_t n_inputs, float* const* outputs,
                        const int64_t* output_sizes, int64_t n_outputs);
const char* tenfold_instruction_set();
const char* tenfold_instruction_sets();
const char* tenfold_use(const char* name);
void tenfold_set_threads(int64_t count);
int64_t tenfold_threads();
}

namespace {

struct Kernel {
  const char *name, *inputs, *outputs;
  const char* wild;  // inputs that may hold NaN and infinities: where they meet padding, NumPy's products may be NaN too
  std::vector<Sums> (*naive)(const Problem&, const std::vector<Numbers>&);
  bool pools;
};

const Kernel kKernels[] = {
    {"conv", "xwb", "y", "x", conv, false},
    {"conv_backprop_input", "wy", "x", "y", conv_backprop_input, false},
    {"conv_backprop_filter", "xy", "wb", "x", conv_backprop_filter, false},
    {"max_pool", "x", "y", "x", max_pool, true},
    {"max_pool_grad", "xyy", "x", "xy", max_pool_grad, true},
    {"avg_pool", "x", "y", "x", avg_pool, true},
    {"avg_pool_grad", "y", "x", "y", avg_pool_grad, true},
};

std::mt19937 random_bits(20240229);

int64_t below(int64_t n) { return static_cast<int64_t>(random_bits() % static_cast<uint64_t>(n)); }
bool one_in(int64_t n) { return below(n) == 0; }

[[noreturn]] void fail(const std::string& what, const Kernel& kernel, const Problem& p) {
  std::fprintf(stderr, "%s, %s: %s; geometry", tenfold_instruction_set(), kernel.name, what.c_str());
  for (int64_t i = 0; i < kLength; i++) std::fprintf(stderr, " %lld", static_cast<long long>(p.numbers()[i]));
  std::fprintf(stderr, "\n");
  std::exit(1);
}

// Sizes that leave blocks full, short by one, and almost empty.
int64_t random_channels() { return one_in(12) ? 0 : one_in(4) ? 1 + below(70) : 1 + below(9); }

void random_axis(Problem& p, int axis) {
  p.kernel[axis] = 1 + below(4);
  p.stride[axis] = 1 + below(3);
  p.dilation[axis] = one_in(3) ? 1 + below(3) : 1;
  p.in[axis] = one_in(15) ? 0 : 1 + below(one_in(4) ? 40 : 9);
  const int64_t span = (p.kernel[axis] - 1) * p.dilation[axis] + 1;
  p.before[axis] = below(span + one_in(6));
  const int64_t padded = p.in[axis] + p.before[axis] + below(span);
  p.out[axis] = padded < span ? 0 : (padded - span) / p.stride[axis] + 1;
}

Problem random_problem(const Kernel& kernel) {
  Problem p{};
  p.batch = one_in(15) ? 0 : 1 + below(3);
  for (int axis = 0; axis < 3; axis++) {
    p.in[axis] = p.out[axis] = p.kernel[axis] = p.stride[axis] = p.dilation[axis] = 1;
  }
  for (int axis = static_cast<int>(below(one_in(4) ? 2 : 3) ? 1 : 0) + static_cast<int>(below(2)); axis < 3; axis++) {
    random_axis(p, axis);
  }
  p.groups = one_in(3) ? 1 + below(4) : 1;
  p.channels = p.groups * random_channels();
  p.outputs = p.groups * random_channels();
  if (p.channels && one_in(5)) p.outputs = (p.groups = p.channels) * (1 + below(3));  // depthwise
  if (kernel.pools) p.outputs = p.groups = p.channels > 0 ? p.channels : 1;
  if (kernel.pools) p.channels = p.outputs;
  p.flags = below(4);
  if (kernel.naive == conv_backprop_input) p.flags = 0;
  if (kernel.naive == conv_backprop_filter) p.flags &= 1;
  if (kernel.pools) p.flags = kernel.naive == max_pool_grad ? p.flags & 2 : 0;
  return p;
}

// Short numbers, so that maxima tie; now and then one that is none.
Numbers random_numbers(int64_t size, bool wild) {
  Numbers found(size);
  for (float& x : found) {
    x = static_cast<float>(below(33) - 16) / 8;
    if (wild && one_in(60)) x = one_in(3) ? NAN : one_in(2) ? INFINITY : -INFINITY;
  }
  return found;
}

std::string operands(const char* letters, const Problem& p) {
  std::string found(letters);
  if (!(p.flags & 1) && found.back() == 'b') found.pop_back();
  return found;
}

std::vector<Numbers> random_inputs(const Kernel& kernel, const Problem& p, bool wild) {
  std::vector<Numbers> found;
  for (char letter : operands(kernel.inputs, p)) {
    found.push_back(random_numbers(p.size(letter), wild && std::strchr(kernel.wild, letter)));
  }
  if (kernel.naive == max_pool_grad) found[1] = maxima(p, found[0]);
  return found;
}

constexpr float kGuard = 12345.5f;
constexpr int kGuards = 20;

// What the kernel gives. Outputs begin as NaN, and what stands behind them must stay.
std::vector<Numbers> run(const Kernel& kernel, const Problem& p, const std::vector<Numbers>& inputs) {
  std::vector<Numbers> outputs;
  std::vector<float*> from, to;
  std::vector<int64_t> from_sizes, to_sizes;
  for (const Numbers& input : inputs) {
    from.push_back(const_cast<float*>(input.data()));
    from_sizes.push_back(static_cast<int64_t>(input.size()));
  }
  for (char letter : operands(kernel.outputs, p)) {
    to_sizes.push_back(p.size(letter));
    outputs.emplace_back(p.size(letter) + kGuards, NAN);
    std::fill(outputs.back().end() - kGuards, outputs.back().end(), kGuard);
  }
  for (Numbers& output : outputs) to.push_back(output.data());
  const char* wrong = tenfold_run(kernel.name, p.numbers(), kLength, from.data(), from_sizes.data(),
                                  static_cast<int64_t>(from.size()), to.data(), to_sizes.data(),
                                  static_cast<int64_t>(to.size()));
  if (wrong) fail(wrong, kernel, p);
  for (Numbers& output : outputs) {
    for (int i = 0; i < kGuards; i++) {
      if (output[output.size() - 1 - i] != kGuard) fail("wrote behind an output", kernel, p);
    }
    output.resize(output.size() - kGuards);
  }
  return outputs;
}

bool near(float found, const Sum& expected) {
  if (std::isnan(expected.value)) return std::isnan(found);
  if (std::isinf(expected.value)) return found == expected.value;
  return std::fabs(found - expected.value) <= 1e-5 * expected.size;
}

bool same_bits(const std::vector<Numbers>& a, const std::vector<Numbers>& b) {
  for (size_t i = 0; i < a.size(); i++) {
    if (std::memcmp(a[i].data(), b[i].data(), a[i].size() * sizeof(float))) return false;
  }
  return true;
}

void compare(const Kernel& kernel, const Problem& p, const std::vector<Numbers>& inputs,
             const std::vector<Numbers>& found) {
  const auto expected = kernel.naive(p, inputs);
  const auto elements = counts(p);
  for (size_t i = 0; i < expected.size(); i++) {
    for (size_t j = 0; j < expected[i].size(); j++) {
      // What the mean of nothing is, tests/runtime/native/test_channelwise.py says: what NumPy's forward gives.
      if (kernel.naive == avg_pool && elements[j / p.channels] == 0) continue;
      if (near(found[i][j], expected[i][j])) continue;
      std::ostringstream text;
      text << "output " << i << "[" << j << "] is " << found[i][j] << ", not " << expected[i][j].value << " (of terms that make up " << expected[i][j].size << ")";
      fail(text.str(), kernel, p);
    }
  }
}

void check_values(int rounds) {
  for (int round = 0; round < rounds; round++) {
    for (const Kernel& kernel : kKernels) {
      const Problem p = random_problem(kernel);
      const auto inputs = random_inputs(kernel, p, one_in(5));
      tenfold_set_threads(1);
      const auto found = run(kernel, p, inputs);
      compare(kernel, p, inputs, found);
      tenfold_set_threads(3);
      if (!same_bits(found, run(kernel, p, inputs))) fail("three threads give other numbers", kernel, p);
    }
  }
}

const Problem kPlain = {2, {1, 9, 9}, 5, {1, 7, 7}, 6, {1, 3, 3}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, 1, 0};

// Several threads at once, each with its own problem, while the number of threads changes.
void check_callers() {
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; i++) {
    const auto inputs = random_inputs(kKernels[0], kPlain, false);
    const auto expected = run(kKernels[0], kPlain, inputs);
    callers.emplace_back([inputs, expected] {
      for (int round = 0; round < 50; round++) {
        if (!same_bits(expected, run(kKernels[0], kPlain, inputs))) fail("callers disturb each other", kKernels[0], kPlain);
      }
    });
  }
  for (int threads = 1; threads <= 4; threads++) tenfold_set_threads(threads);
  for (auto& caller : callers) caller.join();
}

void check_fork() {
#if !defined(_WIN32) && !defined(__SANITIZE_THREAD__)  // which does not let a forked process start threads
  tenfold_set_threads(3);
  const auto inputs = random_inputs(kKernels[0], kPlain, false);
  const auto expected = run(kKernels[0], kPlain, inputs);
  const pid_t child = fork();
  if (!child) _exit(same_bits(expected, run(kKernels[0], kPlain, inputs)) && tenfold_threads() == 3 ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  if (status) fail("a forked child fails", kKernels[0], kPlain);
  if (!same_bits(expected, run(kKernels[0], kPlain, inputs))) fail("a parent fails", kKernels[0], kPlain);
#endif
}

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
  refused("an unknown flag", [](Call& c) { c.p.flags = 4; });
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

void check_set(const std::string& name, int rounds, bool forks) {
  if (const char* wrong = tenfold_use(name.c_str())) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), wrong);
    std::exit(1);
  }
  check_values(rounds);
  check_refusals();
  check_callers();
  if (forks) check_fork();
  std::printf("%s: %d rounds of every kernel agree with plain loops\n", name.c_str(), rounds);
}

}  // namespace

int main(int count, char** arguments) {
  std::string names;
  int rounds = 300;
  bool forks = true;
  for (int i = 1; i < count; i++) {
    if (!std::strcmp(arguments[i], "--rounds") && i + 1 < count) {
      rounds = std::atoi(arguments[++i]);
    } else if (!std::strcmp(arguments[i], "--no-fork")) {
      forks = false;
    } else {
      names += std::string(arguments[i]) + " ";
    }
  }
  std::istringstream sets(names.empty() ? tenfold_instruction_sets() : names);
  for (std::string name; sets >> name;) check_set(name, rounds, forks);
  if (!tenfold_use("no such set")) return std::fprintf(stderr, "an unknown instruction set is taken\n"), 1;
}
