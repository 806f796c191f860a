// Images of another size: bilinear, with the bits of ops/image/resize.py (compiled without contraction, compiling.py says
// so), and by whole pixels. The tables of ops/image/sampling.py say which pixels a pixel is made of.
#include <cstdint>
#include <cstring>

#include "calls.h"

namespace {

// The images' number, height, width, channels; the result's height and width.
struct Sizes {
  int64_t images, height, width, channels, rows, columns;

  bool hold(const int64_t* places) const {
    for (int64_t i = 0; i < rows + columns; i++) {
      if (places[i] < 0 || places[i] >= (i < rows ? height : width)) return false;
    }
    return true;
  }
};

#if defined(__GNUC__)
typedef float Four __attribute__((vector_size(16)));

Four four(const float* from) {
  Four found;
  std::memcpy(&found, from, sizeof found);
  return found;
}

// Columns from the first on whose three channels can be read, and written, with what follows them; returns how many.
// (Places grow from column to column.)
int64_t by_fours(const Sizes& s, const float* from, const int64_t* first, const int64_t* second, const float* part,
                 float* to) {
  int64_t count = s.columns - 1;
  while (count > 0 && (first[count - 1] + 1 >= s.width || second[count - 1] + 1 >= s.width)) count--;
  for (int64_t i = 0; i < count; i++) {
    const Four low = four(from + first[i] * 3), high = four(from + second[i] * 3);
    const Four found = low + (high - low) * part[i];
    std::memcpy(to + i * 3, &found, sizeof found);
  }
  return count;
}
#else
int64_t by_fours(const Sizes&, const float*, const int64_t*, const int64_t*, const float*, float*) { return 0; }
#endif

// One line of pixels, each between two of `from`. kChannels is known when this is compiled, or 0.
template <int kChannels>
void between_columns(const Sizes& s, const float* from, const int64_t* first, const int64_t* second, const float* part,
                     float* to) {
  const int64_t channels = kChannels ? kChannels : s.channels;
  const int64_t done = kChannels == 3 ? by_fours(s, from, first, second, part, to) : 0;
  to += done * channels;
  for (int64_t i = done; i < s.columns; i++) {
    const float *low = from + first[i] * channels, *high = from + second[i] * channels;
    for (int64_t c = 0; c < channels; c++) *to++ = low[c] + (high[c] - low[c]) * part[i];
  }
}

const float* as_floats(const float* line, int64_t, float*) { return line; }

const float* as_floats(const uint8_t* line, int64_t size, float* memory) {
  for (int64_t i = 0; i < size; i++) memory[i] = line[i];
  return memory;
}

void between_lines(int64_t size, const float* low, const float* high, float part, float* to) {
  for (int64_t i = 0; i < size; i++) to[i] = low[i] + (high[i] - low[i]) * part;
}

// The last two lines that were made, one of which the next pair mostly has again.
class Lines {
 public:
  Lines(int64_t size, float* memory) : lines{memory, memory + size} {}

  template <typename Make>
  const float* line(int64_t row, int64_t kept, const Make& make) {
    for (int i = 0; i < 2; i++) {
      if (rows[i] == row) return lines[i];
    }
    const int i = rows[0] == kept ? 1 : 0;
    make(row, lines[i]);
    rows[i] = row;
    return lines[i];
  }
  void forget() { rows[0] = rows[1] = -1; }

 private:
  float* lines[2];
  int64_t rows[2] = {-1, -1};
};

template <int kChannels, typename T>
void bilinear(const Sizes& s, const T* images, const int64_t* first, const int64_t* second, const float* part,
              float* memory, float* out) {
  const int64_t size = s.columns * s.channels, row_size = s.width * s.channels;
  Lines lines(size, memory);
  for (int64_t n = 0; n < s.images; n++, images += s.height * row_size) {
    lines.forget();
    const auto make = [&](int64_t row, float* to) {
      const float* from = as_floats(images + row * row_size, row_size, memory + 2 * size);
      between_columns<kChannels>(s, from, first + s.rows, second + s.rows, part + s.rows, to);
    };
    for (int64_t i = 0; i < s.rows; i++, out += size) {
      const float* low = lines.line(first[i], second[i], make);
      between_lines(size, low, lines.line(second[i], first[i], make), part[i], out);
    }
  }
}

template <typename T>
void bilinear_of(const Sizes& s, const T* images, const int64_t* first, const int64_t* second, const float* part,
                 float* memory, float* out) {
  const auto run = s.channels == 3 ? bilinear<3, T> : s.channels == 1 ? bilinear<1, T> : bilinear<0, T>;
  run(s, images, first, second, part, memory, out);
}

// kSize: the bytes of a pixel, where they are known when this is compiled; or 0.
template <int kSize>
void pixels(const Sizes& s, int64_t bytes, const uint8_t* images, const int64_t* places, uint8_t* out) {
  const int64_t size = kSize ? kSize : bytes;
  for (int64_t n = 0; n < s.images; n++, images += s.height * s.width * size) {
    for (int64_t i = 0; i < s.rows; i++) {
      const uint8_t* row = images + places[i] * s.width * size;
      for (int64_t j = 0; j < s.columns; j++, out += size) std::memcpy(out, row + places[s.rows + j] * size, size);
    }
  }
}

}  // namespace

// Bilinear. `images`: float32, or uint8 where `bytes` says so. `sizes`: see Sizes. `first`, `second`, `part`: for each row of the result, then for each column, the two
// pixels it lies between and how far from the first. `memory`: room for two lines of the result and one of the images.
// Returns whether the places are places of the images; if not, nothing is written.
TENFOLD_VISIBLE int64_t tenfold_bilinear(const void* images, int64_t bytes, const int64_t* sizes, const int64_t* first,
                                         const int64_t* second, const float* part, float* memory, float* out) {
  const Sizes s{sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]};
  if (!s.hold(first) || !s.hold(second)) return 0;
  if (bytes) {
    bilinear_of(s, static_cast<const uint8_t*>(images), first, second, part, memory, out);
  } else {
    bilinear_of(s, static_cast<const float*>(images), first, second, part, memory, out);
  }
  return 1;
}

// Each pixel of the result is one of the images', of `bytes` each: `places` for each row of the result, then each column.
TENFOLD_VISIBLE int64_t tenfold_pixels(const uint8_t* images, const int64_t* sizes, const int64_t* places, int64_t bytes,
                                       uint8_t* out) {
  const Sizes s{sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]};
  if (!s.hold(places)) return 0;
  const auto run = bytes == 3 ? pixels<3> : bytes == 12 ? pixels<12> : bytes == 4 ? pixels<4> : pixels<0>;
  run(s, bytes, images, places, out);
  return 1;
}
