// What passes between the doors (Python's ctypes, XLA) and the kernels: arrays, geometry, workers.
#pragma once

#include <cstdint>
#include <cstring>

// What the library shows to those who load it; everything else stays inside.
#if defined(_WIN32)
#define TENFOLD_VISIBLE extern "C" __declspec(dllexport)
#else
#define TENFOLD_VISIBLE extern "C" __attribute__((visibility("default")))
#endif

// Never a function of its own: one that is compiled for one instruction set might be linked into another's code.
#define TENFOLD_INLINE inline __attribute__((always_inline))

namespace tenfold {

// `size` float32 elements, one after the other.
struct Array {
  float* data;
  int64_t size;
};

constexpr int64_t kBias = 1, kRelu = 2, kSums = 4;  // flags of a geometry

// Windows that slide over up to three spatial axes of channels-last arrays, as tenfold/ops/conv/windows.py has them.
// Fewer axes have ones in front. Tap k of window o lies at input position o * stride + k * dilation - before.
struct Geometry {
  int64_t batch, in[3], channels, out[3], outputs, kernel[3], stride[3], dilation[3], before[3], groups, flags;

  TENFOLD_INLINE int64_t depth() const { return channels / groups; }
  TENFOLD_INLINE int64_t outputs_of_group() const { return outputs / groups; }
  TENFOLD_INLINE int64_t taps() const { return kernel[0] * kernel[1] * kernel[2]; }
  TENFOLD_INLINE int64_t pixels() const { return out[0] * out[1] * out[2]; }
  TENFOLD_INLINE int64_t input_pixels() const { return in[0] * in[1] * in[2]; }
  TENFOLD_INLINE bool has_bias() const { return flags & kBias; }
  TENFOLD_INLINE bool has_relu() const { return flags & kRelu; }
  TENFOLD_INLINE bool sums() const { return flags & kSums; }  // where the mean is taken without it
};

constexpr int64_t kGeometryLength = 23;
constexpr int64_t kMostArrays = 128;  // that go into a kernel, or come out of one

constexpr int64_t kSimple = 0, kLstm = 1, kGru = 2;                                             // cells
constexpr int64_t kLinear = 0, kTanh = 1, kSigmoid = 2, kReluOf = 3, kHardSigmoid = 4;           // activations
constexpr int64_t kSelu = 5, kElu = 6;                                                          // those of layers alone
constexpr int64_t kMasked = 1, kDropped = 2, kRecurrentBias = 4, kKeeps = 8, kRows = 16, kPerGate = 32;  // flags of a recurrence

// A recurrence over time, as tenfold/ops/recurrent has it: the numbers that its two kernels take in a geometry's place.
struct Recurrence {
  int64_t cell, time, batch, units, activation, recurrent_activation, flags;

  TENFOLD_INLINE bool has(int64_t flag) const { return flags & flag; }
  TENFOLD_INLINE int64_t gates() const { return cell == kSimple ? 1 : cell == kLstm ? 4 : 3; }
  TENFOLD_INLINE int64_t kept() const { return cell == kSimple ? 0 : 4; }  // in units, of what the way back needs
  TENFOLD_INLINE int64_t state() const { return batch * units; }
};

constexpr int64_t kRecurrenceLength = 7;

// Where random numbers begin, as the state of a tf.random.Generator has it.
struct RandomStream {
  uint64_t low, high, key;
};

constexpr int64_t kFirstTurned = 1, kSecondTurned = 2, kAddsBias = 4, kEndsInRelu = 8;  // flags of a product
constexpr int64_t kForBias = 1, kForInput = 2;                                         // flags of a product's gradients
constexpr int64_t kThrough = 128;      // of a product: what it gives is multiplied by an activation's slope
constexpr int64_t kActivation = 256;   // flags from here on are the number of an activation

// Matrices (rows, depth) and (depth, columns), whose product has rows and columns. A turned one lies in memory by columns.
struct Matrices {
  int64_t rows, depth, columns, flags;

  TENFOLD_INLINE bool has(int64_t flag) const { return flags & flag; }
  TENFOLD_INLINE int64_t activation() const { return flags / kActivation; }
};

// Rows of `width` float32 that are named by number (int32, where arrays say float32): `count` of them, of a table of
// `size` rows.
struct NamedRows {
  int64_t size, width, count;
  float share;  // of the table, that it loses
};

// Steps of an optimizer on so many variables, and the numbers that all share.
struct Steps {
  int64_t count;
  float numbers[3];
};

constexpr int64_t kStepsWorth = int64_t{3} << 18;  // numbers that change in steps which are worth waking threads for

// A loop over rows that know nothing of each other: in each step all instructions are done, to every row. They work on
// registers, which hold a vector for each row. The numbers that it takes in a geometry's place: rows, steps, how many
// registers, inputs, outputs and instructions there are, then the registers' widths, the operands and the instructions.
struct RowLoop {
  // An input or output. kMatrix: (count, width). kVector: (width), in register `at` for every row when the loop begins.
  // kAtEnds: (rows, width), in register `at` when it begins or ends. kEachStep: (count, rows, width), of which step t has
  // row first + step * t.
  struct Operand {
    int64_t kind, width, count, at, first, step;
  };
  enum Kind { kMatrix, kVector, kAtEnds, kEachStep };

