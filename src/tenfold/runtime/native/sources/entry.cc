// The C interface: kernels by name, and the choice of an instruction set.
#include <atomic>
#include <cstdio>
#include <cstring>
#include <exception>
#include <initializer_list>
#include <new>

#include "geometry.h"
#include "job.h"
#include "workers.h"

namespace tenfold {
namespace {

// A kernel, its operands by the letters of `elements_of` ('q': what pooling its result gives, as a second geometry says),
// and the flags that it knows. That for a bias appends one to `biased`: of as many elements as there are channels of
// what is convolved ('c') where the result is that, else of the outputs ('b').
struct Kernel {
  const char* name;
  Run Kernels::*run;
  const char *inputs, *outputs;
  int64_t flags;
  enum { nothing, input, output } biased;
};

const Kernel kKernels[] = {
    {"conv", &Kernels::conv, "xw", "y", kBias | kRelu, Kernel::input},
    {"conv_backprop_input", &Kernels::conv_backprop_input, "wy", "x", kBias | kRelu, Kernel::input},
    {"conv_backprop_filter", &Kernels::conv_backprop_filter, "xy", "w", kBias, Kernel::output},
    {"conv_backprop_filter_pooled", &Kernels::conv_backprop_filter_pooled, "xyqq", "w", kBias, Kernel::output},
    {"max_pool", &Kernels::max_pool, "x", "p", 0, Kernel::nothing},
    {"max_pool_grad", &Kernels::max_pool_grad, "xpp", "x", kRelu, Kernel::nothing},
    {"avg_pool", &Kernels::avg_pool, "x", "p", kSums, Kernel::nothing},
    {"avg_pool_grad", &Kernels::avg_pool_grad, "p", "x", 0, Kernel::nothing},
};

struct InstructionSet {
  const char* name;
  const Kernels* kernels;
  bool (*runs_here)();
};

#if defined(TENFOLD_EVERYWHERE)  // tests: each set is compiled with flags that the machine at hand has
bool supported() { return true; }
const InstructionSet kSets[] = {
    {"avx512", &kernels_avx512, supported},
    {"avx2", &kernels_avx2, supported},
    {"portable", &kernels_portable, supported},
};
#elif defined(__x86_64__) && defined(__GNUC__)
const InstructionSet kSets[] = {
    {"avx512", &kernels_avx512,
     [] {
       return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
              __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma");
     }},
    {"avx2", &kernels_avx2, [] { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }},
    {"portable", &kernels_portable, [] { return true; }},
};
#else
const InstructionSet kSets[] = {{"portable", &kernels_portable, [] { return true; }}};
#endif

const InstructionSet* best() {
#if defined(__x86_64__) && defined(__GNUC__)
  __builtin_cpu_init();  // this runs before main does
#endif
  for (const auto& set : kSets) {
    if (set.runs_here()) return &set;
  }
  return nullptr;
}

std::atomic<const InstructionSet*> in_use{best()};

thread_local char message[512];

template <typename... Values>
const char* complaint(const char* format, Values... values) {
  std::snprintf(message, sizeof message, format, values...);
  return message;
}

const Kernel* find(const char* name) {
  for (const auto& kernel : kKernels) {
    if (!std::strcmp(kernel.name, name)) return &kernel;
  }
  return nullptr;
}

bool pools_result(const Kernel& kernel) { return std::strchr(kernel.inputs, 'q') != nullptr; }

// The second geometry: of pooling what the first gives, over two spatial axes at most.
const char* read_pooling(const int64_t* numbers, const Geometry& g, Geometry* pooling) {
  if (const char* wrong = read_geometry(numbers, kGeometryLength, pooling)) return wrong;
  bool fits = pooling->batch == g.batch && pooling->channels == g.outputs && pooling->outputs == g.outputs;
  for (int i = 0; i < 3; i++) fits = fits && pooling->in[i] == g.out[i];
  return fits && g.out[0] == 1 && !(pooling->flags & ~kRelu) ? nullptr : "the windows of pooling do not fit";
}

const char* check_arrays(const Geometry* g, const char* operands, char bias, const Array* arrays, int64_t count,
                         const char* role) {
  const int64_t named = static_cast<int64_t>(std::strlen(operands)), expected = named + (bias != 0);
  if (count != expected) {
    return complaint("%lld %ss are expected, %lld were given", static_cast<long long>(expected), role,
                     static_cast<long long>(count));
  }
  for (int64_t i = 0; i < count; i++) {
    const char operand = i < named ? operands[i] : bias;
    const int64_t elements = operand == 'q' ? elements_of(g[1], 'p') : elements_of(g[0], operand);
    if (elements < 0) return complaint("%s %lld would be too large", role, static_cast<long long>(i));
    if (arrays[i].size != elements) {
      return complaint("%s %lld has %lld elements, the geometry says %lld", role, static_cast<long long>(i),
                       static_cast<long long>(arrays[i].size), static_cast<long long>(elements));
    }
    if (elements && (!arrays[i].data || reinterpret_cast<uintptr_t>(arrays[i].data) % alignof(float))) {
      return complaint("%s %lld is no aligned memory", role, static_cast<long long>(i));
    }
  }
  return nullptr;
}

// What `run` throws, as what is said of it.
template <typename Run>
const char* guarded(const char* name, const Run& run) {
  try {
    run();
  } catch (const std::bad_alloc&) {
    return complaint("%s: out of memory", name);
  } catch (const std::exception& error) {
    return complaint("%s: %.200s", name, error.what());
  }
  return nullptr;
}

const char* run_recurrence(const char* name, bool back, const int64_t* numbers, int64_t length, const Array* inputs,
                           int64_t n_inputs, const Array* outputs, int64_t n_outputs, Workers& workers) {
  Recurrence r;
  if (const char* wrong = read_recurrence(numbers, length, &r)) return complaint("%s: %s", name, wrong);
  if (!recurrence_fits(r, back, inputs, n_inputs, outputs, n_outputs)) {
    return complaint("%s: the arrays are not those that its numbers say", name);
  }
  const Kernels& kernels = *in_use.load()->kernels;
  return guarded(name, [&] { (back ? kernels.recurrence_grad : kernels.recurrence)(r, inputs, outputs, workers); });
}

// A stream's three numbers, in bits, as six float32 -> as many numbers as `numbers` says.
const char* run_random(const int64_t* numbers, int64_t length, const Array* inputs, int64_t n_inputs,
                       const Array* outputs, int64_t n_outputs, Workers& workers) {
  RandomStream stream;
  constexpr int64_t words = sizeof stream / sizeof(float);
  if (!numbers || length != 1 || n_inputs != 1 || n_outputs != 1 || inputs[0].size != words || !inputs[0].data ||
      numbers[0] < 0 || outputs[0].size != numbers[0] || (numbers[0] && !outputs[0].data)) {
    return complaint("random_uniform: it makes as many numbers as its geometry says, of a stream");
  }
  std::memcpy(&stream, inputs[0].data, sizeof stream);
  return guarded("random_uniform", [&] {
    if (numbers[0]) in_use.load()->kernels->random_uniform(stream, outputs[0].data, numbers[0], workers);
  });
}

// Whether arrays have as many elements as said.
bool arrays_have(const Array* arrays, int64_t count, std::initializer_list<int64_t> sizes) {
  if (count != static_cast<int64_t>(sizes.size())) return false;
  for (const int64_t size : sizes) {
    if (arrays->size != size || (size && !arrays->data)) return false;
    arrays++;
  }
  return true;
}

// The table's rows, their length, how many are given, and for `fade_rows` the share in bits.
const char* run_rows(const char* name, bool fades, const int64_t* numbers, int64_t length, const Array* inputs,
                     int64_t n_inputs, const Array* outputs, int64_t n_outputs, Workers& workers) {
  constexpr int64_t most = int64_t{1} << 31;
  bool fits = numbers && length == 4;
  for (int i = 0; fits && i < 3; i++) fits = numbers[i] >= 0 && numbers[i] < most;
  if (!fits || numbers[0] * numbers[1] >= most << 8) return complaint("%s: its numbers are no sizes", name);
  NamedRows r{numbers[0], numbers[1], numbers[2], 0};
  const int32_t bits = static_cast<int32_t>(numbers[3]);
  std::memcpy(&r.share, &bits, sizeof bits);
  const int64_t rows = r.count * r.width, table = r.size * r.width;
  fits = fades ? arrays_have(inputs, n_inputs, {table, r.count, rows, 1}) && arrays_have(outputs, n_outputs, {table})
               : arrays_have(inputs, n_inputs, {rows, r.count}) && arrays_have(outputs, n_outputs, {rows, r.count});
  if (!fits) return complaint("%s: the arrays are not those that its numbers say", name);
  const Kernels& kernels = *in_use.load()->kernels;
  return guarded(name, [&] { (fades ? kernels.fade_rows : kernels.sum_rows)(r, inputs, outputs, workers); });
}

// Rows, depth, columns and flags. `product`: two matrices[, a bias][, an activation's result] -> their product. `product_grads`: the first of them
// and the product's gradient[, the second] -> the gradients of the second[, of the bias][, of the first].
const char* run_product(const char* name, bool grads, const int64_t* numbers, int64_t length, const Array* inputs,
                        int64_t n_inputs, const Array* outputs, int64_t n_outputs, Workers& workers) {
  constexpr int64_t most = int64_t{1} << 31;
  const int64_t known = grads ? kForBias | kForInput : kFirstTurned | kSecondTurned | kAddsBias | kEndsInRelu | kThrough;
  bool fits = numbers && length == 4 && numbers[3] >= 0 && numbers[3] < kActivation * (kElu + 1);
  fits = fits && !(numbers[3] % kActivation & ~known);
  for (int i = 0; fits && i < 3; i++) fits = numbers[i] > 0 && numbers[i] < most;
  if (!fits) return complaint("%s: its numbers are no sizes and flags", name);
  const Matrices m{numbers[0], numbers[1], numbers[2], numbers[3]};
  const int64_t first = m.rows * m.depth, second = m.depth * m.columns, result = m.rows * m.columns;
  const Array *in = inputs, *out = outputs, *in_end = inputs + n_inputs, *out_end = outputs + n_outputs;
  const auto is = [&fits](const Array*& array, const Array* end, int64_t size) {
    fits = fits && array < end && array->size == size && array->data;
    array++;
  };
  is(in, in_end, first);
  is(in, in_end, grads ? result : second);
  if (grads ? m.has(kForInput) : m.has(kAddsBias)) is(in, in_end, grads ? second : m.columns);
  if (!grads && m.has(kThrough)) is(in, in_end, result);
  is(out, out_end, grads ? second : result);
  if (grads && m.has(kForBias)) is(out, out_end, m.columns);
  if (grads && m.has(kForInput)) is(out, out_end, first);
  if (!fits || in != in_end || out != out_end) {
    return complaint("%s: the arrays are not those that its numbers say", name);
  }
  const Kernels& kernels = *in_use.load()->kernels;
  return guarded(name, [&] { (grads ? kernels.product_grads : kernels.product)(m, inputs, outputs, workers); });
}

// How many variables, and three numbers in bits that all share. For each: a gradient; a variable and its `slots`; then the
// rate, and whether the step has failed -> what the variables and slots become.
const char* run_steps(const char* name, int64_t slots, RunSteps Kernels::*run, const int64_t* numbers, int64_t length,
                      const Array* inputs, int64_t n_inputs, const Array* outputs, int64_t n_outputs,
                      Workers& workers) {
  Steps s{};
  bool fits = numbers && length == 4 && numbers[0] > 0 && numbers[0] <= kMostArrays;
  if (fits) s.count = numbers[0];
  const int64_t cells = (slots + 1) * s.count;
  fits = fits && n_inputs == s.count + cells + 2 && n_outputs == cells && arrays_have(inputs + n_inputs - 2, 2, {1, 1});
  for (int64_t i = 0; fits && i < cells; i++) {
    const int64_t size = inputs[i / (slots + 1)].size;
    for (const Array& array : {inputs[i / (slots + 1)], inputs[s.count + i], outputs[i]}) {
      fits = fits && array.size == size && (!size || array.data);
    }
  }
  if (!fits) return complaint("%s: the arrays are not those that its numbers say", name);
  for (int i = 0; i < 3; i++) {
    const int32_t bits = static_cast<int32_t>(numbers[1 + i]);
    std::memcpy(&s.numbers[i], &bits, sizeof bits);
  }
  return guarded(name, [&] { (in_use.load()->kernels->*run)(s, inputs, outputs, workers); });
}

// Rows, columns, whether the mean is wanted. `sigmoid_loss`: labels, logits -> a number for each row.
// `sigmoid_loss_grad`: such numbers, labels, logits -> the gradient.
const char* run_loss(const char* name, bool grad, const int64_t* numbers, int64_t length, const Array* inputs,
                     int64_t n_inputs, const Array* outputs, int64_t n_outputs, Workers& workers) {
  constexpr int64_t most = int64_t{1} << 31;
  bool fits = numbers && length == 3 && numbers[0] > 0 && numbers[1] > 0 && numbers[0] < most && numbers[1] < most;
  if (!fits) return complaint("%s: its numbers are no sizes", name);
  const LossRows r{numbers[0], numbers[1], numbers[2]};
  const int64_t all = r.rows * r.columns;
  fits = grad ? arrays_have(inputs, n_inputs, {r.rows, all, all}) && arrays_have(outputs, n_outputs, {all})
              : arrays_have(inputs, n_inputs, {all, all}) && arrays_have(outputs, n_outputs, {r.rows});
  if (!fits) return complaint("%s: the arrays are not those that its numbers say", name);
  const Kernels& kernels = *in_use.load()->kernels;
  return guarded(name, [&] { (grad ? kernels.sigmoid_loss_grad : kernels.sigmoid_loss)(r, inputs, outputs, workers); });
}

struct OptimizerKernel {
  const char* name;
  int64_t slots;
  RunSteps Kernels::*run;
};

const OptimizerKernel kOptimizers[] = {{"adam_steps", 2, &Kernels::adam_steps}, {"sgd_steps", 0, &Kernels::sgd_steps}};

const char* run_row_loop(const int64_t* numbers, int64_t length, const Array* inputs, int64_t n_inputs,
                         const Array* outputs, int64_t n_outputs, Workers& workers) {
  RowLoop loop;
  const char* wrong = read_row_loop(numbers, length, inputs, n_inputs, outputs, n_outputs, &loop);
  if (wrong) return complaint("row_loop: %s", wrong);
  return guarded("row_loop", [&] { in_use.load()->kernels->row_loop(loop, inputs, outputs, workers); });
}

}  // namespace

const char* run_checked(const char* name, const int64_t* numbers, int64_t length, const Array* inputs, int64_t n_inputs,
                        const Array* outputs, int64_t n_outputs, Workers& workers) {
  for (bool back : {false, true}) {
    if (name && !std::strcmp(name, back ? "recurrence_grad" : "recurrence")) {
      return run_recurrence(name, back, numbers, length, inputs, n_inputs, outputs, n_outputs, workers);
    }
  }
  if (name && !std::strcmp(name, "random_uniform")) {
    return run_random(numbers, length, inputs, n_inputs, outputs, n_outputs, workers);
  }
  for (bool fades : {false, true}) {
    if (name && !std::strcmp(name, fades ? "fade_rows" : "sum_rows")) {
      return run_rows(name, fades, numbers, length, inputs, n_inputs, outputs, n_outputs, workers);
    }
  }
  for (bool grads : {false, true}) {
    if (name && !std::strcmp(name, grads ? "product_grads" : "product")) {
      return run_product(name, grads, numbers, length, inputs, n_inputs, outputs, n_outputs, workers);
    }
  }
  for (bool grad : {false, true}) {
    if (name && !std::strcmp(name, grad ? "sigmoid_loss_grad" : "sigmoid_loss")) {
      return run_loss(name, grad, numbers, length, inputs, n_inputs, outputs, n_outputs, workers);
    }
  }
  for (const OptimizerKernel& known : kOptimizers) {
    if (name && !std::strcmp(name, known.name)) {
      return run_steps(name, known.slots, known.run, numbers, length, inputs, n_inputs, outputs, n_outputs, workers);
    }
  }
  if (name && !std::strcmp(name, "row_loop")) {
    return run_row_loop(numbers, length, inputs, n_inputs, outputs, n_outputs, workers);
  }
  const Kernel* kernel = name ? find(name) : nullptr;
  if (!kernel) return complaint("there is no kernel %.100s", name ? name : "without a name");
  Geometry both[2];
  const Geometry& g = both[0];
  const bool pooled = pools_result(*kernel);
  const char* wrong = !numbers                                   ? "there is no geometry"
                      : length != kGeometryLength * (1 + pooled) ? "a geometry has 23 numbers"
                                                                 : read_geometry(numbers, kGeometryLength, both);
  if (!wrong && pooled) wrong = read_pooling(numbers + kGeometryLength, g, both + 1);
  if (wrong) return complaint("%s: %s", name, wrong);
  if (g.flags & ~kernel->flags) return complaint("%s: a flag says what it does not do", name);
  const bool pools = !std::strchr(kernel->inputs, 'w') && !std::strchr(kernel->outputs, 'w');
  if (pools && g.channels != g.outputs) return complaint("%s: pooling keeps the number of channels", name);
  const char bias = !g.has_bias() ? 0 : kernel->outputs[0] == 'x' ? 'c' : 'b';
  wrong = check_arrays(both, kernel->inputs, kernel->biased == Kernel::input ? bias : 0, inputs, n_inputs, "input");
  const char bias_out = kernel->biased == Kernel::output ? bias : 0;
  if (!wrong) wrong = check_arrays(both, kernel->outputs, bias_out, outputs, n_outputs, "output");
  if (wrong) return wrong;
  return guarded(name, [&] { (in_use.load()->kernels->*(kernel->run))(g, inputs, outputs, workers); });
}

}  // namespace tenfold

