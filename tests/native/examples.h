// Batches of Examples through the C interface: whole ones against what was written, damaged ones for what they touch.
#pragma once

#include <array>
#include <memory>

#include "driver.h"

extern "C" {
void* tenfold_examples(const void* objects, int64_t n, const void* layout, const void* wanted, int64_t features,
                       const char* names, void* const* outputs, int64_t* results);
void tenfold_examples_numbers(void* batch, int64_t feature, void* out, int64_t width);
int64_t tenfold_examples_strings(void* batch, int64_t feature, void** out, int64_t width,
                                 void* (*make)(const char*, int64_t), void (*drop)(void*));
void tenfold_examples_indices(void* batch, int64_t feature, int64_t* out);
void tenfold_examples_splits(void* batch, int64_t feature, void* out, int64_t bytes);
void tenfold_examples_end(void* batch);
}

namespace {

[[noreturn]] void fail_examples(const char* what) {
  std::fprintf(stderr, "examples: %s\n", what);
  std::exit(1);
}

std::string written(uint64_t n) {
  std::string out;
  for (; n > 0x7f; n >>= 7) out += static_cast<char>(n & 0x7f | 0x80);
  return out + static_cast<char>(n);
}

std::string field(int number, const std::string& content) {
  return written(number << 3 | 2) + written(content.size()) + content;
}

std::string feature(const std::string& key, int holds, const std::string& list) {
  return field(1, field(1, key) + field(2, field(holds, list)));
}

// What is asked for: an int64 and strings of any number, and a float for which there is a default.
struct Asked {
  const char* names = "numbersstrings_of_any_numberf";
  const float absent = 7;
  const std::array<std::array<int64_t, 6>, 3> words{{{0, 7, 3, 1, 0, 0},
                                                    {7, 21, 1, 1, 0, 0},
                                                    {28, 1, 2, 1, 1, reinterpret_cast<int64_t>(&absent)}}};
};

// An object as Python has them: its type, how long it is, and no byte more than its content.
using Object = std::unique_ptr<char[]>;
constexpr int64_t kType = 42;
const int64_t kLayout[] = {kType, 0, 8, 16};

Object object(const std::string& content) {
  Object made(new char[16 + content.size()]);
  const int64_t head[] = {kType, static_cast<int64_t>(content.size())};
  std::memcpy(made.get(), head, 16);
  std::memcpy(made.get() + 16, content.data(), content.size());
  return made;
}

struct Written {
  std::vector<int64_t> numbers, counts;
  std::vector<float> floats;
  std::vector<std::string> messages;
};

Written random_examples(int64_t n) {
  Written all;
  for (int64_t i = 0; i < n; i++) {
    std::string ints, strings, message;
    all.counts.push_back(below(5));
    for (int64_t j = 0; j < all.counts.back(); j++) {
      all.numbers.push_back(static_cast<int64_t>((uint64_t{random_bits()} << 32 | random_bits()) >> below(64)));
      ints += written(all.numbers.back());
      strings += field(1, std::string(below(20), 'x'));
    }
    const float value = all.floats.emplace_back(one_in(3) ? 7 : below(100));
    std::string parts[] = {feature("numbers", 3, field(1, ints)), feature("strings_of_any_number", 1, strings),
                           feature("nobody wants this", 1, strings), ""};
    if (value != 7) parts[3] = feature("f", 2, field(1, std::string(reinterpret_cast<const char*>(&value), 4)));
    std::swap(parts[below(4)], parts[below(4)]);
    for (const auto& part : parts) message += part;
    all.messages.push_back(field(1, message));
  }
  return all;
}

int64_t alive = 0;  // strings that were made and not dropped
void* make_string(const char* at, int64_t size) {
  alive++;
  return new std::string(at, size);
}
void drop_string(void* made) {
  alive -= made != nullptr;
  delete static_cast<std::string*>(made);
}

// Parses them, takes out all there is, and compares it where the messages are whole.
void check_batch(const Written& all, bool whole) {
  const Asked asked;
  std::vector<Object> kept;
  std::vector<const char*> objects;
  for (const auto& message : all.messages) objects.push_back((kept.push_back(object(message)), kept.back().get()));
  std::vector<float> floats(objects.size());
  void* const outputs[] = {nullptr, nullptr, floats.data()};
  int64_t results[11];
  void* batch = tenfold_examples(objects.data(), objects.size(), kLayout, asked.words.data(), 3, asked.names, outputs,
                                 results);
  if (!batch && whole) fail_examples("good ones are refused");
  if (!batch) return;
  std::vector<int64_t> numbers(results[5]), indices(2 * results[5]), splits(objects.size() + 1);
  std::vector<int32_t> short_splits(objects.size() + 1);
  std::vector<void*> strings(objects.size() * results[8]);
  tenfold_examples_numbers(batch, 0, numbers.data(), -1);
  tenfold_examples_indices(batch, 0, indices.data());
  tenfold_examples_splits(batch, 0, splits.data(), 8);
  tenfold_examples_splits(batch, 1, short_splits.data(), 4);
  tenfold_examples_strings(batch, 1, strings.data(), results[8], make_string, drop_string);
  tenfold_examples_end(batch);
  if (whole && (numbers != all.numbers || floats != all.floats)) fail_examples("numbers are others than were written");
  for (size_t i = 0; whole && i < all.counts.size(); i++)
    if (splits[i + 1] - splits[i] != all.counts[i]) fail_examples("rows are of other lengths than were written");
  if (alive != results[7]) fail_examples("strings are made that are not there");
  for (void* made : strings) drop_string(made);
}

void check_examples(int rounds) {
  for (int round = 0; round < rounds; round++) {
    tenfold_set_threads(1 + below(3));
    Written all = random_examples(one_in(10) ? 400 : below(4));
    check_batch(all, true);
    for (auto& message : all.messages) {
      for (int64_t left = 1 + below(3); left > 0 && !message.empty(); left--) {
        const size_t at = below(message.size());
        if (one_in(3)) {
          message.erase(at, 1 + below(9));
        } else if (one_in(2)) {
          message.insert(at, message.substr(at, 1 + below(30)));
        } else {
          message[at] = static_cast<char>(random_bits());
        }
      }
    }
    if (!all.messages.empty() && all.messages.size() < 10) check_batch(all, false);
  }
  std::printf("examples: %d rounds come out as they were written\n", rounds);
}

}  // namespace
