// Runs every kernel through the C interface on random geometries and compares it with the loops of naive.h; before that,
// parses batches of Examples, and after it finds records, both whole and damaged, and writes streams of records.
//
//     check [--rounds N] [--seed N] [--no-fork] [INSTRUCTION SET ...]   (default: 300, and every set of this machine)
//
// Exit status 1, and a line that says what, where something is wrong. Built plainly, with sanitizers, and for other
// processors by tools/native_check.py.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <thread>

#include "examples.h"
#include "losses.h"
#include "pipelines.h"
#include "pooled.h"
#include "product.h"
#include "random.h"
#include "records.h"
#include "recurrent.h"
#include "refusals.h"
#include "row_loop.h"
#include "rows.h"
#include "steps.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#ifndef _WIN32
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace {

bool near(float found, const Sum& expected) {
  if (std::isnan(expected.value)) return std::isnan(found);
  if (std::isinf(expected.value)) return found == expected.value;
  return std::fabs(found - expected.value) <= 1e-5 * expected.size;
}

void compare(const Kernel& kernel, const Problem& p, const std::vector<Sums>& expected,
             const std::vector<Numbers>& found) {
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
      compare(kernel, p, kernel.naive(p, inputs), found);
      tenfold_set_threads(3);
      if (!same_bits(found, run(kernel, p, inputs))) fail("three threads give other numbers", kernel, p);
    }
  }
}

void check_pooled(int rounds) {
  for (int round = 0; round < rounds; round++) {
    PooledCall c = random_pooled_call();
    tenfold_set_threads(1);
    const auto found = run_pooled(c);
    compare(kPooled, c.both[0], naive_pooled(c), found);
    tenfold_set_threads(3);
    if (!same_bits(found, run_pooled(c))) fail("three threads give other numbers", kPooled, c.both[0]);
  }
}

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

// A caller that takes almost zero for zero, which threads that were there before do not.
void check_float_modes() {
#if defined(__x86_64__)
  Problem p = kPlain;
  p.batch = 64;
  const std::vector<Numbers> inputs{Numbers(p.size('x'), 1e-39f), Numbers(p.size('w'), 1)};
  tenfold_set_threads(3);
  run(kKernels[0], p, inputs);
  const unsigned before = _mm_getcsr();
  for (unsigned mode : {before | 0x8040u, before}) {
    _mm_setcsr(mode);
    for (int round = 0; round < 20; round++) {
      const auto found = run(kKernels[0], p, inputs);
      for (float y : found[0]) {
        if ((y == 0) != (mode != before)) fail("threads take other numbers for zero", kKernels[0], p);
      }
    }
  }
#endif
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

void check_set(const std::string& name, int rounds, bool forks) {
  if (const char* wrong = tenfold_use(name.c_str())) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), wrong);
    std::exit(1);
  }
  check_values(rounds);
  check_pooled(rounds);
  check_random(rounds);
  check_recurrent(rounds);
  check_rows(rounds);
  check_products(rounds);
  check_steps(rounds);
  check_row_loops(rounds);
  check_losses(rounds);
  check_refusals();
  check_recurrent_refusals();
  check_callers();
  check_float_modes();
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
    } else if (!std::strcmp(arguments[i], "--seed") && i + 1 < count) {
      random_bits.seed(static_cast<unsigned>(std::atoi(arguments[++i])));
    } else if (!std::strcmp(arguments[i], "--no-fork")) {
      forks = false;
    } else {
      names += std::string(arguments[i]) + " ";
    }
  }
  check_examples(3 * rounds);
  std::istringstream sets(names.empty() ? tenfold_instruction_sets() : names);
  for (std::string name; sets >> name;) check_set(name, rounds, forks);
  check_records(3 * rounds);
  check_pipelines(rounds);
  if (!tenfold_use("no such set")) return std::fprintf(stderr, "an unknown instruction set is taken\n"), 1;
}
