"""Packages that programs import beside TensorFlow, and what does their work here. A table: package -> clause.

Each needs TensorFlow or Keras themselves, so that to install it does not help, unless its clause says so.
Asked only where no package of the name is installed.
"""

_ADDONS = "tf.keras has its losses, metrics and optimizers that were kept (AdamW, Lamb, F1Score, GroupNormalization)"
COMPANIONS = {
    "keras_applications": "planned: known architectures; until then build the layers, and load their weights with "
    "load_weights",
    "keras_contrib": _ADDONS,
    "keras_cv": "it was written for Keras 3's own operations; tf.keras.layers has RandomFlip and its like, "
    "tf.image the rest",
    "keras_hub": "it was written for Keras 3's own operations; load weights of your own with load_weights",
    "keras_nlp": "it was written for Keras 3's own operations; tf.keras.layers has TextVectorization and "
    "MultiHeadAttention",
    "keras_tuner": "loop over sklearn.model_selection.ParameterSampler, and build and fit a model for each",
    "kerastuner": "loop over sklearn.model_selection.ParameterSampler, and build and fit a model for each",
    "tensorboard": "TensorBoard reads what tf.summary and tf.keras.callbacks.TensorBoard write, and is a package "
    "of its own: "
    "pip install 'tenfold[board]'",
    "tensorboardX": "tf.summary.create_file_writer and tf.summary.scalar write the same files",
    "tensorflow_addons": _ADDONS,
    "tensorflow_core": "the package's inside, under TensorFlow 1.15's name: import tensorflow instead",
    "tensorflow_datasets": "planned for the data sets that Keras has; until then tf.keras.datasets, "
    "tf.data.Dataset and "
    "tf.keras.utils.image_dataset_from_directory",
    "tensorflow_decision_forests": "scikit-learn, XGBoost and LightGBM grow trees",
    "tensorflow_estimator": "planned: estimators; until then tf.keras.Model with compile and fit does the work",
    "tensorflow_gan": "write the two steps with tf.GradientTape",
    "tensorflow_graphics": "write the transformations with tf.linalg and tf.image",
    "tensorflow_hub": "its models are SavedModel folders, which are planned; until then build the layers, and "
    "load weights "
    "with load_weights",
    "tensorflow_io": "tf.data.Dataset.from_generator takes what a reader of the format gives (pandas, pyarrow, h5py)",
    "tensorflow_model_optimization": "weights can be pruned in a callback, and quantised by a converter; Tenfold "
    "does neither",
    "tensorflow_probability": "planned for the distributions that programs use; until then scipy.stats, or "
    "log_prob written out",
    "tensorflow_ranking": "write the loss over lists as a function of y_true and y_pred",
    "tensorflow_text": "tf.strings, and tf.keras.layers.TextVectorization, split and count words",
    "tensorflow_transform": "tf.keras.layers.Normalization, StringLookup and Discretization have adapt",
    "tensorflowjs": "it converts files that TensorFlow wrote, and needs TensorFlow for it",
    "tensorlayer": "tf.keras.layers has the layers",
    "tf_agents": "write the steps with tf.GradientTape",
    "tf_slim": "planned, as tf.contrib.slim; until then tf.keras.layers does the work",
    "tflearn": "it was written for TensorFlow 1's contrib; tf.keras.Sequential does the work",
    "tflite_runtime": "it runs TensorFlow Lite's models, which are not Tenfold's",
}
