// The door for second gear: a custom call of XLA's, on XLA's threads.
#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>

#include "calls.h"
#include "job.h"
#include "xla_abi.h"

namespace tenfold {
namespace {

// XLA's threads, for as long as a call of it lasts.
class XlaWorkers : public Workers {
 public:
  explicit XlaWorkers(const xla::Frame& frame) : frame_(frame) {
    xla::NumThreads asked{sizeof asked, nullptr, frame.context, &threads_};
    drop(frame.api->thread_pool_num_threads(&asked));
  }

  int64_t count() const override { return threads_ < 1 ? 1 : threads_; }

  void run(int64_t parts, void (*part)(void*, int64_t), void* what) override {
    auto job = std::make_shared<Job>(parts, part, what);
    for (int64_t helpers = std::min(parts, count()) - 1; helpers > 0; helpers--) schedule(job);
    job->work();
    job->wait();
  }

 private:
  // A helper that cannot be had is not missed: whoever is there does its parts. Nothing is thrown from here, for helpers
  // that are at work already need what the caller has.
  void schedule(const std::shared_ptr<Job>& job) {
    auto* own = new (std::nothrow) std::shared_ptr<Job>(job);
    if (!own) return;
    xla::Schedule asked{sizeof asked, nullptr, frame_.context, work, own};
    if (xla::Error* error = frame_.api->thread_pool_schedule(&asked)) {
      drop(error);
      delete own;
    }
  }

  static void work(void* own) {
    std::unique_ptr<std::shared_ptr<Job>> job(static_cast<std::shared_ptr<Job>*>(own));
    (*job)->work();
  }

  void drop(xla::Error* error) {
    xla::ErrorDestroy asked{sizeof asked, nullptr, error};
    if (error) frame_.api->error_destroy(&asked);
  }

  const xla::Frame& frame_;
  int64_t threads_ = 0;
};

// One call, as XLA's frame says it. What is wrong with it is thrown, as a text.
class Call {
 public:
  explicit Call(const xla::Frame& frame) : frame_(frame) {}

  const char* run() {
    const auto* name = static_cast<const xla::Span*>(attribute("kernel", xla::kString));
    const auto* geometry = static_cast<const xla::Array*>(attribute("geometry", xla::kArray));
    if (geometry->dtype != xla::kInt64) throw "the geometry is no array of int64";
    Array inputs[kMostArrays], outputs[kMostArrays];
    read(frame_.arguments, inputs);
    read(frame_.results, outputs);
    XlaWorkers workers(frame_);
    const std::string kernel(name->data, name->size);
    return run_checked(kernel.c_str(), static_cast<const int64_t*>(geometry->data),
                       static_cast<int64_t>(geometry->size), inputs, frame_.arguments.size, outputs,
                       frame_.results.size, workers);
  }

 private:
  const void* attribute(const char* name, int type) const {
    const xla::Attributes& all = frame_.attributes;
    for (int64_t i = 0; i < all.size; i++) {
      const xla::Span& found = *all.names[i];
      if (found.size == std::strlen(name) && !std::memcmp(found.data, name, found.size) && all.types[i] == type) {
        return all.items[i];
      }
    }
    throw "the attributes are a string `kernel` and an array `geometry`";
  }

  static void read(const xla::Buffers& from, Array* to) {
    if (from.size > kMostArrays) throw "too many arrays";
    for (int64_t i = 0; i < from.size; i++) {
      const auto& buffer = *static_cast<const xla::Buffer*>(from.items[i]);
      if (from.types[i] != xla::kBuffer || buffer.dtype != xla::kFloat32) throw "an array is not float32";
      int64_t elements = 1;
      for (int64_t axis = 0; axis < buffer.rank; axis++) elements *= buffer.dims[axis];
      to[i] = {static_cast<float*>(buffer.data), elements};
    }
  }

  const xla::Frame& frame_;
};

xla::Error* refused(const xla::Frame& frame, const char* why, int code = xla::kInvalidArgument) {
  xla::ErrorCreate asked{sizeof asked, nullptr, why, code};
  return frame.api->error_create(&asked);
}

xla::Error* answer(const xla::Frame& frame) {
  if (frame.struct_size < sizeof frame) return refused(frame, "this jaxlib is older than tenfold can work with");
  if (frame.extensions && frame.extensions->type == xla::kMetadata) {
    xla::Metadata& asked = *reinterpret_cast<xla::MetadataExtension*>(frame.extensions)->metadata;
    asked.version = {sizeof asked.version, nullptr, xla::kVersionMajor, frame.api->version.minor_version};
    asked.traits = 0;
    return nullptr;
  }
  if (frame.stage != xla::kExecute) return refused(frame, "kernels run in the stage `execute` alone");
  const char* wrong = Call(frame).run();
  if (!wrong) return nullptr;
  return refused(frame, wrong, std::strstr(wrong, "out of memory") ? xla::kResourceExhausted : xla::kInvalidArgument);
}

}  // namespace
}  // namespace tenfold

// Registered with XLA as the custom call "tenfold". Attributes: kernel (string), geometry (array of int64).
TENFOLD_VISIBLE tenfold::xla::Error* tenfold_xla(tenfold::xla::Frame* frame) {
  try {
    return tenfold::answer(*frame);
  } catch (const char* wrong) {
    return tenfold::refused(*frame, wrong);
  } catch (const std::exception& error) {
    return tenfold::refused(*frame, error.what(), tenfold::xla::kInternal);
  }
}
