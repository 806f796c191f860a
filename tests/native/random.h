// Random numbers: compared with Philox as its paper has it, one block at a time; and calls that must be refused.
#pragma once

#include "driver.h"

namespace {

struct Draw {
  uint64_t stream[3];  // the counter's low and high half, the key
  int64_t count;
};

Numbers draw(const Draw& d) {
  Numbers words(6), made(d.count + kGuards, kGuard);
  std::memcpy(words.data(), d.stream, sizeof d.stream);
  float *in[] = {words.data()}, *out[] = {made.data()};
  const int64_t six = 6;
  if (const char* wrong = tenfold_run("random_uniform", &d.count, 1, in, &six, 1, out, &d.count, 1)) {
    fail(wrong, kKernels[0], kPlain);
  }
  for (int i = 0; i < kGuards; i++) {
    if (made[d.count + i] != kGuard) fail("random_uniform wrote behind its numbers", kKernels[0], kPlain);
  }
  made.resize(d.count);
  return made;
}

Numbers naive_draw(const Draw& d) {
  Numbers made(d.count);
  for (int64_t block = 0; 4 * block < d.count; block++) {
    const uint64_t low = d.stream[0] + block, high = d.stream[1] + (low < d.stream[0]);
    uint64_t c[4] = {low & 0xffffffff, low >> 32, high & 0xffffffff, high >> 32};
    uint64_t key[2] = {d.stream[2] & 0xffffffff, d.stream[2] >> 32};
    for (int round = 0; round < 10; round++) {
      const uint64_t a = c[0] * 0xD2511F53, b = c[2] * 0xCD9E8D57;
      const uint64_t next[4] = {(b >> 32) ^ c[1] ^ key[0], b & 0xffffffff, (a >> 32) ^ c[3] ^ key[1], a & 0xffffffff};
      std::memcpy(c, next, sizeof c);
      key[0] = (key[0] + 0x9E3779B9) & 0xffffffff, key[1] = (key[1] + 0xBB67AE85) & 0xffffffff;
    }
    for (int64_t i = 0; i < 4 && 4 * block + i < d.count; i++) {
      made[4 * block + i] = static_cast<float>(c[i] & 0x7fffff) / 8388608.0f;
    }
  }
  return made;
}

uint64_t random_word() { return static_cast<uint64_t>(random_bits()) << 32 | static_cast<uint64_t>(random_bits()); }

void check_random(int rounds) {
  for (int round = 0; round < rounds; round++) {
    const uint64_t low = one_in(3) ? ~uint64_t{0} - static_cast<uint64_t>(below(200)) : random_word();
    const Draw d{{low, random_word(), random_word()}, below(one_in(4) ? 40000 : 300)};
    tenfold_set_threads(1);
    const Numbers found = draw(d);
    if (found != naive_draw(d)) fail("random numbers are others", kKernels[0], kPlain);
    tenfold_set_threads(3);
    if (found != draw(d)) fail("three threads draw other numbers", kKernels[0], kPlain);
  }
  float words[6] = {}, made[4] = {}, *in[] = {words}, *out[] = {made}, *nothing[] = {nullptr};
  const int64_t six = 6, five = 5, four = 4, less = -1;
  if (!tenfold_run("random_uniform", &four, 1, in, &five, 1, out, &four, 1) ||
      !tenfold_run("random_uniform", &five, 1, in, &six, 1, out, &four, 1) ||
      !tenfold_run("random_uniform", &four, 1, nothing, &six, 1, out, &four, 1) ||
      !tenfold_run("random_uniform", &four, 1, in, &six, 1, nothing, &four, 1) ||
      !tenfold_run("random_uniform", &less, 1, in, &six, 1, out, &less, 1) ||
      !tenfold_run("random_uniform", &four, 0, in, &six, 1, out, &four, 1)) {
    fail("random_uniform was not refused", kKernels[0], kPlain);
  }
}

}  // namespace
