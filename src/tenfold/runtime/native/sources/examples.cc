// A batch of serialised Examples as columns: parsed on all threads, then handed out feature by feature.
#include "examples.h"

#include <memory>

#include "workers.h"

namespace tenfold {
namespace {

constexpr int64_t kMalformed = 1, kMissing = 2, kOtherType = 3, kOtherCount = 4, kNotBytes = 5, kNoMemory = 6;

constexpr int64_t kAhead = 3;  // examples, or strings, whose bytes are asked for before they are read

// What is wrong with a batch: the first example of which something is. `told`: what it holds, or how many values.
struct Wrong {
  int64_t code = 0, example = 0, feature = 0, told = 0, offset = 0;
};

// Where Python keeps things: the address of its type `bytes`, and in an object its type, its length and its content.
struct Layout {
  int64_t type, type_at, size_at, data_at;
};

struct Column {
  Grown<int64_t> ints;
  Grown<float> floats;
  Grown<Bytes> strings;
};

// Examples that one thread parses.
struct Part {
  Part(int64_t begin, int64_t end, const Keys& keys, int64_t features)
      : begin(begin), end(end), found(keys, features), columns(features) {}

  int64_t begin, end;
  Found found;
  std::vector<Column> columns;
  Wrong wrong;
};

template <class T>
Grown<T>& of(Column& column);
template <>
Grown<int64_t>& of(Column& column) { return column.ints; }
template <>
Grown<float>& of(Column& column) { return column.floats; }
template <>
Grown<Bytes>& of(Column& column) { return column.strings; }

class Batch {
 public:
  Batch(const uint8_t* const* objects, int64_t n, const Layout& layout, const Wanted* wanted, int64_t features,
        const char* names, void* const* outputs)
      : objects_(objects), layout_(layout), wanted_(wanted, wanted + features), outputs_(outputs, outputs + features),
        keys_(wanted, features, names), counts_(features) {
    for (int64_t i = 0; i < features; i++)
      if (!wanted[i].fixed) counts_[i].resize(n);
    const int64_t most = std::min(4 * pool_threads(), n / 128);
    const int64_t parts = std::max<int64_t>(1, most);
    for (int64_t i = 0; i < parts; i++) parts_.emplace_back(new Part(n * i / parts, n * (i + 1) / parts, keys_, features));
  }

  // Whether all went well; if not, `wrong` says what did not.
  bool parse(Wrong& wrong) {
    on_parts([](Batch& batch, Part& part) { batch.parse(part); });
    for (auto& part : parts_)
      if (part->wrong.code) return wrong = part->wrong, false;
    return true;
  }

  // How many values a feature has in all, and the example with most of them.
  void measure(int64_t feature, int64_t& total, int64_t& longest) const {
    total = longest = 0;
    for (int64_t count : counts_[feature]) total += count, longest = std::max(longest, count);
  }

  // The values of a feature, one example's after the other's, or each in a row of its own of `width` elements.
  template <class T>
  void numbers(int64_t feature, T* out, int64_t width) {
    int64_t done = 0;
    for (auto& part : parts_) {
      const Grown<T>& values = of<T>(part->columns[feature]);
      if (width < 0) {
        if (values.size) std::memcpy(out + done, values.data, values.size * sizeof(T));
        done += values.size;
        continue;
      }
      const T* at = values.data;
      for (int64_t i = part->begin; i < part->end; at += counts_[feature][i], i++)
        if (counts_[feature][i]) std::memcpy(out + i * width, at, counts_[feature][i] * sizeof(T));
    }
  }

  // The same for strings: each becomes an object of Python's, in place of what is there. False where one does not.
  bool strings(int64_t feature, void** out, int64_t width, void* (*make)(const char*, int64_t), void (*drop)(void*)) {
    for (auto& part : parts_) {
      const Bytes* at = part->columns[feature].strings.data;
      const Bytes* end = at + part->columns[feature].strings.size;
      for (int64_t i = part->begin; width >= 0 && i < part->end; i++) {
        const int64_t count = counts_[feature][i];
        if (!make_all(at, at + count, out + i * width, make, drop)) return false;
        at += count;
      }
      if (width < 0 && !make_all(at, end, out, make, drop)) return false;
      out += width < 0 ? end - at : 0;
    }
    return true;
  }

