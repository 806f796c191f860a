"""Good calls of `keras.utils`, `keras.preprocessing`, `keras.saving`, `keras.backend`."""

import numpy as np
from bad.calls import made

from tenfold.testing.cases import case, f32, ints, pos

ROWS, ROW_LABELS = np.arange(24, dtype="float32").reshape(12, 2), np.arange(12)
IMAGE = np.arange(48, dtype="float32").reshape(4, 4, 3)


@made
def tokenizer(tf):
    out = tf.keras.preprocessing.text.Tokenizer()
    out.fit_on_texts(["a b", "b c"])
    return out


@made
def images(tf):
    return tf.keras.preprocessing.image.ImageDataGenerator()


BACKEND = """
    K.dot(x, y) | K.batch_dot(b, b, axes=1) | K.transpose(x) | K.max(x, axis=1) | K.min(x, axis=1) | K.sum(x, axis=1)
    K.prod(x, axis=1) | K.cumsum(x, axis=1) | K.cumprod(x, axis=1) | K.var(x, axis=1) | K.std(x, axis=1)
    K.mean(x, axis=1) | K.any(x, axis=1) | K.all(x, axis=1) | K.argmax(x, axis=1) | K.argmin(x, axis=1) | K.square(x)
    K.abs(x) | K.sqrt(x) | K.exp(x) | K.log(x) | K.logsumexp(x, axis=1) | K.round(x) | K.sign(x) | K.pow(x, 2)
    K.clip(x, 0.0, 1.0) | K.equal(x, x) | K.greater(x, x) | K.maximum(x, x) | K.sin(x) | K.cos(x)
    K.concatenate([x, x], axis=1) | K.reshape(x, (3, 2)) | K.permute_dimensions(x, (1, 0)) | K.repeat_elements(x, 2, 1)
    K.repeat(x, 2) | K.arange(0, 5, 1) | K.tile(x, (1, 2)) | K.flatten(x) | K.batch_flatten(b) | K.expand_dims(x, 1)
    K.squeeze(b[:1], 0) | K.temporal_padding(b, (1, 1)) | K.spatial_2d_padding(i) | K.spatial_3d_padding(v)
    K.stack([x, x], axis=0) | K.one_hot([1, 2], 3) | K.reverse(x, 0) | K.relu(x, alpha=0.1) | K.elu(x) | K.softmax(x)
    K.softplus(x) | K.softsign(x) | K.sigmoid(x) | K.hard_sigmoid(x) | K.tanh(x) | K.dropout(x, 0.5)
    K.l2_normalize(x, 1)
    K.in_top_k(x, [1, 0], 1) | K.conv1d(b, k1) | K.conv2d(i, k2) | K.conv3d(v, k3) | K.pool2d(i, (2, 2))
    K.pool3d(v, (2, 2, 2))
    K.separable_conv2d(i, k2, p2) | K.depthwise_conv2d(i, k2) | K.bias_add(i, bias) | K.random_normal((2, 2))
    K.random_uniform((2, 2)) | K.random_bernoulli((2, 2)) | K.truncated_normal((2, 2)) | K.ctc_batch_cost(l, p, n, m)
    K.ctc_decode(p, [4, 4]) | K.categorical_crossentropy(x, x) | K.sparse_categorical_crossentropy([1, 0], x)
    K.binary_crossentropy(x, x) | K.gather(x, [0, 1]) | K.shape(x) | K.int_shape(x) | K.ndim(x) | K.cast(x, 'int32')
    K.zeros((2, 2)) | K.ones((2, 2)) | K.eye(2) | K.zeros_like(x) | K.ones_like(x) | K.constant([1.0])
    K.variable([1.0])
    K.eval(x) | K.get_value(x) | K.set_value(w, [1.0]) | K.batch_set_value([(w, [1.0])]) | K.update(w, [1.0])
    K.update_add(w, [1.0]) | K.moving_average_update(w, [1.0], 0.9) | K.switch(True, x, x) | K.in_train_phase(x, x)
    K.in_test_phase(x, x) | K.map_fn(K.square, x) | K.foldl(K.maximum, x) | K.foldr(K.maximum, x) | K.rnn(step, b, [s])
    K.batch_normalization(x, bias, bias, bias, bias) | K.normalize_batch_in_training(x, bias, bias, [0])
    K.resize_images(i, 2, 2, 'channels_last') | K.resize_volumes(v, 2, 2, 2, 'channels_last')
    K.local_conv1d(b, lk, (2,), (1,))
    K.is_sparse(x) | K.to_dense(x) | K.placeholder((2,)) | K.is_keras_tensor(x) | K.dtype(x) | K.count_params(x)
    K.name_scope('a') | K.get_uid('a') | K.learning_phase() | K.cast_to_floatx([1.0]) | K.stop_gradient(x)
    K.print_tensor(x)
    K.identity(x) | K.gradients(x, [x]) | K.function([x], [x]) | K.not_equal(x, x) | K.less(x, x) | K.minimum(x, x)
""".replace("K.", "tf.keras.backend.")

OPERANDS = {
    "x": pos(2, 3),
    "y": pos(3, 2),
    "b": pos(2, 4, 3),
    "i": pos(1, 4, 4, 3),
    "v": pos(1, 3, 3, 3, 2),
    "k1": f32(2, 3, 2),
    "k2": f32(2, 2, 3, 2),
    "k3": f32(2, 2, 2, 2, 2),
    "p2": f32(1, 1, 6, 2),
    "lk": f32(3, 6, 2),
    "bias": pos(3),
    "s": pos(2, 3),
    "l": ints([[1, 2], [0, 1]]),
    "p": pos(2, 4, 4),
    "n": ints([[4], [4]]),
    "m": ints([[2], [2]]),
}


