// CRC32C (Castagnoli; RFC 3720, appendix B.4): by the processor's own instruction where it has one, else by tables.
//
// The instruction takes eight bytes a cycle, but its result comes three cycles later: three stretches of the data are
// therefore gone through side by side and put together after. A checksum moves over `n` following bytes by a linear
// map; four tables of 256 words hold such a map, one for each byte of the checksum.
#include "crc32c.h"

#include <cstring>

#include "calls.h"

#if defined(__linux__) && defined(__aarch64__)
#include <sys/auxv.h>
#endif

namespace tenfold {
namespace {

constexpr uint32_t kPolynomial = 0x82f63b78;  // its bits turned around: the lowest bit is the highest power
constexpr size_t kLong = 4096, kShort = 256;  // bytes of a stretch

struct Map {
  uint32_t table[4][256];

  uint32_t operator()(uint32_t crc) const {
    return table[0][crc & 255] ^ table[1][crc >> 8 & 255] ^ table[2][crc >> 16 & 255] ^ table[3][crc >> 24];
  }
};

// The product of two polynomials modulo kPolynomial.
uint32_t product(uint32_t a, uint32_t b) {
  uint32_t result = 0;
  for (uint32_t bit = 0x80000000u; bit; bit >>= 1) {
    if (a & bit) result ^= b;
    b = b & 1 ? b >> 1 ^ kPolynomial : b >> 1;
  }
  return result;
}

struct Tables {
  uint32_t bytes[8][256];  // [k][b]: what byte b becomes when k zeros have followed it
  Map over_long, over_short;

  Tables() {
    for (uint32_t b = 0; b < 256; b++) {
      uint32_t crc = b;
      for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ kPolynomial : crc >> 1;
      bytes[0][b] = crc;
    }
    for (int k = 1; k < 8; k++) {
      for (int b = 0; b < 256; b++) bytes[k][b] = bytes[k - 1][b] >> 8 ^ bytes[0][bytes[k - 1][b] & 255];
    }
    fill(over_long, kLong);
    fill(over_short, kShort);
  }

  // `distance` is a power of two.
  static void fill(Map& map, size_t distance) {
    uint32_t power = 0x00800000u;  // x^8: one byte
    for (; distance > 1; distance /= 2) power = product(power, power);
    for (int place = 0; place < 4; place++) {
      for (uint32_t b = 0; b < 256; b++) map.table[place][b] = product(b << 8 * place, power);
    }
  }
};

const Tables tables;

TENFOLD_INLINE uint64_t word(const uint8_t* at) {
  uint64_t value;
  std::memcpy(&value, at, sizeof value);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap64(value);
#endif
  return value;
}

uint32_t by_tables(uint32_t crc, const uint8_t* data, size_t size) {
  const auto& t = tables.bytes;
  for (; size >= 8; data += 8, size -= 8) {
    const uint64_t w = word(data) ^ crc;
    crc = t[7][w & 255] ^ t[6][w >> 8 & 255] ^ t[5][w >> 16 & 255] ^ t[4][w >> 24 & 255] ^ t[3][w >> 32 & 255] ^
          t[2][w >> 40 & 255] ^ t[1][w >> 48 & 255] ^ t[0][w >> 56];
  }
  for (; size; data++, size--) crc = crc >> 8 ^ t[0][(crc ^ *data) & 255];
  return crc;
}

// Written out in assembly, it needs no flag of the compiler's for this file: whether the processor has it is asked
// where the library is loaded.
#if defined(__x86_64__) && defined(__GNUC__)
#define TENFOLD_CRC32C_INSTRUCTION
TENFOLD_INLINE void take8(uint32_t& crc, uint64_t w) {
  uint64_t wide = crc;
  asm("crc32q %1, %0" : "+r"(wide) : "r"(w));
  crc = static_cast<uint32_t>(wide);
}
TENFOLD_INLINE void take1(uint32_t& crc, uint8_t b) { asm("crc32b %1, %0" : "+r"(crc) : "r"(b)); }
bool has_instruction() {
  __builtin_cpu_init();  // this runs before main does
  return __builtin_cpu_supports("sse4.2");
}
#elif defined(__aarch64__) && defined(__GNUC__) && (defined(__linux__) || defined(__APPLE__))
#define TENFOLD_CRC32C_INSTRUCTION
TENFOLD_INLINE void take8(uint32_t& crc, uint64_t w) {
  asm(".arch_extension crc\n\tcrc32cx %w0, %w0, %x1" : "+r"(crc) : "r"(w));
}
TENFOLD_INLINE void take1(uint32_t& crc, uint8_t b) {
  asm(".arch_extension crc\n\tcrc32cb %w0, %w0, %w1" : "+r"(crc) : "r"(static_cast<uint32_t>(b)));
}
bool has_instruction() {
#if defined(__APPLE__)
  return true;
#else
  return getauxval(AT_HWCAP) & 1 << 7;  // HWCAP_CRC32
#endif
}
#endif

#ifdef TENFOLD_CRC32C_INSTRUCTION
template <size_t stretch>
TENFOLD_INLINE void by_threes(uint32_t& crc, const uint8_t*& data, size_t& size, const Map& over) {
  for (; size >= 3 * stretch; data += 3 * stretch, size -= 3 * stretch) {
    uint32_t second = 0, third = 0;
    for (size_t i = 0; i < stretch; i += 8) {
      take8(crc, word(data + i));
      take8(second, word(data + stretch + i));
      take8(third, word(data + 2 * stretch + i));
    }
    crc = over(over(crc) ^ second) ^ third;
  }
}

uint32_t by_instruction(uint32_t crc, const uint8_t* data, size_t size) {
  by_threes<kLong>(crc, data, size, tables.over_long);
  by_threes<kShort>(crc, data, size, tables.over_short);
  for (; size >= 8; data += 8, size -= 8) take8(crc, word(data));
  for (; size; data++, size--) take1(crc, *data);
  return crc;
}

const auto best = has_instruction() ? &by_instruction : &by_tables;
#else
const auto best = &by_tables;
#endif

}  // namespace

uint32_t crc32c(uint32_t value, const uint8_t* data, size_t size) { return ~best(~value, data, size); }

}  // namespace tenfold

// The checksum of `size` bytes that follow what `value` is the checksum of.
TENFOLD_VISIBLE uint32_t tenfold_crc32c(uint32_t value, const uint8_t* data, int64_t size) {
  return size > 0 ? tenfold::crc32c(value, data, static_cast<size_t>(size)) : value;
}

// The same without the processor's instruction: what machines that have none do, for tests on those that have.
TENFOLD_VISIBLE uint32_t tenfold_crc32c_by_tables(uint32_t value, const uint8_t* data, int64_t size) {
  return size > 0 ? ~tenfold::by_tables(~value, data, static_cast<size_t>(size)) : value;
}
