// Records of TFRecord files (io/tfrecord/framing.py says how they lie): many found and checked in one call, and framed.
#include "records.h"

#include <cstring>

#include "calls.h"
#include "crc32c.h"

namespace tenfold {

void write_record(uint8_t* at, const void* data, uint64_t size) {
  uint8_t header[kRecordHeader];
  record_header(size, header);
  const uint32_t crc = masked(crc32c(0, static_cast<const uint8_t*>(data), size));
  if (size) std::memcpy(at + kRecordHeader, data, size);
  store_number(crc, at + kRecordHeader + size);
#if defined(__GNUC__)
  asm volatile("" ::: "memory");  // the header last: where a process is killed before it, zeros say that the file ends
#endif
  std::memcpy(at, header, sizeof header);
}

void record_header(uint64_t size, uint8_t* header) {
  store_number(size, header);
  store_number(masked(crc32c(0, header, 8)), header + 8);
}

namespace {

template <typename Number>
Number load_number(const uint8_t* at) {
  Number value = 0;
  for (size_t i = 0; i < sizeof value; i++) value |= static_cast<Number>(at[i]) << 8 * i;
  return value;
}

enum Stop : int64_t { kIncomplete, kFull, kBadHeader, kBadData };

}  // namespace
}  // namespace tenfold

// The two masked checksums of a record of `data`: that of its length low, that of the data high.
TENFOLD_VISIBLE uint64_t tenfold_record_checksums(const uint8_t* data, int64_t size) {
  uint8_t header[tenfold::kRecordHeader];
  tenfold::record_header(static_cast<uint64_t>(size), header);
  const uint64_t crc = tenfold::masked(tenfold::crc32c(0, data, static_cast<size_t>(size)));
  return tenfold::load_number<uint32_t>(header + 8) | crc << 32;
}

// The whole records at the start of `size` bytes, as many as there is place for.
//
// starts, ends: where the data of each begins and ends; places for `capacity` of them.
// stopped: why it stopped (0: the next record is not all there; 1: no more place; 2, 3: the checksum of the next one's
// length, of its data, is another), where the next record begins, and its length (-1: not all there).
// Returns how many there are.
TENFOLD_VISIBLE int64_t tenfold_records(const uint8_t* data, int64_t size, int64_t* starts, int64_t* ends,
                                        int64_t capacity, int64_t* stopped) {
  using namespace tenfold;
  int64_t count = 0, at = 0, reason = kFull, length = -1;
  for (; count < capacity; count++) {
    length = -1;
    reason = kIncomplete;
    if (size - at < kRecordHeader) break;
    const auto claimed = load_number<uint64_t>(data + at);
    if (load_number<uint32_t>(data + at + 8) != masked(crc32c(0, data + at, 8))) {
      reason = kBadHeader;
      break;
    }
    length = claimed > INT64_MAX ? INT64_MAX : static_cast<int64_t>(claimed);
    if (length > size - at - kRecordHeader - kRecordFooter) break;  // never below zero on the left, often on the right
    const uint8_t* start = data + at + kRecordHeader;
    if (load_number<uint32_t>(start + length) != masked(crc32c(0, start, static_cast<size_t>(length)))) {
      reason = kBadData;
      break;
    }
    starts[count] = at + kRecordHeader;
    ends[count] = at + kRecordHeader + length;
    at += kRecordHeader + length + kRecordFooter;
    reason = kFull;
    length = -1;
  }
  stopped[0] = reason;
  stopped[1] = at;
  stopped[2] = length;
  return count;
}
