// Compiles where xla_abi.h says the same as jaxlib's own header: every field that is used lies where XLA has it.
#include "xla/ffi/api/c_api.h"

#include "xla_abi.h"

namespace ours = tenfold::xla;

#define SAME(struct_name, field, theirs_name, theirs_field)                                                  \
  static_assert(offsetof(ours::struct_name, field) == offsetof(theirs_name, theirs_field), #theirs_name);    \
  static_assert(sizeof(ours::struct_name::field) == sizeof(theirs_name::theirs_field), #theirs_name " field")

SAME(Extension, type, XLA_FFI_Extension_Base, type);
SAME(Extension, next, XLA_FFI_Extension_Base, next);
SAME(Version, major_version, XLA_FFI_Api_Version, major_version);
SAME(Version, minor_version, XLA_FFI_Api_Version, minor_version);
SAME(Buffer, dtype, XLA_FFI_Buffer, dtype);
SAME(Buffer, data, XLA_FFI_Buffer, data);
SAME(Buffer, rank, XLA_FFI_Buffer, rank);
SAME(Buffer, dims, XLA_FFI_Buffer, dims);
SAME(Span, data, XLA_FFI_ByteSpan, ptr);
SAME(Span, size, XLA_FFI_ByteSpan, len);
SAME(Array, dtype, XLA_FFI_Array, dtype);
SAME(Array, size, XLA_FFI_Array, size);
SAME(Array, data, XLA_FFI_Array, data);
SAME(Buffers, size, XLA_FFI_Args, size);
SAME(Buffers, types, XLA_FFI_Args, types);
SAME(Buffers, items, XLA_FFI_Args, args);
SAME(Buffers, size, XLA_FFI_Rets, size);
SAME(Buffers, types, XLA_FFI_Rets, types);
SAME(Buffers, items, XLA_FFI_Rets, rets);
SAME(Attributes, size, XLA_FFI_Attrs, size);
SAME(Attributes, types, XLA_FFI_Attrs, types);
SAME(Attributes, names, XLA_FFI_Attrs, names);
SAME(Attributes, items, XLA_FFI_Attrs, attrs);
SAME(ErrorCreate, message, XLA_FFI_Error_Create_Args, message);
SAME(ErrorCreate, code, XLA_FFI_Error_Create_Args, errc);
SAME(ErrorDestroy, error, XLA_FFI_Error_Destroy_Args, error);
SAME(Schedule, context, XLA_FFI_ThreadPool_Schedule_Args, ctx);
SAME(Schedule, task, XLA_FFI_ThreadPool_Schedule_Args, task);
SAME(Schedule, data, XLA_FFI_ThreadPool_Schedule_Args, data);
SAME(NumThreads, context, XLA_FFI_ThreadPool_NumThreads_Args, ctx);
SAME(NumThreads, threads, XLA_FFI_ThreadPool_NumThreads_Args, num_threads);
SAME(Api, version, XLA_FFI_Api, api_version);
SAME(Api, error_create, XLA_FFI_Api, XLA_FFI_Error_Create);
SAME(Api, error_destroy, XLA_FFI_Api, XLA_FFI_Error_Destroy);
SAME(Api, thread_pool_schedule, XLA_FFI_Api, XLA_FFI_ThreadPool_Schedule);
SAME(Api, thread_pool_num_threads, XLA_FFI_Api, XLA_FFI_ThreadPool_NumThreads);
SAME(Frame, extensions, XLA_FFI_CallFrame, extension_start);
SAME(Frame, api, XLA_FFI_CallFrame, api);
SAME(Frame, context, XLA_FFI_CallFrame, ctx);
SAME(Frame, stage, XLA_FFI_CallFrame, stage);
SAME(Frame, arguments, XLA_FFI_CallFrame, args);
SAME(Frame, results, XLA_FFI_CallFrame, rets);
SAME(Frame, attributes, XLA_FFI_CallFrame, attrs);
SAME(Metadata, version, XLA_FFI_Metadata, api_version);
SAME(Metadata, traits, XLA_FFI_Metadata, traits);
SAME(MetadataExtension, metadata, XLA_FFI_Metadata_Extension, metadata);

static_assert(ours::kVersionMajor == XLA_FFI_API_MAJOR, "another major version");
static_assert(ours::kMetadata == XLA_FFI_Extension_Metadata, "kinds of extensions");
static_assert(ours::kExecute == XLA_FFI_ExecutionStage_EXECUTE, "stages");
static_assert(ours::kBuffer == XLA_FFI_ArgType_BUFFER && ours::kBuffer == XLA_FFI_RetType_BUFFER, "kinds of arguments");
static_assert(ours::kArray == XLA_FFI_AttrType_ARRAY && ours::kString == XLA_FFI_AttrType_STRING, "attributes");
static_assert(ours::kInt64 == XLA_FFI_DataType_S64 && ours::kFloat32 == XLA_FFI_DataType_F32, "types of elements");
static_assert(ours::kInvalidArgument == XLA_FFI_Error_Code_INVALID_ARGUMENT, "codes");
static_assert(ours::kInternal == XLA_FFI_Error_Code_INTERNAL, "codes");
static_assert(ours::kResourceExhausted == XLA_FFI_Error_Code_RESOURCE_EXHAUSTED, "codes");
