"""Names of Keras's mixed precision, in the spellings of Keras 2, of its `experimental` days, and of Keras 3."""

NAMES = {
    "keras.mixed_precision.policy": {
        "Policy": (
            "keras.mixed_precision.Policy keras.mixed_precision.DTypePolicy keras.DTypePolicy "
            "keras.dtype_policies.DTypePolicy keras.dtype_policies.FloatDTypePolicy"
        ),
        "PolicyV1": "keras.mixed_precision.experimental.Policy",
        "deserialize": "keras.dtype_policies.deserialize",
        "get": "keras.dtype_policies.get",
        "get_layer_policy": "keras.mixed_precision.experimental.get_layer_policy",
        "global_policy": (
            "keras.mixed_precision.global_policy keras.mixed_precision.experimental.global_policy "
            "keras.mixed_precision.dtype_policy keras.config.dtype_policy"
        ),
        "serialize": "keras.dtype_policies.serialize",
        "set_global_policy": (
            "keras.mixed_precision.set_global_policy keras.mixed_precision.experimental.set_policy "
            "keras.mixed_precision.set_dtype_policy keras.config.set_dtype_policy"
        ),
    },
    "keras.mixed_precision.loss_scale": {
        "DynamicLossScale": "mixed_precision.experimental.DynamicLossScale",
        "FixedLossScale": "mixed_precision.experimental.FixedLossScale",
    },
    "keras.optimizers.loss_scale_optimizer": {
        "LossScaleOptimizer": "keras.mixed_precision.LossScaleOptimizer keras.optimizers.LossScaleOptimizer",
        "LossScaleOptimizerV1": "keras.mixed_precision.experimental.LossScaleOptimizer",
    },
}

V1 = {
    "keras.mixed_precision.loss_scale": {
        "DynamicLossScale": "mixed_precision.DynamicLossScale",
        "FixedLossScale": "mixed_precision.FixedLossScale",
    },
}
