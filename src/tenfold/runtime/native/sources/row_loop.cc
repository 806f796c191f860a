// What a call says of a loop over rows, read and checked before anything is touched.
#include "geometry.h"

namespace tenfold {
namespace {

using Operand = RowLoop::Operand;
using Instruction = RowLoop::Instruction;

constexpr int64_t kMost = int64_t{1} << 31;      // of a number that is a size
constexpr int64_t kElements = int64_t{1} << 40;  // of one array
constexpr int64_t kRegisters = 4096, kInstructions = 65536;

bool within(int64_t value, int64_t end) { return value >= 0 && value < end; }

// Elements of an operand, -1 where its numbers do not fit.
int64_t elements(const RowLoop& loop, const Operand& o, bool input) {
  if (!within(o.width, kMost) || !within(o.count, kMost)) return -1;
  const int64_t rows = loop.rows, width = o.width;
  switch (o.kind) {
    case RowLoop::kMatrix: return input && width && o.count < kElements / width ? o.count * width : -1;
    case RowLoop::kVector: return input && within(o.at, loop.registers) && loop.widths[o.at] == width ? width : -1;
    case RowLoop::kAtEnds:
      if (!within(o.at, loop.registers) || loop.widths[o.at] != width) return -1;
      return !width || rows < kElements / width ? rows * width : -1;
    case RowLoop::kEachStep: {
      if (!within(o.first, kMost) || o.step <= -kMost || o.step >= kMost) return -1;
      const int64_t last = loop.steps ? o.first + o.step * (loop.steps - 1) : 0;
      if (loop.steps && (!within(o.first, o.count) || !within(last, o.count))) return -1;
      const int64_t all = o.count * (rows ? rows : 1);
      return all < kElements && (!width || all < kElements / width) ? o.count * rows * width : -1;
    }
  }
  return -1;
}

bool fits(const RowLoop& l, const Instruction& i) {
  const auto width = [&](int64_t r) { return within(r, l.registers) ? l.widths[r] : -1; };
  const auto is_input = [&](int64_t at, int64_t kind) { return within(at, l.inputs) && l.input(at).kind == kind; };
  const int64_t to = width(i.to);
  if (i.code == RowLoop::kStore) {
    const bool output = within(i.to, l.outputs) && l.output(i.to).kind == RowLoop::kEachStep;
    return output && width(i.a) == l.output(i.to).width;
  }
  if (to < 0) return false;
  switch (i.code) {
    case RowLoop::kLoad: return is_input(i.a, RowLoop::kEachStep) && l.input(i.a).width == to;
    case RowLoop::kProduct:
      return is_input(i.b, RowLoop::kMatrix) && l.input(i.b).width == to && width(i.a) == l.input(i.b).count && i.a != i.to;
    case RowLoop::kColumns:
      return width(i.a) >= 0 && i.b >= 0 && i.how >= 0 && i.count >= 0 && i.a != i.to && i.count <= width(i.a) &&
             i.b <= width(i.a) - i.count && i.count <= to && i.how <= to - i.count;
    case RowLoop::kSpread: return width(i.a) == 1 && i.a != i.to;
    case RowLoop::kSum:
    case RowLoop::kMost: return to == 1 && width(i.a) >= 1;
    case RowLoop::kSelect: return width(i.a) == to && width(i.b) == to && width(i.how) == to;
  }
  if (!within(i.code, RowLoop::kCodes)) return false;
  if (i.code < RowLoop::kAdd) return width(i.a) == to;
  const bool first = i.how == RowLoop::kNumberFirst || width(i.a) == to;
  return within(i.how, 3) && first && (i.how == RowLoop::kNumberSecond || width(i.b) == to);
}

bool arrays_fit(const RowLoop& loop, const Array* arrays, int64_t count, bool input) {
  if (count != (input ? loop.inputs : loop.outputs)) return false;
  for (int64_t i = 0; i < count; i++) {
    const int64_t size = elements(loop, input ? loop.input(i) : loop.output(i), input);
    if (size < 0 || arrays[i].size != size) return false;
    if (size && (!arrays[i].data || reinterpret_cast<uintptr_t>(arrays[i].data) % alignof(float))) return false;
  }
  return true;
}

}  // namespace

const char* read_row_loop(const int64_t* numbers, int64_t length, const Array* inputs, int64_t n_inputs,
                          const Array* outputs, int64_t n_outputs, RowLoop* loop) {
  constexpr int64_t header = 6;
  if (!numbers || length < header) return "a loop over rows begins with six numbers";
  RowLoop& l = *loop;
  l = {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers + header, nullptr, nullptr};
  if (!within(l.rows, kMost) || !within(l.steps, kMost) || !within(l.registers, kRegisters) ||
      !within(l.inputs, kMostArrays + 1) || !within(l.outputs, kMostArrays + 1) || !within(l.instructions, kInstructions)) {
    return "a size is negative or too large";
  }
  l.operands = l.widths + l.registers;
  l.code = l.operands + (l.inputs + l.outputs) * RowLoop::kOperand;
  if (length != l.code - numbers + l.instructions * RowLoop::kInstruction) return "it has more or fewer numbers than it says";
  int64_t width = 0;
  for (int64_t r = 0; r < l.registers; r++) {
    if (!within(l.widths[r], kMost >> 8)) return "a register is too wide";
    width += l.widths[r];
  }
  if (width >= kMost >> 4) return "its registers are too wide";
  if (!arrays_fit(l, inputs, n_inputs, true) || !arrays_fit(l, outputs, n_outputs, false)) {
    return "the arrays are not those that its numbers say";
  }
  for (int64_t i = 0; i < l.instructions; i++) {
    if (!fits(l, l.instruction(i))) return "an instruction does not fit its registers";
  }
  return nullptr;
}

}  // namespace tenfold
