// Words of texts, numbered: a table from a word's bytes to its number, in which words are counted or looked up.
//
// A block is several texts in UTF-8, already in lower case where they should be, with a byte 0 between them. A text's
// words are what is left between the bytes that separate words.
#include "calls.h"

#include <cstring>
#include <new>
#include <vector>

namespace tenfold {
namespace {

constexpr uint8_t kWord = 0, kEnd = 2;  // classes of bytes: of a word, of what ends a text; 1 separates words
constexpr int64_t kNone = -1;

struct Entry {
  uint64_t hash;
  int64_t begin, size;  // of the word, in `letters`
  int64_t number;
};

// Eight bytes at a time; the multiplication of MurmurHash2's 64 bits.
uint64_t hash_of(const uint8_t* word, int64_t size) {
  constexpr uint64_t kFactor = 0xc6a4a7935bd1e995;
  uint64_t hash = static_cast<uint64_t>(size) * kFactor;
  for (int64_t at = 0; at < size; at += 8) {
    uint64_t part = 0;
    std::memcpy(&part, word + at, static_cast<size_t>(size - at < 8 ? size - at : 8));
    part *= kFactor;
    hash = (hash ^ (part ^ part >> 47) * kFactor) * kFactor;
  }
  return hash ^ hash >> 47;
}

struct Words {
  uint8_t classes[256];
  std::vector<int64_t> slots = std::vector<int64_t>(1024, kNone);  // a place in `entries`; a power of two of them
  std::vector<Entry> entries;
  std::vector<uint8_t> letters;
  std::vector<int64_t> counts, texts, last;  // of each entry: how often, in how many texts, in which one last
  int64_t text = 0;                          // how many came

  // The slot of a word: where it is, or where it would be.
  size_t slot(const uint8_t* word, int64_t size, uint64_t hash) const {
    const size_t mask = slots.size() - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
      if (slots[at] == kNone) return at;
      const Entry& entry = entries[static_cast<size_t>(slots[at])];
      if (entry.hash == hash && entry.size == size &&
          !std::memcmp(letters.data() + entry.begin, word, static_cast<size_t>(size))) {
        return at;
      }
    }
  }

  void grow() {
    std::vector<int64_t> larger(slots.size() * 2, kNone);
    const size_t mask = larger.size() - 1;
    for (size_t i = 0; i < entries.size(); i++) {
      size_t at = entries[i].hash & mask;
      while (larger[at] != kNone) at = (at + 1) & mask;
      larger[at] = static_cast<int64_t>(i);
    }
    slots.swap(larger);
  }

  size_t add(const uint8_t* word, int64_t size, int64_t number) {
    const uint64_t hash = hash_of(word, size);
    size_t at = slot(word, size, hash);
    if (slots[at] != kNone) return static_cast<size_t>(slots[at]);
    if (entries.size() * 2 >= slots.size()) {
      grow();
      at = slot(word, size, hash);
    }
    slots[at] = static_cast<int64_t>(entries.size());
    entries.push_back({hash, static_cast<int64_t>(letters.size()), size, number});
    letters.insert(letters.end(), word, word + size);
    return entries.size() - 1;
  }

  void count(const uint8_t* word, int64_t size) {
    const size_t found = add(word, size, kNone);
    if (found == counts.size()) {
      counts.push_back(0);
      texts.push_back(0);
      last.push_back(kNone);
    }
    counts[found]++;
    texts[found] += last[found] != text;
    last[found] = text;
  }

  int64_t number(const uint8_t* word, int64_t size) const {
    const int64_t found = slots[slot(word, size, hash_of(word, size))];
    return found == kNone ? kNone : entries[static_cast<size_t>(found)].number;
  }

  // Calls `of_word(begin, size)` for each word, and `of_text()` where a text ends: the block's end ends one, too.
  template <class OfWord, class OfText>
  void walk(const uint8_t* block, int64_t size, OfWord of_word, OfText of_text) const {
    int64_t begin = 0;
    for (int64_t at = 0; at <= size; at++) {
      const uint8_t kind = at < size ? classes[block[at]] : kEnd;
      if (kind == kWord) continue;
      if (at > begin) of_word(block + begin, at - begin);
      if (kind == kEnd) of_text();
      begin = at + 1;
    }
  }
};

}  // namespace
}  // namespace tenfold

using tenfold::Words;

// A table without words. `classes`: for each byte 0 where it is of a word, 1 where it separates words, 2 where it ends a
// text. Null where there is no memory.
TENFOLD_VISIBLE void* tenfold_words(const uint8_t* classes) {
  try {
    auto* words = new Words;
    std::memcpy(words->classes, classes, sizeof words->classes);
    return words;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

// Counts the words of a block. Returns how many different ones there are so far; -1 where there is no memory.
TENFOLD_VISIBLE int64_t tenfold_words_count(Words* words, const uint8_t* block, int64_t size) {
  try {
    words->walk(
        block, size, [&](const uint8_t* word, int64_t n) { words->count(word, n); }, [&] { words->text++; });
  } catch (const std::bad_alloc&) {
    return -1;
  }
  return static_cast<int64_t>(words->entries.size());
}

// What was counted, a word after the other as they came first: how often, in how many texts, and of how many bytes.
// Returns the bytes of all words.
TENFOLD_VISIBLE int64_t tenfold_words_counted(Words* words, int64_t* counts, int64_t* texts, int64_t* sizes) {
  for (size_t i = 0; i < words->entries.size(); i++) {
    counts[i] = words->counts[i];
    texts[i] = words->texts[i];
    sizes[i] = words->entries[i].size;
  }
  return static_cast<int64_t>(words->letters.size());
}

// The words themselves, one directly after the other.
TENFOLD_VISIBLE void tenfold_words_letters(Words* words, uint8_t* to) {
  if (!words->letters.empty()) std::memcpy(to, words->letters.data(), words->letters.size());
}

// Takes in `count` words of these sizes that stand one directly after the other, with their numbers. -1: no memory.
TENFOLD_VISIBLE int64_t tenfold_words_add(Words* words, const uint8_t* letters, const int64_t* sizes,
                                          const int64_t* numbers, int64_t count) {
  try {
    for (int64_t i = 0; i < count; letters += sizes[i++]) words->add(letters, sizes[i], numbers[i]);
  } catch (const std::bad_alloc&) {
    return -1;
  }
  return 0;
}

// The numbers of a block's words in `to`, which has room for one for each two bytes and one more, and in `lengths` how
// many each text has. `unknown` is that of a word without one; negative ones are left out. Returns how many there are.
TENFOLD_VISIBLE int64_t tenfold_words_numbers(const Words* words, const uint8_t* block, int64_t size, int64_t unknown,
                                              int64_t* to, int64_t* lengths) {
  int64_t found = 0, before = 0;
  words->walk(
      block, size,
      [&](const uint8_t* word, int64_t n) {
        const int64_t known = words->number(word, n);
        const int64_t number = known == tenfold::kNone ? unknown : known;
        if (number >= 0) to[found++] = number;
      },
      [&] {
        *lengths++ = found - before;
        before = found;
      });
  return found;
}

TENFOLD_VISIBLE void tenfold_words_end(Words* words) { delete words; }