  // Where a feature's values stand: (example, position) of each, or where each example's begin and the last one's end.
  template <class T>
  void splits(int64_t feature, T* out) const {
    T sum = 0;
    *out++ = 0;
    for (int64_t count : counts_[feature]) *out++ = sum += static_cast<T>(count);
  }

  void indices(int64_t feature, int64_t* out) const {
    const auto& counts = counts_[feature];
    for (size_t i = 0; i < counts.size(); i++)
      for (int64_t j = 0; j < counts[i]; j++) *out++ = static_cast<int64_t>(i), *out++ = j;
  }

  int64_t holds(int64_t feature) const { return wanted_[feature].holds; }

 private:
  void on_parts(void (*work)(Batch&, Part&)) {
    struct Call {
      Batch* batch;
      void (*work)(Batch&, Part&);
    } call{this, work};
    pool().run(static_cast<int64_t>(parts_.size()), [](void* what, int64_t i) {
      auto& call = *static_cast<Call*>(what);
      call.work(*call.batch, *call.batch->parts_[i]);
    }, &call);
  }

  void parse(Part& part) {
    for (int64_t i = part.begin; i < part.end; i++) {
      const uint8_t* object = objects_[i];
      for (int64_t line = 0; i + kAhead < part.end && line < 6; line++) fetch(objects_[i + kAhead] + 64 * line);
      int64_t type, size;
      std::memcpy(&type, object + layout_.type_at, 8);
      std::memcpy(&size, object + layout_.size_at, 8);
      const uint8_t* at = object + layout_.data_at;
      part.wrong.example = i;
      if (type != layout_.type) return void(part.wrong.code = kNotBytes);
      if (!part.found.read({at, at + size})) return malformed(part, part.found.stopped - at);
      for (size_t j = 0; j < wanted_.size(); j++) {
        part.wrong.feature = j;
        if (!read(part, i, j, at, size)) return;
      }
    }
  }

  static void malformed(Part& part, int64_t offset) {
    part.wrong.code = kMalformed;
    part.wrong.offset = offset;
  }

  bool read(Part& part, int64_t example, int64_t feature, const uint8_t* start, int64_t size) {
    Bytes value;
    const bool has = part.found.of(feature, value);
    int64_t found = 0;
    switch (wanted_[feature].holds) {
      case kStrings: found = take<Bytes>(part, example, feature, has, value); break;
      case kFloats: found = take<float>(part, example, feature, has, value); break;
      default: found = take<int64_t>(part, example, feature, has, value);
    }
    if (found >= 0) return true;
    const bool here = value.at >= start && value.at <= start + size;
    if (part.wrong.code == kMalformed) part.wrong.offset = here ? value.at - start : 0;
    return false;
  }

  // The values of one feature of one example. -1 where something is wrong with them.
  template <class T>
  int64_t take(Part& part, int64_t example, int64_t feature, bool has, Bytes value) {
    const Wanted& wanted = wanted_[feature];
    Grown<T>& home = of<T>(part.columns[feature]);
    auto* fixed = static_cast<T*>(outputs_[feature]);  // strings have none: they wait in the column
    if (wanted.fixed && !fixed) home.reserve(wanted.size);
    Sink<T> sink{home.data + home.size, home.room - home.size, 0, &home};
    if (wanted.fixed) sink = {fixed ? fixed + example * wanted.size : sink.data, wanted.size, 0, nullptr};
    const int64_t found = has ? read_feature(value, wanted.holds, sink) : 0;
    if (found == 0) return absent(part, wanted, sink, fixed ? nullptr : &home);
    const bool fits = wanted.fixed ? sink.count == wanted.size : sink.count % std::max<int64_t>(1, wanted.size) == 0;
    if (found != wanted.holds || !fits) {
      part.wrong.code = found < 0 ? kMalformed : found != wanted.holds ? kOtherType : kOtherCount;
      part.wrong.told = found != wanted.holds ? found : sink.count;
      return -1;
    }
    if (!fixed) home.size += sink.count;
    if (!wanted.fixed) counts_[feature][example] = sink.count;
    return found;
  }

