#include "workers.h"

#include <algorithm>
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

  void run(int64_t parts, void (*part)(void*, int64_t), void* what) override {
    auto job = std::make_shared<Job>(parts, part, what);
    const bool shared = parts > 1 && threads_ > 1 && offer(job);
    job->work();
    if (shared) withdraw();
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
  // False where another caller's job is under way: then this one's thread does all of it.
  bool offer(const std::shared_ptr<Job>& job) {
    std::lock_guard<std::mutex> hold(mutex_);
    if (job_) return false;
    try {
      while (static_cast<int64_t>(started_.size()) < threads_ - 1) started_.emplace_back([this] { serve(); });
    } catch (const std::system_error&) {  // the system gives no more of them: those that are there do all of it
    }
    job_ = job;
    turn_++;
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
      wake_.wait(hold, [&] { return ended_ || (job_ && turn_ != seen); });
      if (ended_) return;
      seen = turn_;
      std::shared_ptr<Job> job = job_;
      hold.unlock();
      job->work();
      job.reset();
      hold.lock();
    }
  }

  const int64_t threads_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::shared_ptr<Job> job_;
  uint64_t turn_ = 0;  // of the job offered last
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
