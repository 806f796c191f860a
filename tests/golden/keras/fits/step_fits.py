"""Steps of the user's own, in the manner of Keras's guides: distillation, contrast, accumulated gradients, loops.

Programs of plain data like those of `whole_fits`.
"""

import numpy as np
from keras_model_programs import numbered, numbers
from whole_fits import classes, fitted, mlp, one_hot, plain


def simclr(tf, k):
    """Contrast of two views in one batch, the temperature as an attribute."""
    L = k.layers

    class Contrastive(k.Model):
        def __init__(self):
            super().__init__()
            self.temperature = 0.5
            self.encoder = numbered(k.Sequential([k.Input((4,)), L.Dense(5, "relu")], name="encoder"))
            self.projection = numbered(k.Sequential([k.Input((5,)), L.Dense(3, "relu"), L.Dense(3)], name="head"), 4)
            self.probe = numbered(k.Sequential([k.Input((5,)), L.Dense(3)], name="probe"), 8)

        def compile(self, contrastive_optimizer, probe_optimizer, **kwargs):
            super().compile(**kwargs)
            self.contrastive_optimizer, self.probe_optimizer = contrastive_optimizer, probe_optimizer
            self.probe_loss = k.losses.SparseCategoricalCrossentropy(from_logits=True)
            self.contrastive_loss_tracker = k.metrics.Mean(name="c_loss")
            self.contrastive_accuracy = k.metrics.SparseCategoricalAccuracy(name="c_acc")
            self.probe_accuracy = k.metrics.SparseCategoricalAccuracy(name="p_acc")

        @property
        def metrics(self):
            return [self.contrastive_loss_tracker, self.contrastive_accuracy, self.probe_accuracy]

        def contrastive_loss(self, a, b):
            a, b = tf.math.l2_normalize(a, axis=1), tf.math.l2_normalize(b, axis=1)
            similarities = tf.matmul(a, b, transpose_b=True) / self.temperature
            labels = tf.range(tf.shape(a)[0])
            self.contrastive_accuracy.update_state(labels, similarities)
            self.contrastive_accuracy.update_state(labels, tf.transpose(similarities))
            there = k.losses.sparse_categorical_crossentropy(labels, similarities, from_logits=True)
            back = k.losses.sparse_categorical_crossentropy(labels, tf.transpose(similarities), from_logits=True)
            return tf.reduce_mean(there + back) / 2

        def train_step(self, data):
            views, labels = data
            with tf.GradientTape() as tape:
                loss = self.contrastive_loss(*[self.projection(self.encoder(v, training=True)) for v in views])
            trained = self.encoder.trainable_weights + self.projection.trainable_weights
            self.contrastive_optimizer.apply_gradients(zip(tape.gradient(loss, trained), trained))
            self.contrastive_loss_tracker.update_state(loss)
            with tf.GradientTape() as tape:
                logits = self.probe(self.encoder(views[0], training=False))
                probe_loss = self.probe_loss(labels, logits)
            grads = tape.gradient(probe_loss, self.probe.trainable_weights)
            self.probe_optimizer.apply_gradients(zip(grads, self.probe.trainable_weights))
            self.probe_accuracy.update_state(labels, logits)
            return {m.name: m.result() for m in self.metrics}

        def test_step(self, data):
            views, labels = data
            self.probe_accuracy.update_state(labels, self.probe(self.encoder(views[0], training=False)))
            return {m.name: m.result() for m in self.metrics[2:]}

    model = Contrastive()
    model.compile(contrastive_optimizer=k.optimizers.Adam(0.01), probe_optimizer=k.optimizers.Adam(0.01))
    x, y = (numbers(8, 4), numbers(8, 4, seed=1)), classes(8, 3)
    history = model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0, validation_data=(x, y))
    return plain({"history": history.history, "weights": model.encoder.get_weights() + model.probe.get_weights()})


