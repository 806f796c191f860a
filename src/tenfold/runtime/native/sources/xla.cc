// The door for second gear: a custom call of XLA's, on XLA's threads.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "calls.h"
#include "job.h"
#include "xla/ffi/api/ffi.h"

namespace ffi = xla::ffi;

namespace tenfold {
namespace {

constexpr size_t kMostArrays = 4;

class XlaWorkers : public Workers {
 public:
  explicit XlaWorkers(ffi::ThreadPool pool) : pool_(pool), threads_(pool.num_threads()) {}

  int64_t count() const override { return threads_ < 1 ? 1 : threads_; }

  void run(int64_t parts, void (*part)(void*, int64_t), void* what) override {
    auto job = std::make_shared<Job>(parts, part, what);
    for (int64_t helpers = std::min(parts, count()) - 1; helpers > 0; helpers--) {
      pool_.Schedule([job] { job->work(); });
    }
    job->work();
    job->wait();
  }

 private:
  ffi::ThreadPool pool_;
  int64_t threads_;
};

ffi::Error invalid(const std::string& text) { return ffi::Error(ffi::ErrorCode::kInvalidArgument, text); }

ffi::Error run(ffi::ThreadPool pool, ffi::RemainingArgs args, ffi::RemainingRets results, std::string_view kernel,
               ffi::Span<const int64_t> geometry) {
  if (args.size() > kMostArrays || results.size() > kMostArrays) return invalid("too many arrays");
  Array inputs[kMostArrays], outputs[kMostArrays];
  for (size_t i = 0; i < args.size(); i++) {
    auto array = args.get<ffi::Buffer<ffi::F32>>(i);
    if (!array) return array.error();
    inputs[i] = {array->typed_data(), static_cast<int64_t>(array->element_count())};
  }
  for (size_t i = 0; i < results.size(); i++) {
    auto array = results.get<ffi::Buffer<ffi::F32>>(i);
    if (!array) return array.error();
    outputs[i] = {(*array)->typed_data(), static_cast<int64_t>((*array)->element_count())};
  }
  XlaWorkers workers(pool);
  const char* wrong = run_checked(std::string(kernel).c_str(), geometry.begin(), geometry.size(), inputs, args.size(),
                                  outputs, results.size(), workers);
  return wrong ? invalid(wrong) : ffi::Error::Success();
}

}  // namespace
}  // namespace tenfold

#ifndef _WIN32
#pragma GCC visibility push(default)
#endif
XLA_FFI_DEFINE_HANDLER_SYMBOL(tenfold_xla, tenfold::run,
                              xla::ffi::Ffi::Bind()
                                  .Ctx<xla::ffi::ThreadPool>()
                                  .RemainingArgs()
                                  .RemainingRets()
                                  .Attr<std::string_view>("kernel")
                                  .Attr<xla::ffi::Span<const int64_t>>("geometry"));
#ifndef _WIN32
#pragma GCC visibility pop
#endif