using tenfold::Array;

namespace {

// Whether there are sizes and places of so many arrays.
bool listed(float* const* arrays, const int64_t* sizes, int64_t count) {
  return count >= 0 && count <= tenfold::kMostArrays && (!count || (arrays && sizes));
}

}  // namespace

// Runs a kernel on first gear's threads. nullptr, or what is wrong (valid until this thread's next call).
TENFOLD_VISIBLE const char* tenfold_run(const char* kernel, const int64_t* geometry, int64_t length,
                                        float* const* inputs, const int64_t* input_sizes, int64_t n_inputs,
                                        float* const* outputs, const int64_t* output_sizes, int64_t n_outputs) {
  if (!listed(inputs, input_sizes, n_inputs) || !listed(outputs, output_sizes, n_outputs)) return "too many arrays";
  Array in[tenfold::kMostArrays], out[tenfold::kMostArrays];
  for (int64_t i = 0; i < n_inputs; i++) in[i] = {inputs[i], input_sizes[i]};
  for (int64_t i = 0; i < n_outputs; i++) out[i] = {outputs[i], output_sizes[i]};
  return tenfold::run_checked(kernel, geometry, length, in, n_inputs, out, n_outputs, tenfold::pool());
}

TENFOLD_VISIBLE const char* tenfold_instruction_set() { return tenfold::in_use.load()->name; }

