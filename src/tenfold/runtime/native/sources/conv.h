// Convolutions forward and backward to their inputs, each as correlations.
#pragma once

#include "correlation.h"
#include "depthwise.h"
#include "few_outputs.h"
#include "folded.h"
#include "packing.h"
#include "winograd.h"
#include "winograd_filter.h"

namespace tenfold {
namespace {

TENFOLD_INLINE bool channelwise(const Geometry& g) { return g.groups > 1 && g.groups == g.channels; }

// Of a row-major array with `channels` last: elements from one position along each axis to the next.
TENFOLD_INLINE void steps_of(const int64_t (&sizes)[3], int64_t channels, int64_t (&steps)[3]) {
  steps[2] = channels;
  steps[1] = sizes[2] * steps[2];
  steps[0] = sizes[1] * steps[1];
}

// The convolution in the way that is fastest for its sizes. Where numbers are not finite the direct way says which.
bool convolve(const Correlation& c, Workers& workers) {
  if (!by_few_outputs(c, workers) && !by_winograd(c, workers)) correlate(c, workers);
  return true;
}

// `way(correlation, workers)` says how a correlation is done, and gives whether it was.
template <typename Way>
bool conv_in(const Way& way, const Geometry& g, const Array* inputs, const Array* outputs, Workers& workers) {
  Correlation c{};
  c.batch = g.batch, c.groups = g.groups, c.depth = g.depth(), c.outputs = g.outputs_of_group();
  for (int i = 0; i < 3; i++) {
    c.in[i] = g.in[i], c.out[i] = g.out[i], c.kernel[i] = g.kernel[i];
    c.stride[i] = g.stride[i], c.dilation[i] = g.dilation[i], c.before[i] = g.before[i];
  }
  if (!g.taps() || !g.input_pixels()) {  // the bias alone
    c.depth = 0;
    for (int i = 0; i < 3; i++) c.kernel[i] = 1, c.before[i] = 0, c.in[i] = c.out[i];
  }
  steps_of(g.out, g.outputs, c.y_step);
  c.y_batch = g.pixels() * g.outputs;
  const Packing packing{c.taps() * c.depth, c.outputs};
  Scratch weights(g.groups * packing.group());
  pack_forward(inputs[1].data, g.groups, packing, workers, weights.data());
  c.x = inputs[0].data, c.weights = weights.data(), c.y = outputs[0].data;
  c.bias = g.has_bias() ? inputs[2].data : nullptr, c.relu = g.has_relu();
  return way(c, workers);
}

// Whether it was done as one of a folded image.
bool conv_by_folding(const Geometry& g, const Array* inputs, const Array* outputs, Workers& workers) {
  const Folded folded(g, false);
  if (!folded.pays()) return false;
  Scratch image(folded.image_size()), filters(folded.filters_size());
  folded.fold_image(inputs[0].data, image.data(), workers);
  folded.fold_filters(inputs[1].data, filters.data());
  Array given[3] = {{image.data(), folded.image_size()}, {filters.data(), folded.filters_size()}};
  if (g.has_bias()) given[2] = inputs[2];
  const auto way = [&](const Correlation& c, Workers& w) { return Winograd<3>(c, w, folded.folds()).run(); };
  return conv_in(way, folded.small(), given, outputs, workers);
}

void conv(const Geometry& g, const Array* inputs, const Array* outputs, Workers& workers) {
  if (!outputs[0].size) return;
  if (channelwise(g)) return depthwise_forward(g, inputs, outputs, workers);
  if (!conv_by_folding(g, inputs, outputs, workers)) conv_in(convolve, g, inputs, outputs, workers);
}

// w, dy[, bias] -> dx. Each phase of the inputs is a correlation of dy.
template <typename Way>
bool backprop_phase(const Way& way, const Geometry& g, const Phase (&phases)[3], const Array* inputs, float* dx,
                    Workers& workers) {
  Correlation c{};
  c.batch = g.batch, c.groups = g.groups, c.depth = g.outputs_of_group(), c.outputs = g.depth();
  int64_t steps[3];
  steps_of(g.in, g.channels, steps);
  c.y = dx, c.y_batch = g.input_pixels() * g.channels;
  for (int i = 0; i < 3; i++) {
    c.in[i] = g.out[i], c.out[i] = phases[i].inputs, c.kernel[i] = phases[i].count;
    c.stride[i] = 1, c.dilation[i] = larger(1, phases[i].dilation), c.before[i] = phases[i].before;
    c.y += phases[i].origin * steps[i], c.y_step[i] = g.stride[i] * steps[i];
  }
  if (!c.taps() || !g.pixels()) {  // no window sees these: zeros, or the bias alone
    c.depth = 0;
    for (int i = 0; i < 3; i++) c.kernel[i] = 1, c.before[i] = 0, c.in[i] = c.out[i];
  }
  const Packing packing{c.taps() * c.depth, c.outputs};
  Scratch weights(g.groups * packing.group());
  if (c.depth) pack_backward(inputs[0].data, g, phases, packing, workers, weights.data());
  clear_rests(g.groups, packing, weights.data());
  c.x = inputs[1].data, c.weights = weights.data();
  c.bias = g.has_bias() ? inputs[2].data : nullptr, c.relu = g.has_relu();
  return way(c, workers);
}

template <typename Way>
bool backprop_in(const Way& way, const Geometry& g, const Array* inputs, float* dx, Workers& workers) {
  int64_t counts[3];  // of phases: the inputs between which `stride` others lie see the same taps
  for (int a = 0; a < 3; a++) counts[a] = smaller(g.stride[a], g.in[a]);
  for (int64_t i = 0; i < counts[0] * counts[1] * counts[2]; i++) {
    const int64_t origins[3] = {i / counts[2] / counts[1], i / counts[2] % counts[1], i % counts[2]};
    Phase phases[3];
    for (int a = 0; a < 3; a++) {
      phases[a] = phase_of(origins[a], g.in[a], g.kernel[a], g.stride[a], g.dilation[a], g.before[a]);
    }
    if (!backprop_phase(way, g, phases, inputs, dx, workers)) return false;
  }
  return true;
}

// Whether all phases were found as one folded image.
bool backprop_by_folding(const Geometry& g, const Array* inputs, float* dx, Workers& workers) {
  const Folded folded(g, true);
  if (!folded.pays()) return false;
  Scratch image(folded.image_size()), filters(folded.filters_size());
  folded.fold_filters(inputs[0].data, filters.data());
  const Array given[2] = {{filters.data(), folded.filters_size()}, inputs[1]};
  const auto way = [&](const Correlation& c, Workers& w) { return Winograd<3>(c, w, {}, folded.folds()).run(); };
  if (!backprop_in(way, folded.small(), given, image.data(), workers)) return false;
  folded.unfold_image(image.data(), g.has_bias() ? inputs[2].data : nullptr, dx, workers);
  return true;
}

void conv_backprop_input(const Geometry& g, const Array* inputs, const Array* outputs, Workers& workers) {
  if (!outputs[0].size) return;
  if (channelwise(g)) return depthwise_backprop_input(g, inputs, outputs, workers);
  float* dx = outputs[0].data;
  if (!backprop_by_folding(g, inputs, dx, workers)) backprop_in(convolve, g, inputs, dx, workers);
}

void conv_backprop_filter(const Geometry& g, const Array* inputs, const Array* outputs, Workers& workers) {
  if (channelwise(g)) return depthwise_backprop_filter(g, inputs, outputs, workers);
  if (!filter_by_folding(g, inputs, outputs, workers)) backprop_filter(g, inputs, outputs, workers);
}

// The same where the convolution's result y was pooled: x, y, what the pooling gave and its gradient -> dw[, db]. The
// gradient of y, which nobody else wants, is never in memory as a whole.
void conv_backprop_filter_pooled(const Geometry& g, const Array* inputs, const Array* outputs, Workers& workers) {
  const Geometry& pooling = (&g)[1];
  float* db = g.has_bias() ? outputs[1].data : nullptr;
  if (!channelwise(g) && !winograd_filter_pays(g) && !Folded(g, false).pays() && inputs[1].size && outputs[0].size) {
    const MaxPoolGrad gradient(pooling, inputs + 1);
    return FilterGradient(g, inputs[0].data, nullptr, &gradient, outputs[0].data, db, workers).run();
  }
  Scratch memory(inputs[1].size);
  const Array dy{memory.data(), inputs[1].size}, both[2] = {inputs[0], dy};
  max_pool_grad(pooling, inputs + 1, &dy, workers);
  conv_backprop_filter(g, both, outputs, workers);
}

}  // namespace
}  // namespace tenfold