  // What is put into register `to`; of kStore an output. Other numbers are registers, but where said otherwise.
  struct Instruction {
    int64_t code, to, a, b, how, count;
  };
  enum Code {
    kLoad,     // input a
    kStore,    // a
    kProduct,  // a times the matrix that is input b
    kMove,     // a
    kColumns,  // `count` columns of a from column b on, to column `how` on
    kSpread,   // a, one column, in all columns
    kSum, kMost,  // of a's columns
    kSelect,   // a where `how` is not 0, else b
    kNegative, kTanhOf, kSigmoidOf, kExponential, kSquareRoot, kSize,  // of a
    kAdd, kSubtract, kMultiply, kDivide, kMaximum, kMinimum, kLess, kLessEqual, kEqual, kUnequal,  // a and b
    kCodes
  };
  enum How { kRegisters, kNumberFirst, kNumberSecond };  // whether a or b of two is a number, in bits

  int64_t rows, steps, registers, inputs, outputs, instructions;
  const int64_t *widths, *operands, *code;

  static constexpr int64_t kOperand = 6, kInstruction = 6;

  TENFOLD_INLINE const Operand& input(int64_t i) const { return reinterpret_cast<const Operand*>(operands)[i]; }
  TENFOLD_INLINE const Operand& output(int64_t i) const { return reinterpret_cast<const Operand*>(operands)[inputs + i]; }
  TENFOLD_INLINE const Instruction& instruction(int64_t i) const { return reinterpret_cast<const Instruction*>(code)[i]; }

  // Multiplications, and what else takes as long.
  TENFOLD_INLINE double work() const {
    double each = 0;
    for (int64_t i = 0; i < instructions; i++) {
      const Instruction& one = instruction(i);
      const double width = one.code == kStore ? widths[one.a] : widths[one.to];
      each += one.code == kProduct ? width * static_cast<double>(input(one.b).count) : 4 * width;
    }
    return each * static_cast<double>(rows) * static_cast<double>(steps);
  }

  TENFOLD_INLINE static float number(int64_t bits) {
    const int32_t low = static_cast<int32_t>(bits);
    float found;
    std::memcpy(&found, &low, sizeof found);
    return found;
  }
};

// Rows of a loss' elements, and whether their mean is wanted in place of their sum.
struct LossRows {
  int64_t rows, columns, mean;
};

// Who runs the parts of a kernel. A part may run on any thread, in any order; results must not depend on either.
class Workers {
 public:
  virtual ~Workers() = default;
  // How many threads may take part, the caller included: for choosing how finely to divide what is independent,
  // never for how sums are divided.
  virtual int64_t count() const = 0;
  // Whether one of them is awake and idle, so that little work is worth sharing.
  virtual bool awake() const { return false; }
  // part(what, i) for each i < parts; returns when all are done. The first exception of a part is thrown here.
  virtual void run(int64_t parts, void (*part)(void* what, int64_t i), void* what) = 0;
};

// Memory of this thread for the length of a block. What it gives back is kept for the next one, up to a bound.
class Scratch {
 public:
  explicit Scratch(int64_t elements);  // throws std::bad_alloc
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  TENFOLD_INLINE float* data() const { return data_; }

 private:
  float* data_;
  int64_t bytes_;
};

// A kernel that pools too finds the geometry of that behind its own: (&geometry)[1].
using Run = void (*)(const Geometry&, const Array* inputs, const Array* outputs, Workers&);

using RunRecurrence = void (*)(const Recurrence&, const Array* inputs, const Array* outputs, Workers&);

using RunRandom = void (*)(const RandomStream&, float* to, int64_t count, Workers&);

using RunRows = void (*)(const NamedRows&, const Array* inputs, const Array* outputs, Workers&);

using RunProduct = void (*)(const Matrices&, const Array* inputs, const Array* outputs, Workers&);

using RunSteps = void (*)(const Steps&, const Array* inputs, const Array* outputs, Workers&);
using RunRowLoop = void (*)(const RowLoop&, const Array* inputs, const Array* outputs, Workers&);

using RunLoss = void (*)(const LossRows&, const Array* inputs, const Array* outputs, Workers&);

// The kernels compiled for one instruction set, in the order of `kKernels` in entry.cc; those without a geometry behind
// them.
struct Kernels {
  Run conv, conv_backprop_input, conv_backprop_filter, conv_backprop_filter_pooled;
  Run max_pool, max_pool_grad, avg_pool, avg_pool_grad;
  RunRecurrence recurrence, recurrence_grad;
  RunRandom random_uniform;
  RunRows sum_rows, fade_rows;
  RunProduct product, product_grads;
  RunSteps adam_steps, sgd_steps;
  RunRowLoop row_loop;
  RunLoss sigmoid_loss, sigmoid_loss_grad;
};

extern const Kernels kernels_avx512, kernels_avx2, kernels_portable;

// Runs a kernel on the instruction set in use, every argument checked before a pointer is touched.
// nullptr, or what is wrong (valid until this thread's next call).
const char* run_checked(const char* kernel, const int64_t* geometry, int64_t length, const Array* inputs,
                        int64_t n_inputs, const Array* outputs, int64_t n_outputs, Workers&);

}  // namespace tenfold
