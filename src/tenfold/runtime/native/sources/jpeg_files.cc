// JPEG files, each read and decoded, in one call for many: Python's threads change places once for them all.
#include <algorithm>
#include <cstring>

#include "jpeg.h"

namespace tenfold {
namespace jpeg {
namespace {

constexpr int64_t kLine = 64;  // bytes that the processor fetches together: pixels of two images share none

// Which files, and how they are decoded: as runtime/kernels/jpeg.py has them.
struct Job {
  int64_t count, channels, ratio, fast, fancy, most;  // most: pixels of an image
};

struct Found {
  int64_t at, height, width, channels;  // at: where its pixels begin, -1 where it is left to others
};

int64_t divided(int64_t size, int64_t ratio) { return (size + ratio - 1) / ratio; }

// What the image of a file will be. False where it is none that is decoded here.
bool described(const Job& job, const uint8_t* file, int64_t size, Found* found) {
  int64_t shape[3];
  if (size <= 0 || !tenfold_jpeg_shape(file, size, shape)) return false;
  const int64_t height = shape[0], width = shape[1], components = shape[2];
  if (height <= 0 || width <= 0 || height * width > job.most || (components != 1 && components != 3)) return false;
  *found = Found{0, divided(height, job.ratio), divided(width, job.ratio), job.channels ? job.channels : components};
  return true;
}

}  // namespace
}  // namespace jpeg
}  // namespace tenfold

// Reads files into `file` and decodes them to `to`, one behind the other. `paths`: each ends with a zero. Returns how
// many of `found` are written: fewer than there are paths where the next one is wanted first in a `to` of its own.
TENFOLD_VISIBLE int64_t tenfold_jpeg_files(const void* functions, const char* paths, const void* job_at, uint8_t* file,
                                           int64_t file_capacity, uint8_t* to, int64_t capacity, void* found_at) {
  using namespace tenfold::jpeg;
  Job job;
  std::memcpy(&job, job_at, sizeof job);
  Found* found = static_cast<Found*>(found_at);
  int64_t used = 0;
  for (int64_t i = 0; i < job.count; i++, paths += std::strlen(paths) + 1) {
    found[i] = Found{-1, 0, 0, 0};
    Found one;
    const int64_t size = tenfold_read_file(paths, file, file_capacity);
    if (!described(job, file, size, &one)) continue;
    const int64_t bytes = one.height * one.width * one.channels;
    if (bytes > capacity) continue;
    if (bytes > capacity - used) return i;
    const int64_t wanted[] = {one.height, one.width, one.channels, job.ratio, job.fast, job.fancy};
    if (tenfold_jpeg(functions, file, size, wanted, to + used) != 1) continue;
    one.at = used;
    found[i] = one;
    used = std::min(capacity, divided(used + bytes, kLine) * kLine);
  }
  return job.count;
}
