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

// How this thread rounds, and whether it takes numbers that are almost zero for zero, as XLA's threads do.
inline uint64_t float_mode() {
#if defined(__x86_64__) || defined(_M_X64)
  return _mm_getcsr() & ~0x3fu;  // the lowest six bits tell what has happened
#elif defined(__aarch64__) && defined(__GNUC__)
  uint64_t mode;
  asm volatile("mrs %0, fpcr" : "=r"(mode));
  return mode;
#else
  return 0;
#endif
}

inline void set_float_mode(uint64_t mode) {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_setcsr(static_cast<unsigned>(mode));
#elif defined(__aarch64__) && defined(__GNUC__)
  asm volatile("msr fpcr, %0" : : "r"(mode));
#else
  (void)mode;
#endif
}

// A mode with numbers that are almost zero taken for zero, where they are read and where they come out.
inline uint64_t flushing(uint64_t mode) {
#if defined(__x86_64__) || defined(_M_X64)
  return mode | 0x8040;
#elif defined(__aarch64__)
  return mode | uint64_t{1} << 24;
#else
  return mode;
#endif
}

inline void pause() {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__) && defined(__GNUC__)
  asm volatile("yield");
#endif
}

// Whoever does a part does it in the caller's mode: results must not depend on who that is.
class Job {
 public:
  Job(int64_t parts, void (*part)(void*, int64_t), void* what)
      : parts_(parts), part_(part), what_(what), mode_(float_mode()) {}

  // Takes parts until none is left; how many that were. A thread that comes late finds none and touches nothing of the
  // caller's.
  int64_t work() {
    int64_t taken = 0;
    const uint64_t own = float_mode();
    if (own != mode_) set_float_mode(mode_);
    for (int64_t i; (i = next_.fetch_add(1, std::memory_order_relaxed)) < parts_; taken++) {
      try {
        if (!failed_.load(std::memory_order_relaxed)) part_(what_, i);
      } catch (...) {
        if (!failed_.exchange(true)) error_ = std::current_exception();
      }
      done_.fetch_add(1, std::memory_order_release);
    }
    if (own != mode_) set_float_mode(own);
    return taken;
  }

  bool is_done() const { return done_.load(std::memory_order_acquire) >= parts_; }

  // Returns once every part that another thread has taken is done; throws what one of them threw.
  void wait() {
    for (int spins = 0; !is_done(); spins++) {
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

  const int64_t parts_;
  void (*const part_)(void*, int64_t);
  void* const what_;
  const uint64_t mode_;
  std::atomic<int64_t> next_{0}, done_{0};
  std::atomic<bool> failed_{false};
  std::exception_ptr error_;
};

}  // namespace tenfold
