// The parts of one kernel call, handed out to whichever threads come for them.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <thread>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace tenfold {

class Job {
 public:
  Job(int64_t parts, void (*part)(void*, int64_t), void* what) : parts_(parts), part_(part), what_(what) {}

  // Takes parts until none is left. A thread that comes late finds none and touches nothing of the caller's.
  void work() {
    for (int64_t i; (i = next_.fetch_add(1, std::memory_order_relaxed)) < parts_;) {
      try {
        if (!failed_.load(std::memory_order_relaxed)) part_(what_, i);
      } catch (...) {
        if (!failed_.exchange(true)) error_ = std::current_exception();
      }
      done_.fetch_add(1, std::memory_order_release);
    }
  }

  // Returns once every part that another thread has taken is done; throws what one of them threw.
  void wait() {
    for (int spins = 0; done_.load(std::memory_order_acquire) < parts_; spins++) {
      if (spins < kSpins) {
        pause();
      } else {
        std::this_thread::yield();
      }
    }
    if (error_) std::rethrow_exception(error_);
  }

 private:
  static constexpr int kSpins = 2000;  // some 50 microseconds

  static void pause() {
#if defined(__x86_64__) || defined(_M_X64)
    _mm_pause();
#endif
  }

  const int64_t parts_;
  void (*const part_)(void*, int64_t);
  void* const what_;
  std::atomic<int64_t> next_{0}, done_{0};
  std::atomic<bool> failed_{false};
  std::exception_ptr error_;
};

}  // namespace tenfold
