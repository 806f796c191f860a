// The kernels as their definitions have them: plain loops over windows, in double.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

using Numbers = std::vector<float>;

// The 23 numbers of a geometry, as calls.h lists them.
struct Problem {
  int64_t batch, in[3], channels, out[3], outputs, kernel[3], stride[3], dilation[3], before[3], groups, flags;

  const int64_t* numbers() const { return &batch; }
  int64_t depth() const { return channels / groups; }
  int64_t outputs_of_group() const { return outputs / groups; }
  int64_t input_pixels() const { return batch * in[0] * in[1] * in[2]; }
  int64_t pixels() const { return batch * out[0] * out[1] * out[2]; }
  int64_t taps() const { return kernel[0] * kernel[1] * kernel[2]; }
  int64_t size(char operand) const {
    switch (operand) {
      case 'x': return input_pixels() * channels;
      case 'y': return pixels() * outputs;
      case 'w': return taps() * depth() * outputs;
      case 'c': return channels;
      default: return outputs;
    }
  }
};

constexpr int64_t kLength = 23;
static_assert(sizeof(Problem) == kLength * sizeof(int64_t), "a problem is its numbers");

// What a sum should be, and the sum of its terms' sizes, which says how far rounding may lead it away.
struct Sum {
  double value = 0, size = 0;
  void add(double a, double b) {
    value += a * b;
    size += std::fabs(a * b);
  }
};

using Sums = std::vector<Sum>;

// visit(input pixel, output pixel, tap) wherever a tap of a window meets the input: window by window, taps in order.
template <typename F>
void each_tap(const Problem& p, const F& visit) {
  for (int64_t pixel = 0; pixel < p.pixels(); pixel++) {
    const int64_t o[3] = {pixel / (p.out[1] * p.out[2]) % p.out[0], pixel / p.out[2] % p.out[1], pixel % p.out[2]};
    const int64_t image = pixel / (p.out[0] * p.out[1] * p.out[2]);
    for (int64_t tap = 0; tap < p.taps(); tap++) {
      const int64_t k[3] = {tap / (p.kernel[1] * p.kernel[2]), tap / p.kernel[2] % p.kernel[1], tap % p.kernel[2]};
      int64_t from = image;
      bool inside = true;
      for (int axis = 0; axis < 3; axis++) {
        const int64_t at = o[axis] * p.stride[axis] + k[axis] * p.dilation[axis] - p.before[axis];
        inside = inside && at >= 0 && at < p.in[axis];
        from = from * p.in[axis] + at;
      }
      if (inside) visit(from, pixel, tap);
    }
  }
}

// visit(element of x, of w, of y) for every product of a convolution.
template <typename F>
void each_product(const Problem& p, const F& visit) {
  each_tap(p, [&](int64_t from, int64_t to, int64_t tap) {
    for (int64_t o = 0; o < p.outputs; o++) {
      const int64_t group = o / p.outputs_of_group();
      for (int64_t c = 0; c < p.depth(); c++) {
        visit(from * p.channels + group * p.depth() + c, (tap * p.depth() + c) * p.outputs + o, to * p.outputs + o);
      }
    }
  });
}

inline void apply_relu(const Problem& p, Sums& sums) {
  for (Sum& s : sums) {
    if ((p.flags & 2) && s.value < 0) s.value = 0;
  }
}

inline std::vector<Sums> conv(const Problem& p, const std::vector<Numbers>& in) {
  Sums y(p.size('y'));
  each_product(p, [&](int64_t x, int64_t w, int64_t to) { y[to].add(in[0][x], in[1][w]); });
  for (size_t i = 0; i < y.size() && (p.flags & 1); i++) y[i].add(in[2][i % p.outputs], 1);
  apply_relu(p, y);
  return {y};
}

inline std::vector<Sums> conv_backprop_input(const Problem& p, const std::vector<Numbers>& in) {
  Sums dx(p.size('x'));
  each_product(p, [&](int64_t x, int64_t w, int64_t y) { dx[x].add(in[0][w], in[1][y]); });
  for (size_t i = 0; i < dx.size() && (p.flags & 1); i++) dx[i].add(in[2][i % p.channels], 1);
  apply_relu(p, dx);
  return {dx};
}

inline std::vector<Sums> conv_backprop_filter(const Problem& p, const std::vector<Numbers>& in) {
  Sums dw(p.size('w')), db(p.outputs);
  each_product(p, [&](int64_t x, int64_t w, int64_t y) { dw[w].add(in[0][x], in[1][y]); });
  for (size_t i = 0; i < in[1].size(); i++) db[i % p.outputs].add(in[1][i], 1);
  return p.flags & 1 ? std::vector<Sums>{dw, db} : std::vector<Sums>{dw};
}

// visit(element of x, of y) for every element of a pooling window.
template <typename F>
void each_pooled(const Problem& p, const F& visit) {
  each_tap(p, [&](int64_t from, int64_t to, int64_t) {
    for (int64_t c = 0; c < p.channels; c++) visit(from * p.channels + c, to * p.channels + c);
  });
}

inline Numbers maxima(const Problem& p, const Numbers& x) {
  Numbers y(p.size('y'), -INFINITY);
  each_pooled(p, [&](int64_t from, int64_t to) {
    if (x[from] > y[to] || std::isnan(x[from])) y[to] = x[from];  // NaN stays: nothing is larger
  });
  return y;
}

inline std::vector<Sums> max_pool(const Problem& p, const std::vector<Numbers>& in) {
  Sums y(p.size('y'));
  const Numbers found = maxima(p, in[0]);
  for (size_t i = 0; i < y.size(); i++) y[i].value = found[i];
  return {y};
}

// The first element of a window that equals its maximum gets the window's gradient.
inline std::vector<Sums> max_pool_grad(const Problem& p, const std::vector<Numbers>& in) {
  Sums dx(p.size('x'));
  std::vector<bool> given(p.size('y'));
  each_pooled(p, [&](int64_t from, int64_t to) {
    if (given[to] || in[0][from] != in[1][to]) return;
    given[to] = true;
    dx[from].add(in[2][to], (p.flags & 2) && !(in[1][to] > 0) ? 0 : 1);  // through relu: a product, which keeps NaN
  });
  return {dx};
}

inline std::vector<double> counts(const Problem& p) {
  std::vector<double> found(p.pixels());
  each_tap(p, [&](int64_t, int64_t to, int64_t) { found[to]++; });
  return found;
}

inline std::vector<Sums> avg_pool(const Problem& p, const std::vector<Numbers>& in) {
  Sums y(p.size('y'));
  const auto elements = counts(p);
  each_pooled(p, [&](int64_t from, int64_t to) {
    y[to].add(in[0][from], p.flags & 4 ? 1 : 1 / elements[to / p.channels]);
  });
  return {y};
}

inline std::vector<Sums> avg_pool_grad(const Problem& p, const std::vector<Numbers>& in) {
  Sums dx(p.size('x'));
  const auto elements = counts(p);
  each_pooled(p, [&](int64_t from, int64_t to) { dx[from].add(in[0][to], 1 / elements[to / p.channels]); });
  return {dx};
}
