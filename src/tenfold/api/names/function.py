"""Names of `tf.function` and what is around it."""

NAMES = {
    "function.function": {
        "function": "function",
        "run_functions_eagerly": "config.run_functions_eagerly config.experimental_run_functions_eagerly",
        "functions_run_eagerly": "config.functions_run_eagerly config.experimental_functions_run_eagerly",
    },
    "function.types": {
        name: f"types.experimental.{name}"
        for name in (
            "AtomicFunction Callable GenericFunction PolymorphicFunction SupportsTracingProtocol TensorLike TraceType"
        ).split()
    },
    "function.printing": {"FunctionType": "types.experimental.FunctionType"},
    "function.autograph.conversion": {"do_not_convert": "autograph.experimental.do_not_convert"},
    "function.autograph.public": {
        "Feature": "autograph.experimental.Feature",
        "set_loop_options": "autograph.experimental.set_loop_options",
        "set_verbosity": "autograph.set_verbosity",
        "to_code": "autograph.to_code",
        "to_graph": "autograph.to_graph",
        "trace": "autograph.trace",
    },
    "function.concrete": {"ConcreteFunction": "types.experimental.ConcreteFunction"},
}
V1 = {"v1.autograph": {"to_code": "autograph.to_code", "to_graph": "autograph.to_graph"}}
