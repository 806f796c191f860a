// The messages of example.proto (tensorflow.org, "TFRecord and tf.train.Example"), read into columns of values.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <new>
#include <string>
#include <vector>

#include "wire.h"

namespace tenfold {

constexpr int64_t kStrings = 1, kFloats = 2, kInts = 3;  // what a Feature holds: the numbers of its fields

// A feature that is wanted of every example, as Python packs it.
struct Wanted {
  int64_t key_at, key_length;  // in the names of all, one behind the other
  int64_t holds;
  int64_t size;   // elements of an example, or of each of its rows
  int64_t fixed;  // whether an example has `size` of them, or any multiple
  const void* absent;  // `size` elements for examples without the feature; nullptr where that is an error
};

// Values of one kind, one after the other. Memory that is asked for is not touched before it is used.
template <class T>
class Grown {
 public:
  Grown() = default;
  Grown(Grown&& other) noexcept : data(other.data), size(other.size), room(other.room) { other.data = nullptr; }
  ~Grown() { std::free(data); }

  void reserve(int64_t more) {
    if (size + more <= room) return;
    const int64_t wanted = std::max(size + more, room + room / 2 + 16);
    if (more > kMost || wanted > kMost) throw std::bad_alloc();
    auto* moved = static_cast<T*>(std::realloc(static_cast<void*>(data), wanted * sizeof(T)));
    if (!moved) throw std::bad_alloc();
    data = moved;
    room = wanted;
  }

  static constexpr int64_t kMost = INT64_MAX / 64;
  T* data = nullptr;
  int64_t size = 0, room = 0;
};

// Where the values of one feature of one example go. What does not fit is counted.
template <class T>
struct Sink {
  T* data;
  int64_t room, count;
  Grown<T>* home;  // that grows with what comes; nullptr where there is room for so many

  TENFOLD_INLINE void expect(int64_t more) {
    if (!home || count + more <= room) return;
    home->reserve(count + more);
    data = home->data + home->size;
    room = home->room - home->size;
  }
  TENFOLD_INLINE void put(T value) {
    if (count < room) data[count] = value;
    count++;
  }
};

TENFOLD_INLINE bool packed(Bytes in, Sink<int64_t>& out) {
  out.expect(in.size());
  for (uint64_t value; in.any(); out.put(static_cast<int64_t>(value)))
    if (!varint(in, value)) return false;
  return true;
}

TENFOLD_INLINE bool packed(Bytes in, Sink<float>& out) {
  const int64_t n = in.size() / 4;
  if (in.size() % 4) return false;
  out.expect(n);
  if (n && out.count < out.room) std::memcpy(out.data + out.count, in.at, 4 * std::min(n, out.room - out.count));
  out.count += n;
  return true;
}

TENFOLD_INLINE bool packed(Bytes in, Sink<Bytes>& out) {  // a string is never packed with others
  out.expect(1);
  out.put(in);
  return true;
}

TENFOLD_INLINE bool single(Bytes& in, uint32_t type, Sink<int64_t>& out) {
  uint64_t value;
  if (type != kVarint) return skip(in, 8 | type);
  if (!varint(in, value)) return false;
  out.expect(1);
  out.put(static_cast<int64_t>(value));
  return true;
}

TENFOLD_INLINE bool single(Bytes& in, uint32_t type, Sink<float>& out) {
  const Bytes word{in.at, in.at + 4};
  return skip(in, 8 | type) && (type != kFixed32 || packed(word, out));
}

TENFOLD_INLINE bool single(Bytes& in, uint32_t type, Sink<Bytes>&) { return skip(in, 8 | type); }

// A BytesList, FloatList or Int64List.
template <class T>
inline bool read_list(Bytes in, Sink<T>& out) {
  while (in.any()) {
    uint32_t next;
    Bytes content;
    if (!tag(in, next)) return false;
    if (next == (8 | kLength)) {
      if (!inside(in, content) || !packed(content, out)) return false;
    } else if (next >> 3 == 1 ? !single(in, next & 7, out) : !skip(in, next)) {
      return false;
    }
  }
  return true;
}

// A Feature: what it holds, 0 for nothing, -1 for what is none. Of several lists the last counts, with those of its kind
// just before it, as in any message of which a field comes more than once.
template <class T>
inline int64_t read_feature(Bytes in, int64_t wanted, Sink<T>& out) {
  int64_t found = 0;
  while (in.any()) {
    uint32_t next;
    Bytes list;
    if (!tag(in, next)) return -1;
    const int64_t number = next >> 3;
    if ((next & 7) != kLength || number > kInts) {
      if (!skip(in, next)) return -1;
      continue;
    }
    if (number != found) out.count = 0;
    found = number;
    if (!inside(in, list) || (number == wanted && !read_list(list, out))) return -1;
  }
  return found;
}

// Which wanted feature a key names: a table that is open to the next place.
class Keys {
 public:
  Keys(const Wanted* wanted, int64_t count, const char* names) {
    while (static_cast<int64_t>(mask_) < 4 * count) mask_ = 2 * mask_ + 1;
    table_.assign(mask_ + 1, {0, Bytes{nullptr, nullptr}, -1});
    for (int64_t i = 0; i < count; i++) {
      const auto* at = reinterpret_cast<const uint8_t*>(names) + wanted[i].key_at;
      const Bytes key{at, at + wanted[i].key_length};
      const uint64_t first = beginning(key, key.end);
      size_t place = hash(first, key) & mask_;
      while (table_[place].feature >= 0) place = (place + 1) & mask_;
      table_[place] = {first, key, i};
    }
  }

