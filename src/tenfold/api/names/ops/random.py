"""Names of the ops in `ops/random/`."""

NAMES = {
    "ops.random.sobol": {"sobol_sample": "math.sobol_sample"},
    "ops.random.seeds": {"set_seed": "random.set_seed"},
    "ops.random.stateful": {
        "uniform": "random.uniform",
        "normal": "random.normal",
        "truncated_normal": "random.truncated_normal",
        "shuffle": "random.shuffle",
        "categorical": "random.categorical",
        "gamma": "random.gamma",
        "poisson": "random.poisson",
    },
    "ops.random.stateless": {
        "Algorithm": "random.Algorithm random.experimental.Algorithm",
        "stateless_uniform": "random.stateless_uniform",
        "stateless_normal": "random.stateless_normal",
        "stateless_truncated_normal": "random.stateless_truncated_normal",
        "stateless_gamma": "random.stateless_gamma",
        "stateless_poisson": "random.stateless_poisson",
        "stateless_binomial": "random.stateless_binomial",
        "stateless_categorical": "random.stateless_categorical",
        "stateless_shuffle": "random.experimental.stateless_shuffle",
        "index_shuffle": "random.experimental.index_shuffle",
        "keyed_index_shuffle": "random_index_shuffle",
        "split": "random.split random.experimental.stateless_split",
        "fold_in": "random.fold_in random.experimental.stateless_fold_in",
    },
    "ops.random.generator": {
        "Generator": "random.Generator random.experimental.Generator",
        "create_rng_state": "random.create_rng_state random.experimental.create_rng_state",
        "get_global_generator": "random.get_global_generator random.experimental.get_global_generator",
        "set_global_generator": "random.set_global_generator random.experimental.set_global_generator",
    },
}

V1 = {
    "ops.random.seeds": {
        "set_random_seed": "set_random_seed random.set_random_seed",
        "get_seed": "get_seed random.get_seed",
    },
    "ops.random.stateful": {
        "uniform": "random_uniform",
        "normal": "random_normal",
        "truncated_normal": "truncated_normal",
        "shuffle": "random_shuffle",
        "gamma": "random_gamma",
        "random_poisson_v1": "random_poisson random.poisson",
        "multinomial": "multinomial random.multinomial",
    },
    "ops.random.stateless": {"stateless_multinomial": "random.stateless_multinomial"},
}
