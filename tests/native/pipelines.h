// What pipelines call: images of another size against plain loops over pixels, a shuffled buffer against a list of which
// any may be drawn; places and states that are none, for what they touch.
#pragma once

#include <cstdio>

#include "driver.h"

extern "C" {
int64_t tenfold_bilinear(const void* images, int64_t bytes, const int64_t* sizes, const int64_t* first,
                         const int64_t* second, const float* part, float* memory, float* out);
int64_t tenfold_pixels(const uint8_t* images, const int64_t* sizes, const int64_t* places, int64_t bytes, uint8_t* out);
int64_t tenfold_shuffle(int64_t* ring, int64_t* state, const uint64_t* stream, const int64_t* incoming, int64_t given,
                        int64_t* out, int64_t count);
}

namespace {

[[noreturn]] void fail_pipelines(const char* what) {
  std::fprintf(stderr, "pipelines: %s\n", what);
  std::exit(1);
}

// Places for the rows and columns of a result.
std::vector<int64_t> random_places(const int64_t* sizes) {
  std::vector<int64_t> found;
  for (int64_t i = 0; i < sizes[4]; i++) found.push_back(below(sizes[1]));
  for (int64_t i = 0; i < sizes[5]; i++) found.push_back(below(sizes[2]));
  return found;
}

template <typename T>
void check_resizing() {
  const int64_t s[6] = {1 + below(3), 1 + below(6), 1 + below(6), 1 + below(5), 1 + below(7), 1 + below(7)};
  std::vector<T> images(s[0] * s[1] * s[2] * s[3]);
  for (T& v : images) v = static_cast<T>(below(200));
  auto first = random_places(s), second = random_places(s);
  std::vector<float> part(s[4] + s[5]), out(s[0] * s[4] * s[5] * s[3]), memory((2 * s[5] + s[2]) * s[3]);
  for (float& v : part) v = static_cast<float>(below(9)) / 8;  // so that sums and products are whole
  std::vector<T> moved(out.size());
  const auto bytes = reinterpret_cast<const uint8_t*>(images.data());
  const int64_t pixel = s[3] * sizeof(T);
  if (!tenfold_bilinear(images.data(), sizeof(T) == 1, s, first.data(), second.data(), part.data(), memory.data(),
                        out.data()) ||
      !tenfold_pixels(bytes, s, first.data(), pixel, reinterpret_cast<uint8_t*>(moved.data()))) {
    fail_pipelines("images are refused");
  }
  for (int64_t i = 0; i < static_cast<int64_t>(out.size()); i++) {
    const int64_t c = i % s[3], x = i / s[3] % s[5], y = i / s[3] / s[5] % s[4], n = i / s[3] / s[5] / s[4];
    const auto at = [&](int64_t row, int64_t column) {
      return static_cast<float>(images[((n * s[1] + row) * s[2] + column) * s[3] + c]);
    };
    const auto line = [&](int64_t row) {
      const float low = at(row, first[s[4] + x]), high = at(row, second[s[4] + x]);
      return low + (high - low) * part[s[4] + x];
    };
    const float low = line(first[y]), high = line(second[y]);
    if (out[i] != low + (high - low) * part[y]) fail_pipelines("a resized pixel is another");
    if (moved[i] != static_cast<T>(at(first[y], first[s[4] + x]))) fail_pipelines("a pixel is not where it should be");
  }
  first[below(first.size())] = one_in(2) ? -1 : 6;
  if (tenfold_bilinear(images.data(), sizeof(T) == 1, s, first.data(), second.data(), part.data(), memory.data(),
                       out.data()) ||
      tenfold_pixels(bytes, s, first.data(), pixel, reinterpret_cast<uint8_t*>(moved.data()))) {
    fail_pipelines("a place outside of the images is taken");
  }
}

// All numbers come out once, at most as many places early as the buffer has, and in as many calls as one likes the same.
void check_shuffling() {
  const int64_t places = 1 + below(20), all = places + below(60);
  const uint64_t stream[3] = {random_bits(), one_in(4) ? ~uint64_t{0} : random_bits(), random_bits()};
  std::vector<std::vector<int64_t>> found(2);
  for (int way = 0; way < 2; way++) {
    std::vector<int64_t> ring(places);
    for (int64_t i = 0; i < places; i++) ring[i] = i;
    int64_t state[4] = {places, 0, places, 0}, next = places;
    for (int64_t made = 1; made;) {
      const int64_t count = way ? 1 + below(9) : all + 1, wanted = count - (state[2] == places);
      std::vector<int64_t> incoming, out(count);
      for (; next < all && static_cast<int64_t>(incoming.size()) < wanted; next++) incoming.push_back(next);
      made = tenfold_shuffle(ring.data(), state, stream, incoming.data(), incoming.size(), out.data(), count);
      found[way].insert(found[way].end(), out.begin(), out.begin() + made);
    }
  }
  if (found[0] != found[1]) fail_pipelines("the order turns on how many are drawn at once");
  std::vector<bool> seen(all);
  for (int64_t i = 0; i < static_cast<int64_t>(found[0].size()); i++) {
    const int64_t number = found[0][i];
    if (number < 0 || number >= all || seen[number]) fail_pipelines("a number is drawn twice, or made up");
    if (number - i >= places) fail_pipelines("a number is drawn before it is in the buffer");
    seen[number] = true;
  }
  if (static_cast<int64_t>(found[0].size()) != all) fail_pipelines("numbers are lost");
  int64_t one = 0, wrong[4] = {1, 1, 1, 0}, out;
  if (tenfold_shuffle(&one, wrong, stream, &one, 1, &out, 1)) fail_pipelines("a state that is none is taken");
}

void check_pipelines(int rounds) {
  for (int round = 0; round < rounds; round++) {
    check_resizing<float>();
    check_resizing<uint8_t>();
    check_shuffling();
  }
  std::printf("pipelines: %d rounds give what plain loops give\n", rounds);
}

}  // namespace