  // `end`: where memory ends that may be read behind the key.
  TENFOLD_INLINE int64_t find(Bytes key, const uint8_t* end) const {
    const uint64_t first = beginning(key, end);
    for (size_t place = hash(first, key) & mask_;; place = (place + 1) & mask_) {
      const Entry& entry = table_[place];
      if (entry.feature < 0) return -1;
      if (entry.first == first && entry.key.size() == key.size() &&
          (key.size() <= 8 || !std::memcmp(entry.key.at, key.at, key.size())))
        return entry.feature;
    }
  }

 private:
  struct Entry {
    uint64_t first;
    Bytes key;
    int64_t feature;
  };

  // The first eight bytes of a key, zeros behind a shorter one.
  static TENFOLD_INLINE uint64_t beginning(Bytes key, const uint8_t* end) {
    const int64_t n = key.size();
    if (n >= 8) return word(key.at);
    if (end - key.at >= 8) return word(key.at) & ((uint64_t{1} << 8 * n) - 1);
    uint64_t first = 0;
    if (n) std::memcpy(&first, key.at, n);
    return first;
  }

  // Of all bytes: features' names often differ in a number somewhere, at whose end the highest bits are.
  static TENFOLD_INLINE uint64_t hash(uint64_t first, Bytes key) {
    const uint64_t last = key.size() > 8 ? word(key.end - 8) : 0;
    uint64_t mixed = first * 0x9e3779b97f4a7c15u ^ (last + key.size());
    if (key.size() > 16)
      for (const uint8_t* at = key.at + 8; at < key.end - 8; at += 8) mixed = (mixed ^ word(at)) * 0x9e3779b97f4a7c15u;
    return ((mixed ^ mixed >> 32) * 0xc2b2ae3d27d4eb4fu) >> 32;
  }

  size_t mask_ = 7;
  std::vector<Entry> table_;
};

// The wanted features of one example: the bytes of each, found by its key.
class Found {
 public:
  Found(const Keys& keys, int64_t count) : keys_(keys), slots_(count) {}

  // False where the bytes are no Example; `stopped` says where.
  bool read(Bytes in) {
    turn_++;
    for (uint32_t next; in.any();) {
      Bytes features;
      stopped = in.at;
      if (!tag(in, next)) return false;
      if (next != (8 | kLength) ? !skip(in, next) : !(inside(in, features) && read_features(features))) return false;
    }
    return true;
  }

  // The bytes of a wanted Feature; false where the example has none.
  TENFOLD_INLINE bool of(int64_t feature, Bytes& value) {
    value = slots_[feature].value;
    return slots_[feature].turn == turn_;
  }

  const uint8_t* stopped = nullptr;

 private:
  struct Slot {
    Bytes value;
    int64_t turn = 0;  // of the example that it is of
  };

  bool read_features(Bytes in) {
    for (uint32_t next; in.any();) {
      Bytes entry;
      stopped = in.at;
      if (!tag(in, next)) return false;
      if (next != (8 | kLength) ? !skip(in, next) : !(inside(in, entry) && read_entry(entry))) return false;
    }
    return true;
  }

  // An entry of the map: a key and a Feature. The last entry of a key counts.
  bool read_entry(Bytes in) {
    Bytes key{in.at, in.at}, value{in.at, in.at};
    int64_t values = 0;
    std::string* all = nullptr;
    for (uint32_t next; in.any();) {
      if (!tag(in, next)) return false;
      if (next == (8 | kLength)) {
        if (!inside(in, key)) return false;
      } else if (next == (16 | kLength)) {
        Bytes more;
        if (!inside(in, more)) return false;
        if (values == 1) all = &joined_.emplace_back(reinterpret_cast<const char*>(value.at), value.size());
        value = values++ ? joined(*all, more) : more;
      } else if (!skip(in, next)) {
        return false;
      }
    }
    const int64_t feature = keys_.find(key, in.end);
    if (feature < 0) return is_utf8(key.at, key.end);
    slots_[feature] = {value, turn_};
    return true;
  }

  // Messages of a kind, one behind the other, are the message that they make together.
  static Bytes joined(std::string& all, Bytes more) {
    all.append(reinterpret_cast<const char*>(more.at), more.size());
    const auto* at = reinterpret_cast<const uint8_t*>(all.data());
    return {at, at + all.size()};
  }

  const Keys& keys_;
  std::vector<Slot> slots_;
  std::deque<std::string> joined_;  // kept as long as strings that lie in them
  int64_t turn_ = 0;
};

}  // namespace tenfold
