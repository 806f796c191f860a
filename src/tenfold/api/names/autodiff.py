"""Names of differentiation."""

NAMES = {
    "ops.jacobians": {"GradientTape": "GradientTape autodiff.GradientTape"},
    "ops.autodiff": {
        "AggregationMethod": "AggregationMethod",
        "gradients": "gradients",
        "hessians": "hessians",
        "ForwardAccumulator": "autodiff.ForwardAccumulator",
    },
    "ops.custom_gradient": {
        "custom_gradient": "custom_gradient",
        "grad_pass_through": "grad_pass_through",
        "recompute_grad": "recompute_grad",
        "RegisterGradient": "RegisterGradient",
        "no_gradient": "no_gradient",
    },
}

V1 = {
    "ops.custom_gradient": {"no_gradient": "NotDifferentiable NoGradient no_gradient"},
    "ops.v1_autodiff": {
        "gradients": "gradients",
        "hessians": "hessians",
        "convert_to_tensor": "convert_to_tensor",
        "tuple_": "tuple",
    },
}
