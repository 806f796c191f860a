// Uniform random numbers from a counter, bit for bit those of tenfold/ops/random/philox.py.
//
// Philox 4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"): a block of four words
// is a function of a key and of its number, so the lanes of a vector hold blocks, and threads begin wherever they like.
#pragma once

#include "vec.h"

namespace tenfold {
namespace {

typedef uint32_t Words __attribute__((vector_size(4 * kLanes)));
typedef uint64_t Pairs __attribute__((vector_size(4 * kLanes)));

// Both halves of word * factor. Even words and odd ones apart, for products have twice the length.
TENFOLD_INLINE void multiply_words(Words words, uint32_t factor, Words& high, Words& low) {
  const Pairs pairs = reinterpret_cast<Pairs>(words);
  const Pairs even = (pairs & 0xffffffffu) * static_cast<uint64_t>(factor);
  const Pairs odd = (pairs >> 32) * static_cast<uint64_t>(factor);
  high = reinterpret_cast<Words>((even >> 32) | (odd & 0xffffffff00000000u));
  low = reinterpret_cast<Words>((even & 0xffffffffu) | (odd << 32));
}

// kLanes blocks from number `first` on, as 4 * kLanes numbers in [0, 1): 23 bits of a word are the mantissa.
TENFOLD_INLINE void uniform_blocks(const RandomStream& stream, uint64_t first, float* to) {
  Words c[4];
  for (int i = 0; i < kLanes; i++) {
    const uint64_t block = first + static_cast<uint64_t>(i), low = stream.low + block, high = stream.high + (low < block);
    c[0][i] = static_cast<uint32_t>(low), c[1][i] = static_cast<uint32_t>(low >> 32);
    c[2][i] = static_cast<uint32_t>(high), c[3][i] = static_cast<uint32_t>(high >> 32);
  }
  uint32_t key0 = static_cast<uint32_t>(stream.key), key1 = static_cast<uint32_t>(stream.key >> 32);
  for (int round = 0; round < 10; round++, key0 += 0x9E3779B9u, key1 += 0xBB67AE85u) {
    Words high0, low0, high1, low1;
    multiply_words(c[0], 0xD2511F53u, high0, low0);
    multiply_words(c[2], 0xCD9E8D57u, high1, low1);
    c[0] = high1 ^ c[1] ^ key0, c[1] = low1;
    c[2] = high0 ^ c[3] ^ key1, c[3] = low0;
  }
  for (int i = 0; i < kLanes; i++) {
    for (int word = 0; word < 4; word++) {
      const uint32_t bits = (c[word][i] & 0x7fffffu) | 0x3f800000u;
      float number;
      std::memcpy(&number, &bits, sizeof number);
      to[4 * i + word] = number - 1;
    }
  }
}

void random_uniform(const RandomStream& stream, float* to, int64_t count, Workers& workers) {
  constexpr int64_t kStep = 4 * kLanes, kPart = 256 * kStep;
  spread(workers, ceil_div(count, kPart), [&](int64_t part) {
    const int64_t end = smaller(count, (part + 1) * kPart);
    for (int64_t at = part * kPart; at < end; at += kStep) {
      const uint64_t first = static_cast<uint64_t>(at) / 4;
      if (at + kStep <= end) {
        uniform_blocks(stream, first, to + at);
      } else {
        float rest[kStep];
        uniform_blocks(stream, first, rest);
        std::memcpy(to + at, rest, static_cast<size_t>(end - at) * sizeof(float));
      }
    }
  });
}

}  // namespace
}  // namespace tenfold