@made
def w(tf):
    return tf.Variable([2.0])


@made
def step(tf):
    return lambda x, states: (x, [x + states[0]])


def _backend():
    for text in BACKEND.replace("\n", "|").split("|"):
        if text.strip():
            inputs = text[text.index("(") :]
            words = set("".join(c if c.isalnum() else " " for c in inputs).split())
            extra = {n: v for n, v in (("w", w), ("step", step)) if n in words}
            yield case(text.strip(), **{n: v for n, v in OPERANDS.items() if n in words}, **extra)


CASES = [
    *_backend(),
    case("tf.keras.utils.to_categorical([0, 1, 2], num_classes=3)"),
    case("tf.keras.utils.normalize(x)", x=np.ones((2, 3), "float32")),
    case("tf.keras.utils.pad_sequences([[1, 2], [3]], maxlen=3)"),
    case("tf.keras.utils.split_dataset([1, 2, 3, 4], left_size=0.5)"),
    case("tf.keras.utils.timeseries_dataset_from_array(x, y, 3)", x=ROWS, y=ROW_LABELS),
    case("tf.keras.utils.image_dataset_from_directory('missing')"),
    case("tf.keras.utils.text_dataset_from_directory('missing')"),
    case("tf.keras.utils.audio_dataset_from_directory('missing')"),
    case("tf.keras.utils.set_random_seed(3)"),
    case("tf.keras.utils.get_source_inputs(x)", x=made(lambda tf: tf.keras.layers.Dense(1)(tf.keras.Input((2,))))),
    case("tf.keras.utils.get_registered_name(tf.keras.layers.Dense)"),
    case("tf.keras.utils.get_registered_object('Dense')"),
    case("tf.keras.utils.register_keras_serializable('pack', 'name')"),
    case("tf.keras.utils.serialize_keras_object(o)", o=made(lambda tf: tf.keras.layers.Dense(1))),
    case(
        "tf.keras.utils.deserialize_keras_object({'class_name': 'Dense', 'config': {'units': 1}}, d)",
        d=made(lambda tf: {"Dense": tf.keras.layers.Dense}),
    ),
    case("tf.keras.utils.custom_object_scope({'a': abs})"),
    case("tf.keras.utils.load_img('missing.png')"),
    case("tf.keras.utils.img_to_array(x)", x=IMAGE),
    case("tf.keras.utils.array_to_img(x)", x=IMAGE),
    case("tf.keras.utils.save_img('a.png', x)", x=IMAGE),
    case("tf.keras.utils.get_file('a', 'file:///missing')"),
    case(
        "tf.keras.utils.plot_model(m)",
        m=made(lambda tf: tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])),
    ),
    case(
        "tf.keras.utils.model_to_dot(m)",
        m=made(lambda tf: tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])),
    ),
    case("tf.keras.utils.unpack_x_y_sample_weight((1, 2))"),
    case("tf.keras.utils.pack_x_y_sample_weight(1, 2)"),
    case("tf.keras.utils.SidecarEvaluatorModelExport('a', 'b')"),
    case("tf.keras.preprocessing.sequence.pad_sequences([[1, 2], [3]])"),
    case("tf.keras.preprocessing.sequence.skipgrams([1, 2, 3], 4)"),
    case("tf.keras.preprocessing.sequence.make_sampling_table(4)"),
    case("tf.keras.preprocessing.sequence.TimeseriesGenerator(x, y, 3)", x=ROWS, y=ROW_LABELS),
    case("tf.keras.preprocessing.text.Tokenizer()"),
    case("tf.keras.preprocessing.text.one_hot('a b', 5)"),
    case("tf.keras.preprocessing.text.hashing_trick('a b', 5)"),
    case("tf.keras.preprocessing.text.text_to_word_sequence('a b')"),
    case("tf.keras.preprocessing.text.tokenizer_from_json(t.to_json())", t=tokenizer),
    case("t.fit_on_texts(['a b'])", t=tokenizer),
    case("t.fit_on_sequences([[1, 2]])", t=tokenizer),
    case("t.texts_to_sequences(['a b'])", t=tokenizer),
    case("t.sequences_to_texts([[1, 2]])", t=tokenizer),
    case("t.texts_to_matrix(['a b'], mode='count')", t=tokenizer),
    case("t.sequences_to_matrix([[1, 2]], mode='count')", t=tokenizer),
    case("tf.keras.preprocessing.image.ImageDataGenerator()"),
    case("g.flow(x, y)", g=images, x=IMAGE[None], y=np.ones(1)),
    case("g.fit(x)", g=images, x=IMAGE[None]),
    case("g.random_transform(x)", g=images, x=IMAGE),
    case("g.apply_transform(x, {'theta': 10})", g=images, x=IMAGE),
    case("g.standardize(x)", g=images, x=IMAGE),
    case("g.flow_from_directory('missing')", g=images),
    *[
        case(f"tf.keras.preprocessing.image.{text}", x=IMAGE)
        for text in (
            "random_rotation(x, 10)",
            "random_shift(x, 0.1, 0.1)",
            "random_shear(x, 10)",
            "random_zoom(x, (0.9, 1.1))",
            "random_brightness(x, (0.9, 1.1))",
            "random_channel_shift(x, 1.0)",
            "apply_affine_transform(x, theta=10)",
            "apply_channel_shift(x, 1.0)",
            "apply_brightness_shift(x, 1.0)",
            "smart_resize(x, (2, 2))",
        )
    ],
    case("tf.keras.backend.set_epsilon(1e-7)"),
    case("tf.keras.backend.set_floatx('float32')"),
    case("tf.keras.backend.set_image_data_format('channels_last')"),
    case("tf.keras.mixed_precision.set_global_policy('float32')"),
    case("tf.keras.saving.load_model('missing.keras')"),
]
