// What XLA hands to a custom call, and what it can be asked: those parts of its stable C interface (xla/ffi/api/c_api.h
// of jaxlib, version 0.3) that one handler needs. Field for field as there; tests compare it with the header itself.
//
// Declared here, not taken from jaxlib: jaxlib would have to be there to install tenfold, on machines too that it has
// no wheel for. Every struct begins with its size, and XLA only ever appends.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tenfold {
namespace xla {

constexpr int kVersionMajor = 0;  // a minor version only adds: what stands here holds for all since 0.1
constexpr int kMetadata = 1;                        // a kind of Extension
constexpr int kExecute = 3;                         // a stage
constexpr int kBuffer = 1;                          // a kind of argument and of result
constexpr int kArray = 1, kString = 4;              // kinds of attributes
constexpr int kInt64 = 5, kFloat32 = 11;            // types of elements
constexpr int kInvalidArgument = 3, kInternal = 13;  // codes of errors
constexpr int kResourceExhausted = 8;

struct Error;    // XLA's own
struct Context;  // XLA's own: of one call

struct Extension {
  size_t struct_size;
  int type;
  Extension* next;
};

struct Version {
  size_t struct_size;
  Extension* extensions;
  int major_version, minor_version;
};

struct Buffer {
  size_t struct_size;
  Extension* extensions;
  int dtype;
  void* data;
  int64_t rank;
  int64_t* dims;
};

struct Span {
  const char* data;
  size_t size;
};

struct Array {
  int dtype;
  size_t size;
  void* data;
};

// Arguments and results.
struct Buffers {
  size_t struct_size;
  Extension* extensions;
  int64_t size;
  int* types;
  void** items;
};

struct Attributes {
  size_t struct_size;
  Extension* extensions;
  int64_t size;
  int* types;
  Span** names;
  void** items;
};

struct ErrorCreate {
  size_t struct_size;
  Extension* extensions;
  const char* message;
  int code;
};

struct ErrorDestroy {
  size_t struct_size;
  Extension* extensions;
  Error* error;
};

struct Schedule {
  size_t struct_size;
  Extension* extensions;
  Context* context;
  void (*task)(void* data);
  void* data;
};

struct NumThreads {
  size_t struct_size;
  Extension* extensions;
  Context* context;
  int64_t* threads;
};

struct Api {
  size_t struct_size;
  Extension* extensions;
  Version version;
  const void* internal;
  Error* (*error_create)(ErrorCreate*);
  void* error_get_message;
  void (*error_destroy)(ErrorDestroy*);
  void* others[8];
  Error* (*thread_pool_schedule)(Schedule*);
  Error* (*thread_pool_num_threads)(NumThreads*);
};

struct Frame {
  size_t struct_size;
  Extension* extensions;
  const Api* api;
  Context* context;
  int stage;
  Buffers arguments, results;
  Attributes attributes;
};

struct Metadata {
  size_t struct_size;
  Version version;
  uint32_t traits;
};

struct MetadataExtension {
  Extension base;
  Metadata* metadata;
};

}  // namespace xla
}  // namespace tenfold
