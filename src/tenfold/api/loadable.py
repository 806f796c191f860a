"""The public functions that a model file may name: of tensors alone, by module and attribute.

An op of the table stands for itself, unless it is marked `outside`. Functions are made of ops and Python, so each is
listed: what is not here never comes from a file. Left out are those that take Python functions (`map_fn`, `cond`),
reach files or processes, print, change what the program holds (seeds, switches, variables), or give no tensors.
"""

import importlib

from tenfold.api.namespaces import table
from tenfold.api.spellings import respelled
from tenfold.core.calls.op import Op
from tenfold.ops.public import lookup

LOADABLE = {
    "keras.activations": (
        "elu exponential gelu hard_sigmoid leaky_relu linear mish relu relu6 selu sigmoid softmax softplus softsign "
        "swish tanh"
    ),
    "core.values.convert": "convert_to_tensor",
    "ops.nn.activations": "crelu gelu leaky_relu log_sigmoid silu softsign",
    "ops.math.arithmetic": "div divide truediv",
    "ops.arrays.basics": (
        "cast concat constant ensure_shape eye fill ones ones_like parallel_stack rank shape_n size split "
        "stack unstack zeros zeros_like"
    ),
    "ops.arrays.bits": "saturate_cast",
    "ops.arrays.space_to_depth": "batch_to_space space_to_batch",
    "ops.nn.candidates": (
        "all_candidate_sampler compute_accidental_hits log_uniform_candidate_sampler uniform_candidate_sampler"
    ),
    "ops.math.clipping": "clip_by_average_norm clip_by_global_norm clip_by_norm clip_by_value global_norm l2_normalize",
    "ops.math.complex_numbers": "from_parts imaginary_part real_part",
    "ops.conv.conv_transpose": (
        "atrous_conv2d_transpose conv1d_transpose conv2d_transpose conv3d_transpose conv_transpose"
    ),
    "ops.conv.convolution": (
        "atrous_conv2d conv1d conv2d conv3d convolution depthwise_conv2d depthwise_conv2d_backprop_filter "
        "depthwise_conv2d_backprop_input separable_conv2d"
    ),
    "ops.signal.cosine": "dct idct inverse_mdct mdct",
    "ops.math.bincount": "bincount confusion_matrix histogram_fixed_width histogram_fixed_width_bins",
    "ops.bytes.csv": "decode_csv decode_csv_v1",
    "ops.nn.ctc_decode": "ctc_beam_search_decoder ctc_beam_search_decoder_v1 ctc_greedy_decoder",
    "ops.nn.ctc_loss": "collapse_repeated ctc_loss ctc_loss_v1 ctc_unique_labels",
    "ops.checks.debugging": "assert_all_finite check_numerics verify_tensor_all_finite",
    "ops.linalg.decompositions": "lu_matrix_inverse lu_reconstruct lu_solve",
    "ops.linalg.diagonals": "diag diag_part set_diag trace",
    "ops.nn.dropout": "dropout dropout_v1 stateless_dropout",
    "ops.linalg.einsum": "einsum tensordot",
    "ops.nn.embedding": "embedding_lookup embedding_lookup_sparse embedding_lookup_sparse_v1 embedding_lookup_v1",
    "ops.bytes.files": "decode_compressed decode_raw decode_raw_v1",
    "ops.signal.fourier": (
        "fft fft2d fft3d fftshift ifft ifft2d ifft3d ifftshift irfft irfft2d irfft3d rfft rfft2d rfft3d"
    ),
    "ops.signal.frames": "frame inverse_stft overlap_and_add stft",
    "ops.arrays.gathering": "gather gather_nd scatter_nd",
    "ops.image.boxes": (
        "combined_non_max_suppression draw_bounding_boxes draw_bounding_boxes_v1 non_max_suppression "
        "non_max_suppression_overlaps non_max_suppression_padded non_max_suppression_with_scores"
    ),
    "ops.image.codecs": (
        "adjust_jpeg_quality decode_and_crop_jpeg decode_image decode_jpeg decode_webp encode_jpeg encode_png"
    ),
    "ops.image.color": (
        "adjust_brightness adjust_contrast adjust_gamma adjust_hue adjust_saturation convert_image_dtype "
        "grayscale_to_rgb hsv_to_rgb per_image_standardization rgb_to_grayscale rgb_to_hsv rgb_to_yiq "
        "rgb_to_yuv yiq_to_rgb yuv_to_rgb"
    ),
    "ops.image.crops": (
        "crop_and_resize crop_and_resize_v1 sample_distorted_bounding_box sample_distorted_bounding_box_v1 "
        "stateless_sample_distorted_bounding_box"
    ),
    "ops.image.quality": "image_gradients psnr sobel_edges ssim ssim_multiscale total_variation",
    "ops.image.random": (
        "random_brightness random_contrast random_crop random_flip_left_right random_flip_up_down random_hue "
        "random_jpeg_quality random_saturation stateless_random_brightness stateless_random_contrast "
        "stateless_random_crop stateless_random_flip_left_right stateless_random_flip_up_down "
        "stateless_random_hue stateless_random_jpeg_quality stateless_random_saturation"
    ),
    "ops.image.resize": (
        "resize resize_area resize_bicubic resize_bilinear resize_image_with_pad resize_images "
        "resize_nearest_neighbor resize_with_pad"
    ),
    "ops.image.shapes": (
        "central_crop crop_to_bounding_box extract_image_patches extract_patches flip_left_right flip_up_down "
        "pad_to_bounding_box resize_with_crop_or_pad rot90 transpose"
    ),
    "ops.arrays.one_hot": "one_hot sequence_mask",
    "ops.arrays.joining": "stack unstack",
    "v1.ops.layers": "relu_layer xw_plus_b",
    "ops.linalg.products": "adjoint matmul matvec",
    "ops.nn.losses": (
        "compute_average_loss log_poisson_loss scale_regularization_loss sigmoid_cross_entropy_with_logits "
        "softmax_cross_entropy_with_logits sparse_softmax_cross_entropy_with_logits "
        "weighted_cross_entropy_with_logits"
    ),
    "ops.linalg.matrix_functions": "expm logm",
    "ops.signal.mel": "linear_to_mel_weight_matrix mfccs_from_log_mel_spectrograms",
    "ops.nn.moments": "normalize_moments sufficient_statistics weighted_moments",
    "ops.math.no_nan": "divide_no_nan reciprocal_no_nan",
    "ops.nn.normalization": "batch_norm_with_global_normalization batch_normalization fused_batch_norm moments",
    "ops.linalg.norms": "logdet lstsq matrix_rank norm normalize pinv",
    "ops.arrays.padding": "pad",
    "ops.arrays.partitioning": "dynamic_stitch",
    "ops.conv.patches": "dilation2d erosion2d",
    "ops.conv.pool_argmax": "max_pool_with_argmax",
    "ops.conv.pooling": "avg_pool avg_pool1d avg_pool2d avg_pool3d max_pool max_pool1d max_pool2d max_pool3d pool",
    "ops.ragged.functions": (
        "boolean_mask constant range row_splits_to_segment_ids segment_ids_to_row_splits stack stack_dynamic_partitions"
    ),
    "ops.random.stateful": (
        "categorical gamma multinomial normal poisson random_poisson_v1 shuffle truncated_normal uniform"
    ),
    "ops.arrays.ranges": "linspace meshgrid range",
    "ops.arrays.repeating": "repeat",
    "ops.nn.response_normalization": "local_response_normalization",
    "ops.nn.sampled_losses": "nce_loss nce_loss_v1 sampled_softmax_loss sampled_softmax_loss_v1",
    "ops.arrays.scattering": "tensor_scatter_nd_add tensor_scatter_nd_max tensor_scatter_nd_min tensor_scatter_nd_sub",
    "ops.math.segment": "unsorted_segment_mean unsorted_segment_sqrt_n",
    "ops.arrays.selecting": "boolean_mask where where_v1",
    "ops.sparse.sets": "difference edit_distance intersection size union",
    "ops.arrays.shaping": "broadcast_dynamic_shape broadcast_static_shape",
    "ops.signal.windows": "hamming_window hann_window kaiser_bessel_derived_window kaiser_window vorbis_window",
    "ops.nn.softmax": "log_softmax softmax",
    "ops.linalg.solving": "cholesky_solve",
    "ops.arrays.sorting": "argsort in_top_k searchsorted sort top_k",
    "ops.sparse.entries": (
        "concat convert_to_tensor_or_indexed_slices convert_to_tensor_or_sparse_tensor expand_dims eye "
        "fill_empty_rows from_dense mask reorder reset_shape reshape retain slice sparse_to_dense split "
        "to_dense to_indicator transpose"
    ),
    "ops.sparse.math": (
        "add add_v1 maximum minimum reduce_max reduce_max_sparse reduce_sum reduce_sum_sparse softmax "
        "sparse_dense_matmul"
    ),
    "ops.sparse.segment": (
        "segment_mean segment_sqrt_n segment_sum sparse_segment_mean sparse_segment_sqrt_n sparse_segment_sum"
    ),
    "ops.math.special": "erfcinv lbeta",
    "ops.linalg.spectra": "eig eigh eigvals eigvalsh",
    "ops.state.sources": "identity_n",
    "ops.random.stateless": (
        "fold_in index_shuffle split stateless_binomial stateless_categorical stateless_gamma "
        "stateless_multinomial stateless_normal stateless_poisson stateless_shuffle "
        "stateless_truncated_normal stateless_uniform"
    ),
    "ops.math.statistics": "count_nonzero reduce_std reduce_variance zero_fraction",
    "ops.strings.hashing": "string_to_hash_bucket to_hash_bucket to_hash_bucket_fast to_hash_bucket_strong",
    "ops.strings.numbers": "as_string string_to_number to_number",
    "ops.strings.splitting": "bytes_split ngrams split split_v1 string_split",
    "ops.strings.editing": (
        "format join length length_v1 lower reduce_join reduce_join_v1 regex_full_match regex_replace substr "
        "substr_v1 unsorted_segment_join upper"
    ),
    "ops.math.composites": "accumulate_n add_n is_non_decreasing is_strictly_increasing polyval scalar_mul",
    "ops.bytes.sparse_tensors": (
        "deserialize_many_sparse serialize_many_sparse serialize_many_sparse_v2 serialize_sparse serialize_sparse_v2"
    ),
    "ops.bytes.tensor_proto": "parse_tensor serialize_tensor",
    "ops.linalg.tridiagonal": "banded_triangular_solve eigh_tridiagonal tridiagonal_matmul tridiagonal_solve",
    "ops.arrays.reversing": "reverse_sequence",
    "ops.strings.unicode": (
        "unicode_decode unicode_decode_with_offsets unicode_encode unicode_split unicode_split_with_offsets "
        "unicode_transcode"
    ),
    "v1.ops.arrays": (
        "batch_gather batch_to_space boolean_mask concat constant depth_to_space expand_dims gather gather_nd "
        "in_top_k matrix_transpose ones_like pad reverse setdiff1d shape size space_to_batch space_to_depth "
        "split transpose zeros_like"
    ),
    "v1.ops.math": (
        "arg_max arg_min argmax argmin bincount confusion_matrix count_nonzero to_bfloat16 to_complex128 "
        "to_complex64 to_double to_float to_int32 to_int64"
    ),
    "v1.ops.nn": (
        "batch_norm_with_global_normalization conv1d conv2d conv2d_backprop_filter conv2d_backprop_input "
        "conv2d_transpose conv3d conv3d_backprop_filter conv3d_transpose convolution_v1 crelu "
        "depthwise_conv2d dilation2d erosion2d max_pool_with_argmax moments_v1 pool separable_conv2d "
        "softmax_cross_entropy_with_logits sufficient_statistics weighted_cross_entropy_with_logits "
        "weighted_moments"
    ),
}
_V1 = "compat.v1."


def loadable(symbol):
    """The op or function of the public name `symbol` ("nn.moments", "compat.v1.concat") that a file may name, or None.

    An op is given whatever it does: the caller looks at its `outside`.
    """
    version, name = ("v1", symbol.removeprefix(_V1)) if symbol.startswith(_V1) else ("v2", symbol)
    module, _, attribute = table(version).get(name, "").partition(":")
    if attribute and (function := loadable_from(module, attribute)) is not None:
        return function
    if not attribute or not module.startswith("tenfold.ops."):
        return None
    found = getattr(importlib.import_module(module), attribute)
    return found if isinstance(found, Op) else None


def loadable_from(module, attribute):
    """The listed function `attribute` of one of our modules, or None."""
    if attribute in LOADABLE.get(module.removeprefix("tenfold."), "").split():
        return respelled(getattr(importlib.import_module(module), attribute))
    return None


lookup.loadable, lookup.loadable_from = loadable, loadable_from
