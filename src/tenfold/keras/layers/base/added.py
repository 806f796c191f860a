"""A loss or metric of Keras tensors (`model.add_loss(tensor)`) as a layer call, so that the model computes it."""

from tenfold.keras.layers.base.layer import Layer


class AddLoss(Layer):
    """Adds its input to the model's losses and hands it on."""

    def __init__(self, unconditional=False, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.unconditional = unconditional

    def call(self, inputs):
        self.add_loss(inputs)
        return inputs

    def get_config(self):
        return {**super().get_config(), "unconditional": self.unconditional}


class AddMetric(Layer):
    """Reports the mean of its input under `metric_name` and hands the input on."""

    def __init__(self, aggregation=None, metric_name=None, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.aggregation, self.metric_name = aggregation, metric_name

    def call(self, inputs):
        self.add_metric(inputs, name=self.metric_name, aggregation=self.aggregation)
        return inputs

    def get_config(self):
        return {**super().get_config(), "aggregation": self.aggregation, "metric_name": self.metric_name}
