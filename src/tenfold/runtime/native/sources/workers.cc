#include "workers.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#ifndef _WIN32
#include <pthread.h>
#endif

#include "job.h"

namespace tenfold {
namespace {

class Pool : public Workers {
 public:
  explicit Pool(int64_t threads) : threads_(threads) {}

  int64_t count() const override { return threads_; }

  bool awake() const override { return lingering_.load(std::memory_order_relaxed) > 0; }

  void run(int64_t parts, void (*part)(void*, int64_t), void* what) override {
    auto job = std::make_shared<Job>(parts, part, what);
    if (parts == 1 || threads_ == 1 || Clock::now() < alone_until_.load(std::memory_order_relaxed) || !offer(job)) {
      job->work();
      return job->wait();
    }
    const auto began = Clock::now();
    const int64_t taken = job->work();
    withdraw();
    if (!job->is_done()) {
      const auto from = Clock::now();
      job->wait();  // what a part throws says nothing about time
      note_wait(Clock::now() - from, (from - began) / (taken ? taken : 1));
    }
    job->wait();
  }

  ~Pool() override {
    {
      std::lock_guard<std::mutex> hold(mutex_);
      ended_ = true;
    }
    wake_.notify_all();
    for (auto& thread : started_) thread.join();
  }

 private:
  using Clock = std::chrono::steady_clock;

  // A thread that is waited for longer than its part takes has lost its core to another process, for a slice of time as
  // systems give them: hundreds of times what small jobs take. For a while they are then done without help.
  void note_wait(Clock::duration waited, Clock::duration part) {
    if (waited > 4 * part + kPatience) alone_until_.store(Clock::now() + kAlone, std::memory_order_relaxed);
  }

  // False where another caller's job is under way: then this one's thread does all of it.
  bool offer(const std::shared_ptr<Job>& job) {
    std::lock_guard<std::mutex> hold(mutex_);
    if (job_) return false;
    try {
      while (static_cast<int64_t>(started_.size()) < threads_ - 1) started_.emplace_back([this] { serve(); });
    } catch (const std::system_error&) {  // the system gives no more of them: those that are there do all of it
    }
    job_ = job;
    turn_.fetch_add(1, std::memory_order_release);
    wake_.notify_all();
    return true;
  }

  void withdraw() {
    std::lock_guard<std::mutex> hold(mutex_);
    job_.reset();
  }

  void serve() {
    std::unique_lock<std::mutex> hold(mutex_);
    for (uint64_t seen = 0;;) {
      wake_.wait(hold, [&] { return ended_ || turn_.load(std::memory_order_relaxed) != seen; });
      if (ended_) return;
      seen = turn_.load(std::memory_order_relaxed);
      std::shared_ptr<Job> job = job_;  // none where it was done without this thread
      hold.unlock();
      if (job) job->work();
      job.reset();
      linger(seen);
      hold.lock();
    }
  }

  // Stays awake for a while after the job `seen`: a network's next layer comes soon, and to wake a thread takes longer
  // than the layer. Not where threads outnumber cores, which then somebody else needs.
  void linger(uint64_t seen) {
    if (threads_ > cores_) return;
    lingering_++;
    const auto until = Clock::now() + kLinger;
    while (turn_.load(std::memory_order_acquire) == seen && Clock::now() < until) pause();
    lingering_--;
  }

  static constexpr std::chrono::microseconds kLinger{200}, kPatience{300};
  static constexpr std::chrono::milliseconds kAlone{100};
  std::atomic<Clock::time_point> alone_until_{Clock::time_point{}};

  const int64_t threads_, cores_ = std::thread::hardware_concurrency();
  std::mutex mutex_;
  std::condition_variable wake_;
  std::shared_ptr<Job> job_;
  std::atomic<uint64_t> turn_{0};  // of the job offered last
  std::atomic<int> lingering_{0};  // threads that do
  bool ended_ = false;
  std::vector<std::thread> started_;
};

// The pool in force. It is replaced, never changed, so that who runs on the old one keeps it until it is done.
struct InForce {
  std::mutex mutex;
  std::shared_ptr<Pool> pool;
};

InForce* in_force = new InForce;  // never destroyed: threads may run while the process ends

#ifndef _WIN32
// A child has the forking thread alone: the parent's pool, which may be locked, is left behind and a new one made.
void in_child() {
  const int64_t threads = in_force->pool ? in_force->pool->count() : 0;
  in_force = new InForce;
  if (threads) in_force->pool = std::make_shared<Pool>(threads);
}

void before_fork() { in_force->mutex.lock(); }
void in_parent() { in_force->mutex.unlock(); }

const int registered = pthread_atfork(before_fork, in_parent, in_child);
#endif

std::shared_ptr<Pool> current() {
  std::lock_guard<std::mutex> hold(in_force->mutex);
  if (!in_force->pool) in_force->pool = std::make_shared<Pool>(std::max<int64_t>(1, std::thread::hardware_concurrency()));
  return in_force->pool;
}

// Each call runs on the pool that is in force when it begins.
class Current : public Workers {
 public:
  int64_t count() const override { return current()->count(); }
  bool awake() const override { return current()->awake(); }
  void run(int64_t parts, void (*part)(void*, int64_t), void* what) override { current()->run(parts, part, what); }
};

}  // namespace

Workers& pool() {
  static Current* workers = new Current;
  return *workers;
}

int64_t pool_threads() { return current()->count(); }

void set_pool_threads(int64_t count) {
  constexpr int64_t most = 1024;
  auto next = std::make_shared<Pool>(std::min(std::max<int64_t>(1, count), most));
  std::shared_ptr<Pool> last;  // ends, outside the lock, with its last user
  std::lock_guard<std::mutex> hold(in_force->mutex);
  last = std::move(in_force->pool);
  in_force->pool = std::move(next);
}

}  // namespace tenfold
