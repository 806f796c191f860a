"""Names of the ops in `ops/autodiff/`."""

NAMES = {
    "ops.autodiff.jacobians": {"GradientTape": "GradientTape autodiff.GradientTape"},
    "ops.autodiff.gradients": {
        "AggregationMethod": "AggregationMethod",
        "UnconnectedGradients": "UnconnectedGradients",
        "gradients": "gradients",
        "hessians": "hessians",
        "ForwardAccumulator": "autodiff.ForwardAccumulator",
    },
    "ops.autodiff.custom_gradient": {
        "custom_gradient": "custom_gradient",
        "grad_pass_through": "grad_pass_through",
        "recompute_grad": "recompute_grad",
        "RegisterGradient": "RegisterGradient",
        "no_gradient": "no_gradient",
    },
}

V1 = {
    "ops.autodiff.custom_gradient": {"no_gradient": "NotDifferentiable NoGradient no_gradient"},
}
