// Reading protocol buffers from memory (protobuf.dev, "Encoding"): every length is believed only up to the end.
#pragma once

#include <cstdint>
#include <cstring>

#include "calls.h"

namespace tenfold {

struct Bytes {
  const uint8_t *at, *end;

  TENFOLD_INLINE bool any() const { return at < end; }
  TENFOLD_INLINE int64_t size() const { return end - at; }
};

// Asks for memory that will be read soon.
TENFOLD_INLINE void fetch(const void* at) {
#if defined(__GNUC__)
  __builtin_prefetch(at);
#else
  (void)at;
#endif
}

// The number of the lowest bit that is set; one is.
TENFOLD_INLINE int lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
  return __builtin_ctzll(bits);
#else
  int i = 0;
  while (!(bits >> i & 1)) i++;
  return i;
#endif
}

constexpr uint32_t kVarint = 0, kFixed64 = 1, kLength = 2, kGroup = 3, kGroupEnd = 4, kFixed32 = 5;
constexpr int kDeepest = 100;  // groups in groups, as protobuf's own parsers have it

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#error "floats are copied from files as they lie there, the least byte first"
#endif

// Eight bytes as a number, the first being the least.
TENFOLD_INLINE uint64_t word(const uint8_t* at) {
  uint64_t value;
  std::memcpy(&value, at, 8);
  return value;
}

// Seven bits a byte, the least first, in at most ten bytes; bits beyond the sixty-fourth are dropped.
inline bool long_varint(Bytes& in, uint64_t& value) {
  value = 0;
  if (in.size() >= 8) {  // up to eight bytes at once: those before the first without a high bit, and that one
    const uint64_t bytes = word(in.at), ends = ~bytes & 0x8080808080808080u;
    if (ends) {
      uint64_t bits = bytes & (ends ^ (ends - 1)) & 0x7f7f7f7f7f7f7f7fu;
      bits = (bits & 0x007f007f007f007fu) | (bits & 0x7f007f007f007f00u) >> 1;
      bits = (bits & 0x00003fff00003fffu) | (bits & 0x3fff00003fff0000u) >> 2;
      value = (bits & 0x0fffffffu) | (bits & 0x0fffffff00000000u) >> 4;
      in.at += lowest_bit(ends) / 8 + 1;
      return true;
    }
  }
  for (int shift = 0; shift < 70 && in.any(); shift += 7) {
    const uint64_t byte = *in.at++;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

TENFOLD_INLINE bool varint(Bytes& in, uint64_t& value) {
  if (in.any() && *in.at < 0x80) {
    value = *in.at++;
    return true;
  }
  return long_varint(in, value);
}

// The number and wire type of the field that begins here, `number << 3 | type`.
TENFOLD_INLINE bool tag(Bytes& in, uint32_t& found) {
  const uint8_t* start = in.at;
  uint64_t value;
  if (!varint(in, value) || value > UINT32_MAX || value < 8 || in.at - start > 5) return false;
  found = static_cast<uint32_t>(value);
  return true;
}

// What a length stands before: a string, a message, packed numbers.
TENFOLD_INLINE bool inside(Bytes& in, Bytes& found) {
  uint64_t length;
  if (!varint(in, length) || length > static_cast<uint64_t>(in.size())) return false;
  found = {in.at, in.at + length};
  in.at += length;
  return true;
}

// Passes over a field of which the tag has been read.
inline bool skip(Bytes& in, uint32_t tagged, int depth = 0) {
  uint64_t number;
  Bytes content;
  const uint32_t type = tagged & 7;
  if (type == kVarint) return varint(in, number);
  if (type == kLength) return inside(in, content);
  if (type == kFixed64 || type == kFixed32) {
    const int64_t width = type == kFixed64 ? 8 : 4;
    if (in.size() < width) return false;
    in.at += width;
    return true;
  }
  if (type != kGroup || depth >= kDeepest) return false;
  for (uint32_t next; tag(in, next);) {
    if ((next & 7) == kGroupEnd) return next >> 3 == tagged >> 3;
    if (!skip(in, next, depth + 1)) return false;
  }
  return false;
}

// Whether text is UTF-8 (RFC 3629), as protobuf's strings must be.
inline bool is_utf8(const uint8_t* at, const uint8_t* end) {
  while (at < end) {
    const uint8_t lead = *at++;
    if (lead < 0x80) continue;
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || end - at < more) return false;
    const uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (at[0] < low || at[0] > high) return false;
    for (int i = 1; i < more; i++)
      if ((at[i] & 0xc0) != 0x80) return false;
    at += more;
  }
  return true;
}

}  // namespace tenfold
