// Numbers drawn from a buffer that others fill up again: data/order/shuffle.py, which has the same order, on integers.
#include <cstdint>

#include "calls.h"

namespace {

// Words of Philox 4x32-10 (see random.h), one after the other.
class Words {
 public:
  // stream: the key, the counter's low half and its high half. `drawn`: how many words have been taken of it.
  Words(const uint64_t* stream, uint64_t drawn) : key(stream[0]), low(stream[1]), high(stream[2]), drawn(drawn) {
    if (drawn % 4) make();
  }

  uint32_t next() {
    if (drawn % 4 == 0) make();
    return words[drawn++ % 4];
  }
  uint64_t taken() const { return drawn; }

 private:
  void make() {
    const uint64_t first = low + drawn / 4, second = high + (first < low);
    uint32_t c[4] = {static_cast<uint32_t>(first), static_cast<uint32_t>(first >> 32), static_cast<uint32_t>(second),
                     static_cast<uint32_t>(second >> 32)};
    uint32_t key0 = static_cast<uint32_t>(key), key1 = static_cast<uint32_t>(key >> 32);
    for (int round = 0; round < 10; round++, key0 += 0x9E3779B9u, key1 += 0xBB67AE85u) {
      const uint64_t a = c[0] * uint64_t{0xD2511F53}, b = c[2] * uint64_t{0xCD9E8D57};
      const uint32_t c0 = static_cast<uint32_t>(b >> 32) ^ c[1] ^ key0;
      const uint32_t c2 = static_cast<uint32_t>(a >> 32) ^ c[3] ^ key1;
      c[0] = c0, c[1] = static_cast<uint32_t>(b), c[2] = c2, c[3] = static_cast<uint32_t>(a);
    }
    for (int i = 0; i < 4; i++) words[i] = c[i];
  }

  const uint64_t key, low, high;
  uint64_t drawn;
  uint32_t words[4] = {};
};

}  // namespace

// Draws numbers, each of which makes room for one of `incoming`.
//
// ring, state: the buffer; its places, the oldest number's place, how many numbers there are, how many words of `stream`
// have been drawn. A buffer that is full takes none before the first draw.
// out: room for `count`. Returns how many were drawn: fewer, once the buffer is empty.
TENFOLD_VISIBLE int64_t tenfold_shuffle(int64_t* ring, int64_t* state, const uint64_t* stream, const int64_t* incoming,
                                        int64_t given, int64_t* out, int64_t count) {
  const int64_t places = state[0];
  int64_t oldest = state[1], held = state[2], made = 0;
  if (places < 1 || oldest < 0 || oldest >= places || held < 0 || held > places) return 0;
  Words words(stream, static_cast<uint64_t>(state[3]));
  for (int64_t taken = 0; made < count; made++) {
    if (held < places && taken < given) {
      ring[oldest ? oldest - 1 : places - 1] = incoming[taken++];  // the place that was emptied last
      held++;
    }
    if (!held) break;
    const int64_t from = oldest + static_cast<int64_t>(words.next() % static_cast<uint64_t>(held));
    int64_t& place = ring[from < places ? from : from - places];
    out[made] = place;
    place = ring[oldest];
    oldest = oldest + 1 < places ? oldest + 1 : 0;
    held--;
  }
  state[1] = oldest, state[2] = held, state[3] = static_cast<int64_t>(words.taken());
  return made;
}
