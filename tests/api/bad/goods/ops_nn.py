"""Good calls of candidate samplers."""

from tenfold.testing.cases import case, ints

TRUE = ints([[1, 2], [3, 4]], "int64")
CASES = [
    *[
        case(
            f"tf.random.{name}(x, num_true=2, num_sampled=3, unique=True, range_max=10, seed=3, name='s')",
            x=TRUE,
        )
        for name in ("uniform_candidate_sampler", "log_uniform_candidate_sampler")
    ],
    case("tf.random.all_candidate_sampler(x, num_true=2, num_sampled=3, unique=True, seed=3, name='s')", x=TRUE),
    case(
        "tf.nn.compute_accidental_hits(x, sampled_candidates=tf.constant([1, 4], tf.int64), num_true=2, seed=3)", x=TRUE
    ),
]