def distillation(tf, k):
    """A student that learns from labels and from a teacher that stays as it is."""

    class Distiller(k.Model):
        def __init__(self, student, teacher):
            super().__init__()
            self.student, self.teacher = student, teacher

        def compile(self, optimizer, metrics, student_loss_fn, distillation_loss_fn, alpha=0.1, temperature=3):
            super().compile(optimizer=optimizer, metrics=metrics)
            self.student_loss_fn, self.distillation_loss_fn = student_loss_fn, distillation_loss_fn
            self.alpha, self.temperature = alpha, temperature

        def train_step(self, data):
            x, y = data
            guessed = self.teacher(x, training=False)
            with tf.GradientTape() as tape:
                predicted = self.student(x, training=True)
                student_loss = self.student_loss_fn(y, predicted)
                soft = [tf.nn.softmax(one / self.temperature, axis=1) for one in (guessed, predicted)]
                distillation_loss = self.distillation_loss_fn(*soft) * self.temperature**2
                loss = self.alpha * student_loss + (1 - self.alpha) * distillation_loss
            grads = tape.gradient(loss, self.student.trainable_variables)
            self.optimizer.apply_gradients(zip(grads, self.student.trainable_variables))
            self.compiled_metrics.update_state(y, predicted)
            results = {m.name: m.result() for m in self.metrics}
            results.update({"student_loss": student_loss, "distillation_loss": distillation_loss})
            return results

        def test_step(self, data):
            x, y = data
            predicted = self.student(x, training=False)
            self.compiled_metrics.update_state(y, predicted)
            results = {m.name: m.result() for m in self.metrics}
            results.update({"student_loss": self.student_loss_fn(y, predicted)})
            return results

    teacher, student = mlp(k, 3, None), numbered(mlp(k, 3, None), seed=7)
    model = Distiller(student, teacher)
    model.compile(
        optimizer=k.optimizers.Adam(0.01),
        metrics=[k.metrics.SparseCategoricalAccuracy()],
        student_loss_fn=k.losses.SparseCategoricalCrossentropy(from_logits=True),
        distillation_loss_fn=k.losses.KLDivergence(),
    )
    x, y = numbers(10, 4), classes(10, 3)
    history = model.fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0)
    found = {"history": history.history, "evaluate": model.evaluate(x, y, batch_size=4, verbose=0)}
    return plain(found | {"student": student.get_weights(), "teacher": teacher.get_weights()})


