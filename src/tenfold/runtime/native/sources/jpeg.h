// What libjpeg lets its callers see of itself, as version 6.2 of its interface lays it down (libjpeg.txt says what the
// fields mean). The library is met at run time: it refuses a caller who takes its structures to be of another size.
#pragma once

#include <cstddef>
#include <cstdint>

#include "calls.h"

namespace tenfold {
namespace jpeg {

constexpr int kVersion = 62;
constexpr int kGray = 1, kRgb = 2;               // colour spaces
constexpr int kAccurate = 0, kFast = 1;          // ways to transform back
constexpr int kHeaderOk = 1;

struct Decompress;

struct Errors {
  void (*error_exit)(Decompress*);  // must not return
  void (*emit_message)(Decompress*, int level);
  void (*output_message)(Decompress*);
  void (*format_message)(Decompress*, char*);
  void (*reset_error_mgr)(Decompress*);
  int msg_code;
  union {
    int i[8];
    char s[80];
  } msg_parm;
  int trace_level;
  long num_warnings;
  const char* const* message_table;
  int last_message;
  const char* const* addon_message_table;
  int first_addon_message, last_addon_message;
};

struct Source {
  const uint8_t* next_input_byte;
  size_t bytes_in_buffer;
  void (*init_source)(Decompress*);
  int (*fill_input_buffer)(Decompress*);
  void (*skip_input_data)(Decompress*, long count);
  int (*resync_to_restart)(Decompress*, int desired);
  void (*term_source)(Decompress*);
};

struct Decompress {
  Errors* err;
  void *mem, *progress, *client_data;
  int is_decompressor, global_state;
  Source* src;
  unsigned image_width, image_height;
  int num_components, jpeg_color_space;
  int out_color_space;
  unsigned scale_num, scale_denom;
  double output_gamma;
  int buffered_image, raw_data_out;
  int dct_method, do_fancy_upsampling, do_block_smoothing;
  int quantize_colors, dither_mode, two_pass_quantize, desired_number_of_colors;
  int enable_1pass_quant, enable_external_quant, enable_2pass_quant;
  unsigned output_width, output_height;
  int out_color_components, output_components, rec_outbuf_height, actual_number_of_colors;
  uint8_t** colormap;
  unsigned output_scanline;
  int input_scan_number;
  unsigned input_row;
  int output_scan_number;
  unsigned output_row;
  int (*coef_bits)[64];
  // From here on the library's own
  void* tables[4 + 4 + 4];
  int data_precision;
  void* comp_info;
  int progressive_mode, arith_code;
  uint8_t arithmetic[3][16];
  unsigned restart_interval;
  int saw_jfif;
  uint8_t jfif[3];
  uint16_t density[2];
  int saw_adobe;
  uint8_t adobe_transform;
  int ccir601;
  void* marker_list;
  int most_h, most_v, least_size;
  unsigned total_rows;
  void* range_limit;
  int scan_components;
  void* scan_component[4];
  unsigned scan_size[2];
  int blocks, block_component[10];
  int progress_numbers[4], unread_marker;
  void* parts[11];
};

struct Functions {  // in the order of FUNCTIONS in runtime/kernels/jpeg.py
  Errors* (*std_error)(Errors*);
  void (*create)(Decompress*, int version, size_t size);
  int (*read_header)(Decompress*, int require_image);
  int (*start)(Decompress*);
  unsigned (*read_scanlines)(Decompress*, uint8_t** rows, unsigned most);
  int (*finish)(Decompress*);
  void (*destroy)(Decompress*);
  int (*resync_to_restart)(Decompress*, int desired);
};

}  // namespace jpeg
}  // namespace tenfold

// What jpeg_files.cc calls of jpeg.cc and files.cc, where they are described.
TENFOLD_VISIBLE int64_t tenfold_jpeg_shape(const uint8_t* data, int64_t size, int64_t* shape);
TENFOLD_VISIBLE int64_t tenfold_jpeg(const void* functions, const uint8_t* data, int64_t size, const void* wanted,
                                     uint8_t* to);
TENFOLD_VISIBLE int64_t tenfold_read_file(const char* path, uint8_t* to, int64_t capacity);