  // An example without the feature: its default, or no values.
  template <class T>
  static int64_t absent(Part& part, const Wanted& wanted, Sink<T>& sink, Grown<T>* home) {
    if (!wanted.fixed) return 0;
    if (!wanted.absent) return part.wrong.code = kMissing, -1;
    if (wanted.size) std::memcpy(static_cast<void*>(sink.data), wanted.absent, wanted.size * sizeof(T));
    if (home) home->size += wanted.size;
    return 0;
  }

  static bool make_all(const Bytes* at, const Bytes* end, void** out, void* (*make)(const char*, int64_t),
                       void (*drop)(void*)) {
    for (; at < end; at++, out++) {
      if (end - at > kAhead) fetch(at[kAhead].at);
      void* made = make(reinterpret_cast<const char*>(at->at), at->size());
      if (!made) return false;
      void* there = *out;
      *out = made;
      drop(there);
    }
    return true;
  }

  const uint8_t* const* objects_;
  const Layout layout_;
  const std::vector<Wanted> wanted_;
  const std::vector<void*> outputs_;
  const Keys keys_;
  std::vector<std::vector<int64_t>> counts_;  // of each example, for features of which examples have any number
  std::vector<std::unique_ptr<Part>> parts_;
};

}  // namespace
}  // namespace tenfold

using tenfold::Batch;

// Parses n Examples, bytes objects of Python's that stay as they are as long as the batch.
// outputs: for each feature where the numbers of a fixed one go, nullptr for others. results: what is wrong (five
// words), then for each feature how many values there are and the most of an example. nullptr where something is wrong.
TENFOLD_VISIBLE void* tenfold_examples(const void* objects, int64_t n, const void* layout, const void* wanted,
                                       int64_t features, const char* names, void* const* outputs, int64_t* results) {
  tenfold::Wrong wrong;
  try {
    auto batch = std::make_unique<Batch>(static_cast<const uint8_t* const*>(objects), n,
                                         *static_cast<const tenfold::Layout*>(layout),
                                         static_cast<const tenfold::Wanted*>(wanted), features, names, outputs);
    if (batch->parse(wrong)) {
      for (int64_t i = 0; i < features; i++) batch->measure(i, results[5 + 2 * i], results[6 + 2 * i]);
      results[0] = 0;
      return batch.release();
    }
  } catch (const std::exception&) {
    wrong.code = tenfold::kNoMemory;
  }
  std::memcpy(results, &wrong, sizeof wrong);
  return nullptr;
}

// A feature's numbers to `out`: one after the other, or from the start of each example's row of `width`; -1: no rows.
TENFOLD_VISIBLE void tenfold_examples_numbers(void* batch, int64_t feature, void* out, int64_t width) {
  auto& columns = *static_cast<Batch*>(batch);
  if (columns.holds(feature) == tenfold::kFloats) {
    columns.numbers(feature, static_cast<float*>(out), width);
  } else {
    columns.numbers(feature, static_cast<int64_t*>(out), width);
  }
}

// The same for strings. To be called with Python's lock: `make` is PyBytes_FromStringAndSize, `drop` is Py_DecRef.
TENFOLD_VISIBLE int64_t tenfold_examples_strings(void* batch, int64_t feature, void** out, int64_t width,
                                                 void* (*make)(const char*, int64_t), void (*drop)(void*)) {
  return static_cast<Batch*>(batch)->strings(feature, out, width, make, drop);
}

// (example, position) of each value of a feature.
TENFOLD_VISIBLE void tenfold_examples_indices(void* batch, int64_t feature, int64_t* out) {
  static_cast<Batch*>(batch)->indices(feature, out);
}

// Where each example's values begin, and where the last one's end: int64, or int32 where `bytes` is 4.
TENFOLD_VISIBLE void tenfold_examples_splits(void* batch, int64_t feature, void* out, int64_t bytes) {
  const auto& columns = *static_cast<Batch*>(batch);
  if (bytes == 4) {
    columns.splits(feature, static_cast<int32_t*>(out));
  } else {
    columns.splits(feature, static_cast<int64_t*>(out));
  }
}

TENFOLD_VISIBLE void tenfold_examples_end(void* batch) { delete static_cast<Batch*>(batch); }
