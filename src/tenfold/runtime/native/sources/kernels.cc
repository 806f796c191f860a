// All kernels for the instruction set that TENFOLD_ISA names: this file is compiled once for each.
#include "calls.h"
#include "conv.h"
#include "losses.h"
#include "pooling.h"
#include "product.h"
#include "random.h"
#include "recurrence_grad.h"
#include "row_loop.h"
#include "rows.h"
#include "steps.h"

namespace tenfold {

extern const Kernels TENFOLD_JOIN(kernels_, TENFOLD_ISA) = {
    conv, conv_backprop_input, conv_backprop_filter, conv_backprop_filter_pooled,
    max_pool, max_pool_grad, avg_pool, avg_pool_grad,
    recurrence, recurrence_grad, random_uniform,
    sum_rows, fade_rows,
    product, product_grads,
    adam_steps, sgd_steps,
    row_loop,
    sigmoid_loss, sigmoid_loss_grad,
};

}  // namespace tenfold