def accumulated_gradients(tf, k):
    """Gradients gathered in variables over three batches, applied under `tf.cond`."""

    class Accumulating(k.Model):
        def __init__(self, inner, every):
            super().__init__()
            self.inner, self.every = inner, tf.constant(every)
            self.taken = tf.Variable(0, dtype=tf.int32, trainable=False)
            self.gathered = [tf.Variable(tf.zeros_like(v), trainable=False) for v in inner.trainable_variables]

        def call(self, x, training=False):
            return self.inner(x, training=training)

        def train_step(self, data):
            x, y = data
            self.taken.assign_add(1)
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compiled_loss(y, y_pred, regularization_losses=self.losses)
            for sum_of, grad in zip(self.gathered, tape.gradient(loss, self.inner.trainable_variables)):
                sum_of.assign_add(grad)
            tf.cond(tf.equal(self.taken, self.every), self.apply, lambda: None)
            self.compiled_metrics.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

        def apply(self):
            self.optimizer.apply_gradients(zip(self.gathered, self.inner.trainable_variables))
            self.taken.assign(0)
            for sum_of in self.gathered:
                sum_of.assign(tf.zeros_like(sum_of))

    inner = mlp(k)
    model = Accumulating(inner, 3)
    model.compile(k.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return fitted(model, numbers(16, 4), classes(16, 3), weights_of=[inner])


def clipped_gradients(tf, k):
    """Clipping by global norm in the step, with a metric of the norm beside the compiled ones."""

    class Clipped(k.Model):
        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compiled_loss(y, y_pred, regularization_losses=self.losses)
            grads, norm = tf.clip_by_global_norm(tape.gradient(loss, self.trainable_variables), 0.1)
            self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
            self.compiled_metrics.update_state(y, y_pred)
            return {**{m.name: m.result() for m in self.metrics}, "norm": norm}

    x = k.Input((4,))
    model = numbered(Clipped(x, k.layers.Dense(2, kernel_regularizer="l2")(x)))
    model.compile(k.optimizers.SGD(0.5), "mse", metrics=["mae"])
    return fitted(model, numbers(9, 4), numbers(9, 2, seed=1))


def sharpness(tf, k):
    """SAM: weights moved along the gradient, the gradient taken there, weights moved back."""

    class SAM(k.Model):
        def __init__(self, inner, rho=0.05):
            super().__init__()
            self.inner, self.rho = inner, rho

        def call(self, x, training=False):
            return self.inner(x, training=training)

        def train_step(self, data):
            x, y = data
            with tf.GradientTape() as tape:
                loss = self.compiled_loss(y, self.inner(x, training=True))
            variables = self.inner.trainable_variables
            grads = tape.gradient(loss, variables)
            norm = tf.norm([tf.norm(g) for g in grads])
            moves = [g * self.rho / (norm + 1e-12) for g in grads]
            for v, move in zip(variables, moves):
                v.assign_add(move)
            with tf.GradientTape() as tape:
                y_pred = self.inner(x, training=True)
                loss = self.compiled_loss(y, y_pred)
            grads = tape.gradient(loss, variables)
            for v, move in zip(variables, moves):
                v.assign_sub(move)
            self.optimizer.apply_gradients(zip(grads, variables))
            self.compiled_metrics.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

    inner = mlp(k)
    model = SAM(inner)
    model.compile(k.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return fitted(model, numbers(9, 4), classes(9, 3), weights_of=[inner])


def moving_teacher(tf, k):
    """A copy of the network that follows it (EMA), updated in the step; `super().train_step` does the rest."""

    class Following(k.Model):
        def __init__(self, online, target):
            super().__init__()
            self.online, self.target = online, target
            self.target.trainable = False

        def call(self, x, training=False):
            return self.online(x, training=training)

        def train_step(self, data):
            x, y = data
            logs = super().train_step((x, y + 0.1 * self.target(x)))
            for mine, its in zip(self.target.weights, self.online.weights):
                mine.assign(0.9 * mine + 0.1 * its)
            return logs

    online, target = mlp(k, 2, None), mlp(k, 2, None)
    model = Following(online, target)
    model.compile("adam", "mse")
    return fitted(model, numbers(9, 4), numbers(9, 2, seed=1), weights_of=[online, target])


def triplets(tf, k):
    """Siamese network: anchor, positive, negative; one tracker, loss and test step of its own."""
    L = k.layers
    embed = numbered(k.Sequential([k.Input((4,)), L.Dense(5, "relu"), L.Dense(2, "tanh")]))

    class Distance(L.Layer):
        def call(self, anchor, positive, negative):
            return tf.reduce_sum(tf.square(anchor - positive), -1), tf.reduce_sum(tf.square(anchor - negative), -1)

    ins = [k.Input((4,), name=name) for name in ("anchor", "positive", "negative")]
    network = k.Model(ins, Distance()(*[embed(one) for one in ins]))

    class Siamese(k.Model):
        def __init__(self, network, margin=0.5):
            super().__init__()
            self.network, self.margin = network, margin
            self.loss_tracker = k.metrics.Mean(name="loss")

        def call(self, inputs):
            return self.network(inputs)

        def train_step(self, data):
            with tf.GradientTape() as tape:
                loss = self._compute_loss(data)
            grads = tape.gradient(loss, self.network.trainable_weights)
            self.optimizer.apply_gradients(zip(grads, self.network.trainable_weights))
            self.loss_tracker.update_state(loss)
            return {"loss": self.loss_tracker.result()}

        def test_step(self, data):
            self.loss_tracker.update_state(self._compute_loss(data))
            return {"loss": self.loss_tracker.result()}

        def _compute_loss(self, data):
            near, far = self.network(data[0] if len(data) == 1 else data)
            return tf.maximum(near - far + self.margin, 0.0)

        @property
        def metrics(self):
            return [self.loss_tracker]

    model = Siamese(network)
    model.compile(optimizer=k.optimizers.Adam(0.01))
    data = tuple(numbers(9, 4, seed=s) for s in range(3))
    history = model.fit([data[0], data[1], data[2]], epochs=2, batch_size=4, shuffle=False, verbose=0)
    found = {"history": history.history, "weights": embed.get_weights()}
    return plain(found | {"evaluate": model.evaluate(list(data), batch_size=4, verbose=0)})


def differential_equation(tf, k):
    """A network whose second derivative is in its loss: a tape within a tape, in the step."""
    L = k.layers

    class Solver(k.Model):
        def __init__(self, net):
            super().__init__()
            self.net = net

        def call(self, x):
            return self.net(x)

        def train_step(self, data):
            x = data[0] if isinstance(data, tuple) else data
            with tf.GradientTape() as outer:
                with tf.GradientTape() as second:
                    second.watch(x)
                    with tf.GradientTape() as first:
                        first.watch(x)
                        u = self.net(x)
                    du = first.gradient(u, x)
                ddu = second.gradient(du, x)
                edge = tf.reduce_mean(tf.square(self.net(tf.zeros((1, 1))) - 1.0))
                loss = tf.reduce_mean(tf.square(ddu + u)) + edge
            grads = outer.gradient(loss, self.net.trainable_variables)
            self.optimizer.apply_gradients(zip(grads, self.net.trainable_variables))
            return {"loss": loss}

    net = numbered(k.Sequential([k.Input((1,)), L.Dense(5, "tanh"), L.Dense(1)]))
    model = Solver(net)
    model.compile(k.optimizers.Adam(0.01))
    history = model.fit(
        np.linspace(0, 1, 9, dtype="float32")[:, None], epochs=2, batch_size=4, shuffle=False, verbose=0
    )
    return plain({"history": history.history, "weights": net.get_weights()})


def q_learning(tf, k):
    """DQN: a target network in turn, predict and a step by hand, then train_on_batch with masked targets."""
    online, target = mlp(k, 3, None), mlp(k, 3, None)
    online.compile(k.optimizers.Adam(0.01), "mse")
    loss_fn, rule, found = k.losses.Huber(), k.optimizers.Adam(0.01, clipnorm=1.0), []
    for turn in range(3):
        states, after = numbers(6, 4, seed=turn), numbers(6, 4, seed=30 + turn)
        actions, rewards = classes(6, 3, seed=turn), numbers(6, seed=40 + turn)
        wanted = rewards + 0.9 * np.max(target.predict(after, verbose=0), axis=1)
        masks = tf.one_hot(actions, 3)
        with tf.GradientTape() as tape:
            q = tf.reduce_sum(tf.multiply(online(states), masks), axis=1)
            loss = loss_fn(wanted, q)
        grads = tape.gradient(loss, online.trainable_variables)
        rule.apply_gradients(zip(grads, online.trainable_variables))
        table = online.predict(states, verbose=0)
        table[np.arange(6), actions] = wanted
        found += [float(loss), online.train_on_batch(states, table)]
        target.set_weights([0.5 * a + 0.5 * b for a, b in zip(target.get_weights(), online.get_weights())])
    return plain({"losses": found, "weights": online.get_weights() + target.get_weights()})


def loop_over_batches(tf, k):
    """A loop of the user's: train_on_batch with metrics kept over an epoch, test_on_batch, a rate that falls."""
    model = mlp(k)
    model.compile(k.optimizers.SGD(0.2), "sparse_categorical_crossentropy", metrics=["accuracy"])
    x, y, found = numbers(12, 4), classes(12, 3), []
    for _ in range(3):
        model.reset_metrics()
        for start in range(0, 12, 5):
            rows = slice(start, start + 5)
            found.append(model.train_on_batch(x[rows], y[rows], reset_metrics=False))
        found.append(model.test_on_batch(x, y, sample_weight=np.linspace(0, 1, 12)))
        model.optimizer.learning_rate.assign(model.optimizer.learning_rate * 0.5)
    return plain({"logs": found, "names": model.metrics_names, "weights": model.get_weights()})


def loop_of_the_guide(tf, k):
    """Training from scratch: metrics by hand, the regularizers' losses, a validation step under tf.function."""
    model = mlp(k, 3, None, kernel_regularizer=k.regularizers.l2(0.01))
    rule, loss_fn = k.optimizers.SGD(0.1), k.losses.SparseCategoricalCrossentropy(from_logits=True)
    train_metric, val_metric = (k.metrics.SparseCategoricalAccuracy() for _ in range(2))

    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits) + sum(model.losses)
        grads = tape.gradient(loss, model.trainable_weights)
        rule.apply_gradients(zip(grads, model.trainable_weights))
        train_metric.update_state(y, logits)
        return loss

    @tf.function
    def test_step(x, y):
        val_metric.update_state(y, model(x, training=False))

    x, y, found = numbers(12, 4), classes(12, 3), []
    for _ in range(2):
        found += [train_step(x[i : i + 4], y[i : i + 4]) for i in range(0, 12, 4)]
        test_step(x[:5], y[:5])
        found += [train_metric.result(), val_metric.result()]
        train_metric.reset_state()
        val_metric.reset_state()
    return plain({"logs": found, "weights": model.get_weights()})


def overridden_parts(tf, k):
    """compute_loss, compute_metrics, test_step and predict_step of a subclass, built-in steps around them."""

    class Own(k.Model):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            return super().compute_loss(x, y, y_pred, sample_weight) * 2.0

        def compute_metrics(self, x, y, y_pred, sample_weight):
            results = super().compute_metrics(x, y, y_pred, sample_weight)
            results["largest"] = tf.reduce_max(y_pred)
            return results

        def predict_step(self, data):
            return tf.nn.softmax(super().predict_step(data))

    class Tested(k.Model):
        def test_step(self, data):
            x, y = data
            logs = super().test_step((x, y))
            return {"doubled": logs["loss"] * 2.0, **logs}

    found = {}
    for cls in (Own, Tested):
        x = k.Input((4,))
        model = numbered(cls(x, k.layers.Dense(3)(x)))
        model.compile("sgd", "mse", metrics=["mae"])
        found[cls.__name__] = fitted(model, numbers(9, 4), one_hot(9, 3), validation_split=0.3)
    return found


def tracked_loss(tf, k):
    """The guide's lower-level step: a loss tracker of one's own, sample weights, no compiled loss."""
    loss_fn = k.losses.MeanSquaredError()

    class Custom(k.Model):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.loss_tracker = k.metrics.Mean(name="loss")
            self.mae_metric = k.metrics.MeanAbsoluteError(name="mae")

        def train_step(self, data):
            x, y, weight = data if len(data) == 3 else (*data, None)
            with tf.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = loss_fn(y, y_pred, sample_weight=weight)
            grads = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
            self.loss_tracker.update_state(loss)
            self.mae_metric.update_state(y, y_pred, sample_weight=weight)
            return {"loss": self.loss_tracker.result(), "mae": self.mae_metric.result()}

        @property
        def metrics(self):
            return [self.loss_tracker, self.mae_metric]

    x = k.Input((4,))
    model = numbered(Custom(x, k.layers.Dense(1)(x)))
    model.compile(optimizer="adam")
    data = numbers(9, 4), numbers(9, 1, seed=1)
    histories = [
        model.fit(*data, sample_weight=weight, epochs=2, batch_size=4, shuffle=False, verbose=0).history
        for weight in (None, np.linspace(0, 1, 9))
    ]
    return plain({"histories": histories, "weights": model.get_weights()})


PROGRAMS = {
    f.__name__: f
    for f in (
        simclr,
        distillation,
        accumulated_gradients,
        clipped_gradients,
        sharpness,
        moving_teacher,
        triplets,
        differential_equation,
        q_learning,
        loop_over_batches,
        loop_of_the_guide,
        overridden_parts,
        tracked_loss,
    )
}
