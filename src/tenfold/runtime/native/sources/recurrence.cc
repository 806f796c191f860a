// What a call says of a recurrence, read and checked before anything is touched.
#include "geometry.h"

namespace tenfold {
namespace {

constexpr int64_t kLargest = int64_t{1} << 31;   // of one size
constexpr int64_t kElements = int64_t{1} << 40;  // of one array

// Whether arrays of so many elements are expected, one after the other.
class Expected {
 public:
  Expected(const Array* arrays, int64_t count) : arrays_(arrays), count_(count) {}

  void next(int64_t elements) {
    fits_ = fits_ && at_ < count_ && arrays_[at_].size == elements &&
            (!elements ||
             (arrays_[at_].data && reinterpret_cast<uintptr_t>(arrays_[at_].data) % alignof(float) == 0));
    at_++;
  }
  bool all() const { return fits_ && at_ == count_; }

 private:
  const Array* arrays_;
  const int64_t count_;
  int64_t at_ = 0;
  bool fits_ = true;
};

bool in_range(const Recurrence& r) {
  for (int64_t size : {r.time, r.batch, r.units}) {
    if (size < 0 || size > kLargest) return false;
  }
  const int64_t columns = 4 * r.units, rows = r.time ? r.time * (r.batch ? r.batch : 1) : r.batch;
  return rows <= kElements && (!columns || (rows <= kElements / columns && r.units <= kElements / columns));
}

}  // namespace

const char* read_recurrence(const int64_t* numbers, int64_t length, Recurrence* r) {
  if (!numbers || length != kRecurrenceLength) return "a recurrence has 7 numbers";
  static_assert(sizeof(Recurrence) == kRecurrenceLength * sizeof(int64_t), "Recurrence is its numbers");
  for (int64_t i = 0; i < length; i++) reinterpret_cast<int64_t*>(r)[i] = numbers[i];
  if (r->cell < kSimple || r->cell > kGru) return "there is no such cell";
  for (int64_t activation : {r->activation, r->recurrent_activation}) {
    if (activation < kLinear || activation > kHardSigmoid) return "there is no such activation";
  }
  if (r->flags & ~(kMasked | kDropped | kRecurrentBias | kKeeps | kRows | kPerGate)) return "there are six flags";
  if (r->has(kDropped) && r->has(kPerGate)) return "what is dropped is so for all gates, or for each";
  if (r->has(kRecurrentBias) && r->cell != kGru) return "only a GRU has a recurrent bias";
  return in_range(*r) ? nullptr : "a size is negative or too large";
}

// The arrays of `recurrence`, in this order; those in brackets where the cell or a flag says so:
//   projected, kernel, h0, [c0], [bias], [mask], [dropped] -> [hs], h, [c], [cs], [gates]
// and of `recurrence_grad`, where kRows says that dhs is there:
//   kernel, h0, [c0], [mask], [dropped], hs, [cs], [gates], [dhs], dh, [dc] -> dz, dh0, [dc0]
bool recurrence_fits(const Recurrence& r, bool back, const Array* inputs, int64_t n_inputs, const Array* outputs,
                     int64_t n_outputs) {
  const bool lstm = r.cell == kLstm;
  const int64_t steps = r.time * r.batch, rows = steps * r.units, columns = r.gates() * r.units;
  Expected in(inputs, n_inputs), out(outputs, n_outputs);
  if (!back) in.next(steps * columns);
  in.next(r.units * columns);
  in.next(r.state());
  if (lstm) in.next(r.state());
  if (!back && r.has(kRecurrentBias)) in.next(columns);
  if (r.has(kMasked)) in.next(steps);
  if (r.has(kDropped)) in.next(r.state());
  if (r.has(kPerGate)) in.next(r.gates() * r.state());
  Expected& kept = back ? in : out;
  if (back || r.has(kRows)) kept.next(rows);
  if (!back) {
    out.next(r.state());
    if (lstm) out.next(r.state());
  }
  if (back || r.has(kKeeps)) {
    if (lstm) kept.next(rows);
    if (r.kept()) kept.next(rows * r.kept());
  }
  if (back) {
    if (r.has(kRows)) in.next(rows);
    in.next(r.state());
    if (lstm) in.next(r.state());
    out.next(steps * columns);
    out.next(r.state());
    if (lstm) out.next(r.state());
  }
  return in.all() && out.all();
}

}  // namespace tenfold
