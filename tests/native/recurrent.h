// Recurrences, one number after the other in double precision, forwards and backwards.
#pragma once

#include "driver.h"

namespace {

struct Recurrent {
  int64_t cell, time, batch, units, f, g, flags;  // as the library takes them

  int64_t gates() const { return cell == 0 ? 1 : cell == 1 ? 4 : 3; }
  int64_t kept() const { return cell ? 4 : 0; }
  int64_t state() const { return batch * units; }
  bool drops() const { return flags & (2 | 32); }
  bool has(int64_t flag) const { return flags & flag; }
};

using Wide = std::vector<double>;
enum { kMasked = 1, kDropped = 2, kBiased = 4, kKeeps = 8, kRows = 16, kPerGate = 32 };

double active(int64_t which, double x) {
  const double line = 0.2 * x + 0.5;
  switch (which) {
    case 1: return std::tanh(x);
    case 2: return 1 / (1 + std::exp(-x));
    case 3: return x > 0 ? x : 0;
    case 4: return line < 0 ? 0 : line > 1 ? 1 : line;
    default: return x;
  }
}

double slope_of(int64_t which, double y) {
  switch (which) {
    case 1: return 1 - y * y;
    case 2: return y * (1 - y);
    case 3: return y > 0;
    case 4: return y > 0 && y < 1 ? 0.2 : 0;
    default: return 1;
  }
}

[[noreturn]] void fail(const std::string& what, const Recurrent& r) {
  std::fprintf(stderr, "%s, recurrence: %s; its numbers", tenfold_instruction_set(), what.c_str());
  for (int i = 0; i < 7; i++) std::fprintf(stderr, " %lld", static_cast<long long>((&r.cell)[i]));
  std::fprintf(stderr, "\n");
  std::exit(1);
}

Recurrent random_recurrent() {
  Recurrent r{below(3), below(5), one_in(10) ? 0 : 1 + below(one_in(3) ? 40 : 7), 1 + below(one_in(3) ? 90 : 20)};
  if (one_in(25)) r.batch = 2, r.units = 420 + below(20);  // where threads share the units
  r.f = below(5), r.g = 1 + below(4), r.flags = below(64);
  if (r.g == 3) r.g = 2;
  if (r.cell != 2) r.flags &= ~kBiased;
  if (r.has(kPerGate)) r.flags &= ~kDropped;
  return r;
}

// One after the other; those that are not there are empty.
struct Operands {
  Numbers projected, kernel, h0, c0, bias, mask, dropped;
  Numbers hs, h, c, cs, gates;
  Numbers dhs, dh, dc, dz, dh0, dc0;
};

std::vector<Numbers*> present(std::vector<std::pair<Numbers*, bool>> all) {
  std::vector<Numbers*> found;
  for (auto& one : all) {
    if (one.second) found.push_back(one.first);
  }
  return found;
}

void call(const char* kernel, const Recurrent& r, const std::vector<Numbers*>& in, const std::vector<Numbers*>& out) {
  std::vector<float*> from, to;
  std::vector<int64_t> from_sizes, to_sizes;
  for (Numbers* n : in) from.push_back(n->data()), from_sizes.push_back(static_cast<int64_t>(n->size()));
  for (Numbers* n : out) {
    to_sizes.push_back(static_cast<int64_t>(n->size()));
    n->assign(n->size() + kGuards, NAN);
    std::fill(n->end() - kGuards, n->end(), kGuard);
    to.push_back(n->data());
  }
  const char* wrong = tenfold_run(kernel, &r.cell, 7, from.data(), from_sizes.data(), static_cast<int64_t>(from.size()),
                                  to.data(), to_sizes.data(), static_cast<int64_t>(to.size()));
  if (wrong) fail(wrong, r);
  for (Numbers* n : out) {
    for (int i = 0; i < kGuards; i++) {
      if (*(n->end() - 1 - i) != kGuard) fail("wrote behind an output", r);
    }
    n->resize(n->size() - kGuards);
  }
}

void forwards(const Recurrent& r, Operands& o) {
  const bool lstm = r.cell == 1;
  call("recurrence", r,
       present({{&o.projected, true}, {&o.kernel, true}, {&o.h0, true}, {&o.c0, lstm}, {&o.bias, r.has(kBiased)},
                {&o.mask, r.has(kMasked)}, {&o.dropped, r.drops()}}),
       present({{&o.hs, r.has(kRows)}, {&o.h, true}, {&o.c, lstm}, {&o.cs, lstm && r.has(kKeeps)},
                {&o.gates, r.kept() && r.has(kKeeps)}}));
}

void backwards(Recurrent r, Operands& o) {
  const bool lstm = r.cell == 1;
  r.flags &= kMasked | kDropped | kPerGate | kRows;
  call("recurrence_grad", r,
       present({{&o.kernel, true}, {&o.h0, true}, {&o.c0, lstm}, {&o.mask, r.has(kMasked)},
                {&o.dropped, r.drops()}, {&o.hs, true}, {&o.cs, lstm}, {&o.gates, r.kept() > 0},
                {&o.dhs, r.has(kRows)}, {&o.dh, true}, {&o.dc, lstm}}),
       present({{&o.dz, true}, {&o.dh0, true}, {&o.dc0, lstm}}));
}

void expect(const Recurrent& r, const char* what, const Numbers& found, const Wide& expected) {
  if (found.size() != expected.size()) fail(std::string("another size of ") + what, r);
  for (size_t i = 0; i < found.size(); i++) {
    if (!(std::fabs(found[i] - expected[i]) <= 3e-5 * (1 + std::fabs(expected[i])))) {
      std::ostringstream text;
      text << what << "[" << i << "] is " << found[i] << ", not " << expected[i];
      fail(text.str(), r);
    }
  }
}

// What multiplies an element of h in the product of gate q.
double multiplier(const Recurrent& r, const Operands& o, int64_t q, int64_t at) {
  return !r.drops() ? 1 : o.dropped[(r.has(kPerGate) ? q * r.state() : 0) + at];
}

// What the recurrent product adds at unit u of gate q, given row b of h.
double product(const Recurrent& r, const Operands& o, const double* h, int64_t b, int64_t q, int64_t u) {
  double sum = r.has(kBiased) ? o.bias[q * r.units + u] : 0;
  for (int64_t k = 0; k < r.units; k++) {
    const double given = h[k] * multiplier(r, o, q, b * r.units + k);
    sum += given * o.kernel[(k * r.gates() + q) * r.units + u];
  }
  return sum;
}

// One unit's step: its new h and c, and what is kept.
void naive_cell(const Recurrent& r, const float* x, const double (&p)[4], double* h, double* c, float* kept) {
  const auto z = [&](int q) { return x[q * r.units] + p[q]; };
  if (r.cell == 0) {
    *h = active(r.f, z(0));
  } else if (r.cell == 1) {
    const double i = active(r.g, z(0)), forget = active(r.g, z(1)), a = active(r.f, z(2)), out = active(r.g, z(3));
    *c = forget * *c + i * a, *h = out * active(r.f, *c);
    kept[0] = i, kept[r.units] = forget, kept[2 * r.units] = a, kept[3 * r.units] = out;
  } else {
    const double update = active(r.g, z(0)), reset = active(r.g, z(1)), a = active(r.f, x[2 * r.units] + reset * p[2]);
    *h = update * *h + (1 - update) * a;
    kept[0] = update, kept[r.units] = reset, kept[2 * r.units] = a, kept[3 * r.units] = p[2];
  }
}

// All results of the forward pass, into `o`; cs and gates whatever the flags say.
void naive_forwards(const Recurrent& r, Operands& o) {
  Wide h(o.h0.begin(), o.h0.end()), c(o.c0.begin(), o.c0.end());
  c.resize(r.state());
  o.hs.clear(), o.cs.clear(), o.gates.assign(r.time * r.state() * r.kept(), 0);
  for (int64_t t = 0; t < r.time; t++) {
    const Wide before = h;
    for (int64_t b = 0; b < r.batch; b++) {
      for (int64_t u = 0; u < r.units; u++) {
        const int64_t at = b * r.units + u, row = t * r.batch + b;
        double p[4], now = h[at], cell = c[at];
        for (int64_t q = 0; q < r.gates(); q++) p[q] = product(r, o, &before[b * r.units], b, q, u);
        naive_cell(r, &o.projected[row * r.gates() * r.units + u], p, &now, &cell, o.gates.data() + row * r.kept() * r.units + u);
        if (!r.has(kMasked) || o.mask[row] != 0) h[at] = now, c[at] = cell;
      }
    }
    o.hs.insert(o.hs.end(), h.begin(), h.end()), o.cs.insert(o.cs.end(), c.begin(), c.end());
  }
  o.h.assign(h.begin(), h.end()), o.c.assign(c.begin(), c.end());
}

// One unit's step back: dz, the product's gradients, and what dh and dc become but for the product.
void naive_cell_back(const Recurrent& r, const float* kept, double h, double h_before, double c, double c_before,
                     double* dh, double* dc, double (&dz)[4], double (&dp)[4]) {
  const double k0 = r.cell ? kept[0] : 0, k1 = r.cell ? kept[r.units] : 0;
  const double k2 = r.cell ? kept[2 * r.units] : 0, k3 = r.cell ? kept[3 * r.units] : 0;
  if (r.cell == 0) {
    dz[0] = *dh * slope_of(r.f, h), *dh = 0;
  } else if (r.cell == 1) {
    const double act = active(r.f, c), d = *dc + *dh * k3 * slope_of(r.f, act);
    dz[0] = d * k2 * slope_of(r.g, k0), dz[1] = d * c_before * slope_of(r.g, k1);
    dz[2] = d * k0 * slope_of(r.f, k2), dz[3] = *dh * act * slope_of(r.g, k3);
    *dc = d * k1, *dh = 0;
  } else {
    dz[2] = *dh * (1 - k0) * slope_of(r.f, k2), dz[0] = *dh * (h_before - k2) * slope_of(r.g, k0);
    dz[1] = dz[2] * k3 * slope_of(r.g, k1), *dh *= k0;
  }
  for (int q = 0; q < 4; q++) dp[q] = r.cell == 2 && q == 2 ? dz[2] * k1 : dz[q];
}

void check_backwards(const Recurrent& r, const Operands& o) {
  Wide dh(o.dh.begin(), o.dh.end()), dc(o.dc.begin(), o.dc.end()), dz(o.dz.size());
  dc.resize(r.state());
  for (int64_t t = r.time - 1; t >= 0; t--) {
    Wide dp(r.state() * r.gates());
    for (int64_t at = 0; at < r.state(); at++) {
      const int64_t b = at / r.units, u = at % r.units, row = t * r.batch + b, there = t * r.state() + at;
      if (r.has(kRows)) dh[at] += o.dhs[there];
      if (r.has(kMasked) && o.mask[row] == 0) continue;
      double one[4] = {}, other[4] = {};
      naive_cell_back(r, o.gates.data() + row * r.kept() * r.units + u, o.hs[there], t ? o.hs[there - r.state()] : o.h0[at],
                      r.cell == 1 ? o.cs[there] : 0, r.cell != 1 ? 0 : t ? o.cs[there - r.state()] : o.c0[at], &dh[at],
                      &dc[at], one, other);
      for (int64_t q = 0; q < r.gates(); q++) {
        dz[(row * r.gates() + q) * r.units + u] = one[q], dp[(b * r.gates() + q) * r.units + u] = other[q];
      }
    }
    for (int64_t at = 0; at < r.state(); at++) {
      const int64_t b = at / r.units, k = at % r.units, columns = r.gates() * r.units;
      double sum = 0;
      for (int64_t j = 0; j < columns; j++) {
        sum += dp[b * columns + j] * o.kernel[k * columns + j] * multiplier(r, o, j / r.units, at);
      }
      dh[at] += sum;
    }
  }
  expect(r, "dz", o.dz, dz), expect(r, "dh0", o.dh0, dh);
  if (r.cell == 1) expect(r, "dc0", o.dc0, dc);
}

bool same_numbers(const Numbers& a, const Numbers& b) {
  return a.empty() || !std::memcmp(a.data(), b.data(), a.size() * sizeof(float));
}

Operands random_operands(const Recurrent& r) {
  const auto some = [](int64_t size) {
    Numbers found = random_numbers(size, false);
    for (float& x : found) x /= 4;
    return found;
  };
  const int64_t steps = r.time * r.batch, columns = r.gates() * r.units, c = r.cell == 1 ? r.state() : 0;
  Operands o;
  o.projected = some(steps * columns), o.kernel = some(r.units * columns), o.h0 = some(r.state()), o.c0 = some(c);
  for (float& x : o.kernel) x /= static_cast<float>(std::sqrt(r.units));
  o.bias = some(columns), o.mask = Numbers(steps), o.dropped = some((r.has(kPerGate) ? r.gates() : 1) * r.state());
  for (float& x : o.mask) x = one_in(3) ? 0 : 1;
  o.dhs = some(steps * r.units), o.dh = some(r.state()), o.dc = some(c);
  o.hs.resize(steps * r.units), o.h.resize(r.state()), o.c.resize(c), o.cs.resize(c ? steps * r.units : 0);
  o.gates.resize(steps * r.kept() * r.units), o.dz.resize(steps * columns), o.dh0.resize(r.state()), o.dc0.resize(c);
  return o;
}

void check_recurrent(int rounds) {
  const auto wide = [](const Numbers& n) { return Wide(n.begin(), n.end()); };
  for (int round = 0; round < rounds; round++) {
    const Recurrent r = random_recurrent();
    Operands first = random_operands(r), expected = first, second;
    tenfold_set_threads(1);
    forwards(r, first);
    naive_forwards(r, expected);
    expect(r, "h", first.h, wide(expected.h));
    if (r.has(kRows)) expect(r, "hs", first.hs, wide(expected.hs));
    if (r.cell == 1) expect(r, "c", first.c, wide(expected.c));
    if (r.cell == 1 && r.has(kKeeps)) expect(r, "cs", first.cs, wide(expected.cs));
    if (r.cell && r.has(kKeeps)) expect(r, "gates", first.gates, wide(expected.gates));
    backwards(r, expected);
    check_backwards(r, expected);
    tenfold_set_threads(3);
    second = expected;
    backwards(r, second);
    if (!same_numbers(second.dz, expected.dz) || !same_numbers(second.dh0, expected.dh0)) fail("three threads give other numbers", r);
    second = first;
    forwards(r, second);
    if (!same_numbers(second.h, first.h)) fail("three threads give other numbers", r);
  }
}

void check_recurrent_refusals() {
  const Recurrent plain{1, 2, 3, 4, 1, 2, kRows};
  for (int i = 0; i < 7; i++) {
    for (int64_t value : {int64_t{-1}, int64_t{1} << 31, INT64_MAX, INT64_MIN}) {
      Recurrent r = plain;
      Operands o = random_operands(plain);
      (&r.cell)[i] = value;
      float* in[] = {o.projected.data(), o.kernel.data(), o.h0.data(), o.c0.data()};
      const int64_t in_sizes[] = {96, 64, 12, 12}, out_sizes[] = {24, 12, 12};
      float* out[] = {o.hs.data(), o.h.data(), o.c.data()};
      if (!tenfold_run("recurrence", &r.cell, 7, in, in_sizes, 4, out, out_sizes, 3)) fail("was not refused", r);
    }
  }
}

}  // namespace
