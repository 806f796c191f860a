// A record of a TFRecord file: length, its checksum, data, their checksum.
#pragma once
#include <cstddef>
#include <cstdint>

namespace tenfold {

constexpr int64_t kRecordHeader = 12, kRecordFooter = 4;

// A number with its least byte first, wherever it lies.
template <typename Number>
inline void store_number(Number value, uint8_t* at) {
  for (size_t i = 0; i < sizeof value; i++) at[i] = static_cast<uint8_t>(value >> 8 * i);
}

void record_header(uint64_t size, uint8_t* header);

// Writes a whole record, its header last.
void write_record(uint8_t* at, const void* data, uint64_t size);

}  // namespace tenfold
