// A JPEG file decoded by the libjpeg that Pillow brings (jpeg.h), straight to where its pixels shall lie.
#include "jpeg.h"

#include <csetjmp>
#include <cstring>

#include "calls.h"

namespace tenfold {
namespace jpeg {
namespace {

constexpr int64_t kMostRows = 16;
enum Result : int64_t { kNotMine, kDone, kTruncated };

struct Caller : Errors {  // found again from what the library hands on
  Source source;
  jmp_buf back;
};

Caller* caller(Decompress* one) { return static_cast<Caller*>(one->err); }

[[noreturn]] void give_up(Decompress* one, Result why) { longjmp(caller(one)->back, why == kTruncated ? 2 : 1); }

[[noreturn]] void failed(Decompress* one) { give_up(one, kNotMine); }

void quiet(Decompress* one, int level) {
  if (level < 0) one->err->num_warnings++;
}

void nothing(Decompress*) {}

int truncated(Decompress* one) { give_up(one, kTruncated); }

void skip(Decompress* one, long count) {
  if (count <= 0) return;
  if (static_cast<size_t>(count) > one->src->bytes_in_buffer) give_up(one, kTruncated);
  one->src->next_input_byte += count;
  one->src->bytes_in_buffer -= static_cast<size_t>(count);
}

// How it shall be decoded, and what is expected: as runtime/kernels/jpeg.py has them.
struct Wanted {
  int64_t height, width, channels, ratio, fast, fancy;
};

bool fits(const Decompress& one, const Wanted& wanted) {
  return one.output_height == wanted.height && one.output_width == wanted.width && one.output_components == wanted.channels;
}

void read_rows(const Functions& library, Decompress* one, int64_t size, uint8_t* to) {
  uint8_t* rows[kMostRows];
  while (one->output_scanline < one->output_height) {
    const unsigned left = one->output_height - one->output_scanline;
    const unsigned count = left < kMostRows ? left : kMostRows;
    for (unsigned i = 0; i < count; i++) rows[i] = to + (one->output_scanline + i) * size;
    if (!library.read_scanlines(one, rows, count)) give_up(one, kTruncated);
  }
}

// Nothing here may need destroying: errors of the library jump over it.
Result decode(const Functions& library, Decompress* one, Caller* self, const Wanted& wanted, uint8_t* to) {
  if (const int why = setjmp(self->back)) return why == 2 ? kTruncated : kNotMine;
  library.create(one, kVersion, sizeof *one);
  one->src = &self->source;
  if (library.read_header(one, 1) != kHeaderOk || one->num_components > 3) return kNotMine;
  one->out_color_space = wanted.channels == 1 ? kGray : kRgb;
  one->scale_num = 1;
  one->scale_denom = static_cast<unsigned>(wanted.ratio);
  one->dct_method = wanted.fast ? kFast : kAccurate;
  one->do_fancy_upsampling = wanted.fancy != 0;
  library.start(one);
  if (!fits(*one, wanted)) return kNotMine;
  read_rows(library, one, wanted.width * wanted.channels, to);
  library.finish(one);
  return kDone;
}

int64_t big_endian(const uint8_t* at) { return at[0] << 8 | at[1]; }

bool is_frame(int marker) {  // a start of frame, of Huffman's codes
  return marker == 0xc0 || marker == 0xc1 || marker == 0xc2;
}

}  // namespace
}  // namespace jpeg
}  // namespace tenfold

// Height, width and number of components, as the header has them. Returns 0 where there is no frame that is known here.
TENFOLD_VISIBLE int64_t tenfold_jpeg_shape(const uint8_t* data, int64_t size, int64_t* shape) {
  using namespace tenfold::jpeg;
  for (int64_t at = 2; at + 9 < size && data[at] == 0xff;) {
    const int marker = data[at + 1];
    if (marker == 0xff) {  // which fills
      at++;
    } else if (is_frame(marker)) {
      shape[0] = big_endian(data + at + 5);
      shape[1] = big_endian(data + at + 7);
      shape[2] = data[at + 9];
      return data[at + 4] == 8;
    } else if (marker < 0xc0 || marker == 0xda || (marker >= 0xd0 && marker < 0xda)) {
      return 0;
    } else {
      at += 2 + big_endian(data + at + 2);
    }
  }
  return 0;
}

// Decodes `size` bytes to `to`, as `wanted` has it. Returns 1; 0 where that cannot be done, 2 where the
// data ends too early: `to` is then as it may be.
TENFOLD_VISIBLE int64_t tenfold_jpeg(const void* functions, const uint8_t* data, int64_t size, const void* wanted,
                                     uint8_t* to) {
  using namespace tenfold::jpeg;
  Functions library;
  Wanted how;
  std::memcpy(&library, functions, sizeof library);
  std::memcpy(&how, wanted, sizeof how);
  Decompress one;
  Caller self;
  std::memset(&one, 0, sizeof one);
  std::memset(static_cast<void*>(&self), 0, sizeof self);
  one.err = library.std_error(&self);
  self.error_exit = failed;
  self.emit_message = quiet;
  self.output_message = nothing;
  self.source = Source{data, static_cast<size_t>(size), nothing, truncated, skip, library.resync_to_restart, nothing};
  const Result result = decode(library, &one, &self, how, to);
  library.destroy(&one);  // which takes one that was not made
  return result;
}