// What tells the sources from which this was compiled from others; compiling.py says it.
#define TENFOLD_QUOTED(text) #text
#define TENFOLD_AS_TEXT(macro) TENFOLD_QUOTED(macro)
TENFOLD_VISIBLE const char* tenfold_sources() { return TENFOLD_AS_TEXT(TENFOLD_SOURCES); }

// The names of those that this machine can run, the fastest first, with spaces between.
TENFOLD_VISIBLE const char* tenfold_instruction_sets() {
  thread_local char names[64];
  names[0] = 0;
  for (const auto& set : tenfold::kSets) {
    if (!set.runs_here()) continue;
    if (names[0]) std::strcat(names, " ");
    std::strcat(names, set.name);
  }
  return names;
}

// nullptr, or why not.
TENFOLD_VISIBLE const char* tenfold_use(const char* name) {
  if (!name) return "there is no instruction set without a name";
  for (const auto& set : tenfold::kSets) {
    if (std::strcmp(set.name, name)) continue;
    if (!set.runs_here()) return "this processor does not have it";
    tenfold::in_use = &set;
    return nullptr;
  }
  return "there is no instruction set of this name";
}

TENFOLD_VISIBLE void tenfold_set_threads(int64_t count) { tenfold::set_pool_threads(count); }
TENFOLD_VISIBLE int64_t tenfold_threads() { return tenfold::pool_threads(); }

// From here on this thread takes numbers that are almost zero for zero, as XLA's threads do. What it did before, for
// `tenfold_set_float_mode`.
TENFOLD_VISIBLE int64_t tenfold_flush() {
  const uint64_t mode = tenfold::float_mode();
  tenfold::set_float_mode(tenfold::flushing(mode));
  return static_cast<int64_t>(mode);
}

TENFOLD_VISIBLE void tenfold_set_float_mode(int64_t mode) { tenfold::set_float_mode(static_cast<uint64_t>(mode)); }
