// A small file read in one call, so that Python's threads change places once for it.
#include "calls.h"

#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace {

// Up to `capacity` bytes, fewer at the end of the file; -1 for an error.
int64_t filled(int file, uint8_t* to, int64_t capacity) {
  int64_t size = 0;
  while (size < capacity) {
    const ssize_t got = ::read(file, to + size, static_cast<size_t>(capacity - size));
    if (got == 0) break;
    if (got > 0) {
      size += got;
    } else if (errno != EINTR) {
      return -1;
    }
  }
  return size;
}

}  // namespace

// Reads a file that has fewer than `capacity` bytes. Returns how many it has; -1 for whatever else there is, or happens.
TENFOLD_VISIBLE int64_t tenfold_read_file(const char* path, uint8_t* to, int64_t capacity) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // of a pipe nobody need have the other end
  if (file < 0) return -1;
  struct stat about;
  const bool fits = ::fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size < capacity;
  const int64_t size = fits ? filled(file, to, capacity) : -1;
  ::close(file);
  return size < capacity ? size : -1;
}
#else
TENFOLD_VISIBLE int64_t tenfold_read_file(const char*, uint8_t*, int64_t) { return -1; }
#endif
