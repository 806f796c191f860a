"""Layers of the family `normalization`."""

import numpy as np
from layer_cases import Case, numbers

CASES = {
    "BatchNormalization rank 2": Case(
        lambda k: k.layers.BatchNormalization(), numbers(6, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization rank 3": Case(
        lambda k: k.layers.BatchNormalization(momentum=0.9), numbers(4, 5, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization rank 4": Case(
        lambda k: k.layers.BatchNormalization(epsilon=0.01), numbers(2, 3, 4, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization rank 4 axis 1": Case(
        lambda k: k.layers.BatchNormalization(axis=1), numbers(2, 3, 4, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization rank 4 axis 2": Case(
        lambda k: k.layers.BatchNormalization(axis=2), numbers(2, 3, 4, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization rank 3 axis 1": Case(
        lambda k: k.layers.BatchNormalization(axis=1), numbers(4, 5, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization no scale": Case(
        lambda k: k.layers.BatchNormalization(scale=False), numbers(2, 3, 4, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization no center": Case(
        lambda k: k.layers.BatchNormalization(center=False), numbers(6, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization frozen": Case(
        lambda k: k.layers.BatchNormalization(trainable=False),
        numbers(6, 3),
        trains=False,
        keeps="kept",
        unknown="batch",
    ),
    "BatchNormalization regularized": Case(
        lambda k: k.layers.BatchNormalization(gamma_regularizer="l2", beta_regularizer="l1", beta_constraint="non_neg"),
        numbers(6, 3),
        keeps="kept",
        unknown="batch",
    ),
    "BatchNormalization axes 1 and 3": Case(
        lambda k: k.layers.BatchNormalization(axis=[1, 3]), numbers(2, 3, 2, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization not fused": Case(
        lambda k: k.layers.BatchNormalization(fused=False), numbers(2, 3, 2, 3), keeps="kept", checks=False
    ),
    "BatchNormalization fused": Case(
        lambda k: k.layers.BatchNormalization(fused=True, axis=1), numbers(2, 3, 2, 3), keeps="kept", checks=False
    ),
    "BatchNormalization synchronized": Case(
        lambda k: k.layers.BatchNormalization(synchronized=True), numbers(2, 3, 2, 3), keeps="kept", checks=False
    ),
    "BatchNormalization virtual batches": Case(
        lambda k: k.layers.BatchNormalization(virtual_batch_size=2),
        numbers(6, 2, 3),
        keeps="kept",
        unknown="batch",
    ),
    "BatchNormalization virtual batches axis 1": Case(
        lambda k: k.layers.BatchNormalization(axis=1, virtual_batch_size=3), numbers(6, 2, 3), checks=False
    ),
    "BatchNormalization renorm": Case(
        lambda k: k.layers.BatchNormalization(renorm=True), numbers(6, 3), keeps="kept", unknown="batch"
    ),
    "BatchNormalization renorm clipped": Case(
        lambda k: k.layers.BatchNormalization(
            renorm=True, renorm_clipping={"rmax": 1.5, "rmin": 0.7, "dmax": 0.3}, renorm_momentum=0.8
        ),
        numbers(6, 3),
        keeps="kept",
        checks=False,
    ),
    "BatchNormalization renorm virtual batches": Case(
        lambda k: k.layers.BatchNormalization(renorm=True, virtual_batch_size=2), numbers(6, 3), checks=False
    ),
    "BatchNormalization mask": Case(
        lambda k: k.layers.BatchNormalization(),
        numbers(3, 4, 2),
        mask=np.array([[1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 1]], bool),
        keeps="kept",
        unknown="batch",
    ),
    "SyncBatchNormalization": Case(
        lambda k: k.layers.experimental.SyncBatchNormalization(), numbers(6, 3), keeps="kept", checks=False
    ),
    "LayerNormalization": Case(
        lambda k: k.layers.LayerNormalization(), numbers(2, 3, 4), keeps="kept", unknown="batch"
    ),
    "LayerNormalization axis 1": Case(
        lambda k: k.layers.LayerNormalization(axis=1, epsilon=0.01, center=False),
        numbers(2, 3, 4),
        keeps="kept",
        unknown="batch",
    ),
    "LayerNormalization axes": Case(
        lambda k: k.layers.LayerNormalization(axis=[1, 2], scale=False), numbers(2, 3, 2), keeps="kept", unknown="batch"
    ),
    "LayerNormalization axes out of order": Case(
        lambda k: k.layers.LayerNormalization(axis=[3, 1]), numbers(2, 3, 2, 4), keeps="kept", checks=False
    ),
    "LayerNormalization regularized": Case(
        lambda k: k.layers.LayerNormalization(
            gamma_regularizer="l2", beta_regularizer="l1", beta_constraint="non_neg", gamma_initializer="zeros"
        ),
        numbers(4, 3),
        keeps="kept",
        checks=False,
    ),
    "GroupNormalization": Case(
        lambda k: k.layers.GroupNormalization(groups=2), numbers(2, 3, 2, 4), keeps="kept", unknown="batch"
    ),
    "GroupNormalization instances": Case(
        lambda k: k.layers.GroupNormalization(groups=-1, scale=False), numbers(2, 5, 3), keeps="kept", unknown="batch"
    ),
    "GroupNormalization axis 1": Case(
        lambda k: k.layers.GroupNormalization(groups=2, axis=1, center=False),
        numbers(2, 4, 3),
        keeps="kept",
        checks=False,
    ),
    "UnitNormalization": Case(lambda k: k.layers.UnitNormalization(), numbers(2, 3, 4), trains=False, keeps="kept"),
    "UnitNormalization axes": Case(
        lambda k: k.layers.UnitNormalization(axis=[1, -1]), numbers(2, 3, 4), trains=False, keeps="kept"
    ),
    "SpectralNormalization": Case(
        lambda k: k.layers.SpectralNormalization(k.layers.Dense(4), power_iterations=3),
        numbers(2, 3),
        keeps="kept",
        unknown="batch",
    ),
    "SpectralNormalization convolution": Case(
        lambda k: k.layers.SpectralNormalization(k.layers.Conv2D(3, 2)), numbers(1, 3, 3, 2), checks=False
    ),
}

KERAS3_CASES = {
    "RMSNormalization": Case(lambda k: k.layers.RMSNormalization(), numbers(2, 3, 4), keeps="kept", unknown="batch"),
    "RMSNormalization axes": Case(
        lambda k: k.layers.RMSNormalization(axis=[1, 2], epsilon=0.01), numbers(2, 3, 4), keeps="kept", unknown="batch"
    ),
}
