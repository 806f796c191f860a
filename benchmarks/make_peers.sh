#!/bin/sh
# make_peers.sh DIR: what tenfold is measured against, each in an environment of its own under DIR.
#   tf     TensorFlow 2.21 (CPU), TensorBoard, Keras 3, tf_keras (the oracle of the golden values: TF_USE_LEGACY_KERAS=1)
#   jax    Keras 3 on JAX
#   torch  PyTorch (CPU), Keras 3
# Of PyTorch the build for CPUs alone is asked for, which pip finds where its settings name an index that has it
# (PIP_EXTRA_INDEX_URL); else the general build of the same version.
# tf_keras goes in without its dependencies, which would lay full tensorflow over tensorflow-cpu.
set -e
PYTHON=${PYTHON:-python3}
mkdir -p "$1"
cd "$1"
if [ ! -d tf ]; then
    "$PYTHON" -m venv tf
    tf/bin/pip install -q tensorflow-cpu==2.21.0 keras==3.15.1 scikit-learn pillow
    tf/bin/pip install -q --no-deps tf_keras==2.21.0
fi
if ! tf/bin/python -c "import tensorboard" 2> /dev/null; then  # an environment from before event files had a row
    tf/bin/pip install -q tensorboard==2.21.0
fi
if [ ! -d jax ]; then
    "$PYTHON" -m venv jax
    jax/bin/pip install -q jax keras==3.15.1
fi
if [ ! -d torch ]; then
    "$PYTHON" -m venv torch
    torch/bin/pip install -q torch==2.13.0+cpu numpy || torch/bin/pip install -q torch==2.13.0 numpy
    torch/bin/pip install -q keras==3.15.1
fi
