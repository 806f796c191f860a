// Memory that kernels work in: kept by each thread from call to call, up to a bound, so that pages stay mapped.
#include <cstdlib>
#include <new>

#include "calls.h"

#ifdef _WIN32
#include <malloc.h>
#endif

namespace tenfold {
namespace {

constexpr int64_t kAlignment = 64;
constexpr int64_t kKept = int64_t{1} << 26;  // bytes a thread keeps
constexpr int kPieces = 8;

void* allocate(int64_t bytes) {
#ifdef _WIN32
  return _aligned_malloc(bytes, kAlignment);
#else
  return std::aligned_alloc(kAlignment, bytes);
#endif
}

void release(void* data) {
#ifdef _WIN32
  _aligned_free(data);
#else
  std::free(data);
#endif
}

struct Piece {
  float* data;
  int64_t bytes;
};

// The pieces that this thread may use again.
struct Kept {
  Piece pieces[kPieces];
  int count = 0;
  int64_t bytes = 0;

  bool ended = false;  // with the thread: what is given back from then on is not kept

  ~Kept() {
    while (count) release(pieces[--count].data);
    ended = true;
  }

  Piece take(int64_t bytes_wanted) {
    int best = -1;
    for (int i = 0; i < count; i++) {
      if (pieces[i].bytes >= bytes_wanted && (best < 0 || pieces[i].bytes < pieces[best].bytes)) best = i;
    }
    if (best < 0) return {nullptr, 0};
    Piece found = pieces[best];
    pieces[best] = pieces[--count];
    bytes -= found.bytes;
    return found;
  }

  void put(Piece piece) {
    if (ended || bytes + piece.bytes > kKept) return release(piece.data);
    if (count == kPieces) drop_smallest();
    pieces[count++] = piece;
    bytes += piece.bytes;
  }

  void drop_smallest() {
    int least = 0;
    for (int i = 1; i < count; i++) {
      if (pieces[i].bytes < pieces[least].bytes) least = i;
    }
    bytes -= pieces[least].bytes;
    release(pieces[least].data);
    pieces[least] = pieces[--count];
  }
};

thread_local Kept kept;

}  // namespace

Scratch::Scratch(int64_t elements) {
  constexpr int64_t slack = 64;  // elements: a whole vector may be read at the end
  const int64_t wanted = ((elements + slack) * static_cast<int64_t>(sizeof(float)) + kAlignment - 1) / kAlignment * kAlignment;
  Piece piece = kept.take(wanted);
  if (!piece.data) piece = {static_cast<float*>(allocate(wanted)), wanted};
  if (!piece.data) throw std::bad_alloc();
  data_ = piece.data;
  bytes_ = piece.bytes;
}

Scratch::~Scratch() { kept.put({data_, bytes_}); }

}  // namespace tenfold
