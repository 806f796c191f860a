// CRC32C, the checksum of TFRecord files, tables and checkpoints.
#pragma once
#include <cstddef>
#include <cstdint>

namespace tenfold {

// The checksum of what `value` is the checksum of (0 of nothing) followed by `size` bytes.
uint32_t crc32c(uint32_t value, const uint8_t* data, size_t size);

// As files hold it: turned and moved, so that a checksum of data that holds checksums is no special case.
inline uint32_t masked(uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xa282ead8u; }

}  // namespace tenfold
