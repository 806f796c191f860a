"""Names of the ops in `ops/nn/`."""

NAMES = {
    "ops.nn.activations": {
        "log_sigmoid": "math.log_sigmoid nn.log_sigmoid",
        "relu": "nn.relu",
        "relu6": "nn.relu6",
        "leaky_relu": "nn.leaky_relu",
        "elu": "nn.elu",
        "selu": "nn.selu",
        "gelu": "nn.gelu",
        "silu": "nn.silu nn.swish",
        "softsign": "nn.softsign math.softsign",
        "sigmoid": "sigmoid nn.sigmoid math.sigmoid",
        "tanh": "tanh nn.tanh math.tanh",
        "softplus": "nn.softplus math.softplus",
        "crelu": "nn.crelu",
    },
    "ops.nn.softmax": {"softmax": "nn.softmax math.softmax", "log_softmax": "nn.log_softmax math.log_softmax"},
    "ops.nn.bias": {"bias_add": "nn.bias_add"},
    "ops.nn.losses": {
        "softmax_cross_entropy_with_logits": "nn.softmax_cross_entropy_with_logits",
        "sparse_softmax_cross_entropy_with_logits": "nn.sparse_softmax_cross_entropy_with_logits",
        "sigmoid_cross_entropy_with_logits": "nn.sigmoid_cross_entropy_with_logits",
        "weighted_cross_entropy_with_logits": "nn.weighted_cross_entropy_with_logits",
        "log_poisson_loss": "nn.log_poisson_loss",
        "compute_average_loss": "nn.compute_average_loss",
        "scale_regularization_loss": "nn.scale_regularization_loss",
        "l2_loss": "nn.l2_loss",
    },
    "ops.nn.normalization": {
        "moments": "nn.moments",
        "batch_normalization": "nn.batch_normalization",
        "batch_norm_with_global_normalization": "nn.batch_norm_with_global_normalization",
    },
    "ops.nn.response_normalization": {"local_response_normalization": "nn.local_response_normalization nn.lrn"},
    "ops.nn.embedding": {
        "embedding_lookup": "nn.embedding_lookup",
        "embedding_lookup_sparse": "nn.embedding_lookup_sparse",
    },
    "ops.nn.safe_embedding": {"safe_embedding_lookup_sparse": "nn.safe_embedding_lookup_sparse"},
    "ops.nn.ctc_loss": {
        "ctc_loss": "nn.ctc_loss",
        "collapse_repeated": "nn.collapse_repeated",
        "ctc_unique_labels": "nn.ctc_unique_labels",
    },
    "ops.nn.ctc_decode": {
        "ctc_greedy_decoder": "nn.ctc_greedy_decoder",
        "ctc_beam_search_decoder": "nn.ctc_beam_search_decoder",
    },
    "ops.nn.dropout": {
        "dropout": "nn.dropout",
        "general_dropout": "nn.experimental.general_dropout",
        "stateless_dropout": "nn.experimental.stateless_dropout",
    },
    "ops.nn.candidates": {
        "uniform_candidate_sampler": "random.uniform_candidate_sampler",
        "log_uniform_candidate_sampler": "random.log_uniform_candidate_sampler",
        "all_candidate_sampler": "random.all_candidate_sampler nn.all_candidate_sampler",
        "compute_accidental_hits": "nn.compute_accidental_hits",
    },
    "ops.nn.sampled_losses": {"nce_loss": "nn.nce_loss", "sampled_softmax_loss": "nn.sampled_softmax_loss"},
    "ops.nn.moments": {
        "sufficient_statistics": "nn.sufficient_statistics",
        "normalize_moments": "nn.normalize_moments",
        "weighted_moments": "nn.weighted_moments",
    },
}

V1 = {
    "ops.nn.safe_embedding": {"safe_embedding_lookup_sparse_v1": "nn.safe_embedding_lookup_sparse"},
    "ops.nn.activations": {"log_sigmoid": "log_sigmoid"},
    "ops.nn.losses": {"softmax_cross_entropy_with_logits": "nn.softmax_cross_entropy_with_logits_v2"},
    "ops.nn.normalization": {"fused_batch_norm": "nn.fused_batch_norm"},
    "ops.nn.dropout": {"dropout_v1": "nn.dropout"},
    "ops.nn.embedding": {
        "embedding_lookup_v1": "nn.embedding_lookup",
        "embedding_lookup_sparse_v1": "nn.embedding_lookup_sparse",
    },
    "ops.nn.ctc_loss": {"ctc_loss_v1": "nn.ctc_loss", "ctc_loss": "nn.ctc_loss_v2"},
    "ops.nn.ctc_decode": {
        "ctc_beam_search_decoder_v1": "nn.ctc_beam_search_decoder",
        "ctc_beam_search_decoder": "nn.ctc_beam_search_decoder_v2",
    },
    "ops.nn.candidates": {
        "uniform_candidate_sampler": "nn.uniform_candidate_sampler",
        "log_uniform_candidate_sampler": "nn.log_uniform_candidate_sampler",
    },
    "ops.nn.sampled_losses": {"nce_loss_v1": "nn.nce_loss", "sampled_softmax_loss_v1": "nn.sampled_softmax_loss"},
}
