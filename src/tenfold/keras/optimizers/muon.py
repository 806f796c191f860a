"""Muon: matrices move along the orthogonal matrix nearest to their momentum, everything else as with Adam."""

import re

from tenfold.keras.optimizers.adam import _Adaptive
from tenfold.keras.optimizers.gradients import along_rows
from tenfold.keras.utils.arguments import check_numbers, whole_number
from tenfold.ops.training.newer_steps import muon_step
from tenfold.ops.training.optimizer_scalars import adam_rate
from tenfold.ops.training.optimizer_steps import adam_step, decay_step


class Muon(_Adaptive):
    """w - rate * scale * orthogonal(momentum) for matrices, AdamW for the rest (Jordan, 2024; arXiv:2502.16982).

    Args:
      learning_rate: a number, a variable or a schedule.
      adam_beta_1, adam_beta_2, epsilon: Adam's.
      adam_weight_decay: weight decay of variables that Adam moves; `weight_decay` is that of the matrices.
      exclude_layers: patterns; variables whose names match one are Adam's.
      exclude_embeddings: whether embeddings are Adam's.
      muon_a, muon_b, muon_c: of the polynomial that makes a matrix orthogonal in `ns_steps` steps.
      adam_lr_ratio: by which the rate is multiplied for Adam.
      momentum: of the matrices' gradients.
      nesterov: whether to look ahead along it.
      rms_rate: a step is so large, as Adam's are, whatever the matrix's shape; None for no scale.
      **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate=0.001,
        adam_beta_1=0.9,
        adam_beta_2=0.999,
        adam_weight_decay=0.004,
        epsilon=1e-7,
        weight_decay=0.004,
        name=None,
        exclude_layers=None,
        exclude_embeddings=True,
        muon_a=3.4445,
        muon_b=-4.775,
        muon_c=2.0315,
        adam_lr_ratio=1,
        momentum=0.95,
        ns_steps=5,
        nesterov=True,
        rms_rate=0.2,
        **kwargs,
    ):
        super().__init__(learning_rate, adam_beta_1, adam_beta_2, epsilon, weight_decay, name, **kwargs)
        numbers = {"muon_a": muon_a, "muon_b": muon_b, "muon_c": muon_c, "adam_lr_ratio": adam_lr_ratio}
        check_numbers(**numbers, momentum=momentum)
        check_numbers(adam_weight_decay=adam_weight_decay, rms_rate=rms_rate, optional=True)
        vars(self).update(numbers, momentum=momentum, nesterov=nesterov, rms_rate=rms_rate)
        self.adam_weight_decay, self.ns_steps = adam_weight_decay, whole_number(ns_steps, "ns_steps")
        self.exclude_layers, self.exclude_embeddings = list(exclude_layers or ()), exclude_embeddings

    adam_beta_1 = property(lambda self: self.beta_1)
    adam_beta_2 = property(lambda self: self.beta_2)

    def _moved_by_adam(self, variable):
        if len(variable.shape) != 2 or self.exclude_embeddings and "embedding" in variable.name.lower():
            return True
        return any(re.search(pattern, variable.name) for pattern in self.exclude_layers)

    def _make_slots(self, variables):
        for v in variables:
            self._add_slot(v, "momentum")
            if self._moved_by_adam(v):
                self._add_slot(v, "velocity")

    def _decay_of(self, variable):
        return self.adam_weight_decay if self._moved_by_adam(variable) else self.weight_decay

    def _decay_weights(self, variables):
        return [
            decay_step(self._current_rate, variable=v, weight_decay=self._decay_of(v))
            for v in variables
            if self._decay_of(v) and self._use_weight_decay(v)
        ]

    def shared_scalars(self, rate, iterations, dtype):
        beta_1, beta_2 = self._betas()
        adam = adam_rate(rate * self.adam_lr_ratio, iterations, beta_1=beta_1, beta_2=beta_2, dtype=dtype)
        return rate, adam, beta_1, beta_2

    @along_rows
    def update_step(self, gradient, variable):
        rate, of_adam, beta_1, beta_2 = self.scalars(variable.dtype)
        m = self.get_slot(variable, "momentum")
        if not self._moved_by_adam(variable):
            return muon_step(
                gradient,
                rate,
                variable=variable,
                m=m,
                momentum=self.momentum,
                nesterov=self.nesterov,
                steps=self.ns_steps,
                polynomial=(self.muon_a, self.muon_b, self.muon_c),
                rms_rate=self.rms_rate,
            )
        v = self.get_slot(variable, "velocity")
        return adam_step(
            gradient, of_adam, variable=variable, m=m, v=v, beta_1=beta_1, beta_2=beta_2, epsilon=self.epsilon
        )

    def get_config(self):
        config = super().get_config()
        config |= {"adam_beta_1": config.pop("beta_1"), "adam_beta_2": config.pop("beta_2")}
        own = (
            "adam_weight_decay exclude_layers exclude_embeddings muon_a muon_b muon_c adam_lr_ratio momentum ns_steps "
            "nesterov rms_rate"
        ).split()
        return {**config, **{name: getattr(self, name) for name in own}}
