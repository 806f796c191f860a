"""GANs and VAEs in the manner of Keras's guides: two optimizers, penalties, `metrics` overridden, added losses.

Programs of plain data like those of `whole_fits`; what would be noise is data here.
"""

import numpy as np
from keras_model_programs import numbered, numbers
from whole_fits import fitted, plain


def _gan(tf, k, critic_activation=None):
    L = k.layers
    judge = numbered(k.Sequential([k.Input((3,)), L.Dense(4), L.LeakyReLU(), L.Dense(1, critic_activation)]))
    maker = numbered(k.Sequential([k.Input((2,)), L.Dense(4, "relu"), L.Dense(3, "tanh")]), seed=9)
    return judge, maker


def gan(tf, k):
    """Two optimizers and a loss in a `compile` of its own; metrics that are reset by `metrics`."""

    class GAN(k.Model):
        def __init__(self, discriminator, generator):
            super().__init__()
            self.discriminator, self.generator = discriminator, generator
            self.d_loss_tracker, self.g_loss_tracker = k.metrics.Mean(name="d_loss"), k.metrics.Mean(name="g_loss")

        @property
        def metrics(self):
            return [self.d_loss_tracker, self.g_loss_tracker]

        def compile(self, d_optimizer, g_optimizer, loss_fn):
            super().compile()
            self.d_optimizer, self.g_optimizer, self.loss_fn = d_optimizer, g_optimizer, loss_fn

        def train_step(self, data):
            real, noise = data
            rows = tf.shape(real)[0]
            mixed = tf.concat([self.generator(noise), real], axis=0)
            labels = tf.concat([tf.ones((rows, 1)), tf.zeros((rows, 1))], axis=0)
            with tf.GradientTape() as tape:
                d_loss = self.loss_fn(labels, self.discriminator(mixed))
            grads = tape.gradient(d_loss, self.discriminator.trainable_weights)
            self.d_optimizer.apply_gradients(zip(grads, self.discriminator.trainable_weights))
            with tf.GradientTape() as tape:
                g_loss = self.loss_fn(tf.zeros((rows, 1)), self.discriminator(self.generator(noise)))
            grads = tape.gradient(g_loss, self.generator.trainable_weights)
            self.g_optimizer.apply_gradients(zip(grads, self.generator.trainable_weights))
            self.d_loss_tracker.update_state(d_loss)
            self.g_loss_tracker.update_state(g_loss)
            return {"d_loss": self.d_loss_tracker.result(), "g_loss": self.g_loss_tracker.result()}

    judge, maker = _gan(tf, k)
    model = GAN(judge, maker)
    loss = k.losses.BinaryCrossentropy(from_logits=True)
    model.compile(k.optimizers.Adam(0.01, beta_1=0.5), g_optimizer=k.optimizers.Adam(0.02), loss_fn=loss)
    history = model.fit(numbers(10, 3), numbers(10, 2, seed=1), batch_size=4, epochs=3, shuffle=False, verbose=0)
    return plain({"history": history.history, "weights": judge.get_weights() + maker.get_weights()})


def wgan_gp(tf, k):
    """A gradient penalty: a tape within a tape; three steps of the critic for one of the generator."""

    class WGAN(k.Model):
        def __init__(self, discriminator, generator, extra_steps=3, weight=10.0):
            super().__init__()
            self.discriminator, self.generator = discriminator, generator
            self.extra_steps, self.weight = extra_steps, weight

        def compile(self, d_optimizer, g_optimizer, d_loss_fn, g_loss_fn):
            super().compile()
            self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer
            self.d_loss_fn, self.g_loss_fn = d_loss_fn, g_loss_fn

        def gradient_penalty(self, real, fake, share):
            between = real + share * (fake - real)
            with tf.GradientTape() as tape:
                tape.watch(between)
                score = self.discriminator(between, training=True)
            grads = tape.gradient(score, [between])[0]
            norm = tf.sqrt(tf.reduce_sum(tf.square(grads), axis=[1]))
            return tf.reduce_mean((norm - 1.0) ** 2)

        def train_step(self, data):
            real, noise = data
            for i in range(self.extra_steps):
                share = tf.cast(i + 1, "float32") / 5.0
                with tf.GradientTape() as tape:
                    fake = self.generator(noise, training=True)
                    scores = [self.discriminator(one, training=True) for one in (fake, real)]
                    cost = self.d_loss_fn(real=scores[1], fake=scores[0])
                    d_loss = cost + self.gradient_penalty(real, fake, share) * self.weight
                grads = tape.gradient(d_loss, self.discriminator.trainable_variables)
                self.d_optimizer.apply_gradients(zip(grads, self.discriminator.trainable_variables))
            with tf.GradientTape() as tape:
                g_loss = self.g_loss_fn(self.discriminator(self.generator(noise, training=True), training=True))
            grads = tape.gradient(g_loss, self.generator.trainable_variables)
            self.g_optimizer.apply_gradients(zip(grads, self.generator.trainable_variables))
            return {"d_loss": d_loss, "g_loss": g_loss}

    judge, maker = _gan(tf, k)
    model = WGAN(judge, maker)
    model.compile(
        d_optimizer=k.optimizers.Adam(0.01, beta_1=0.5, beta_2=0.9),
        g_optimizer=k.optimizers.Adam(0.01, beta_1=0.5, beta_2=0.9),
        d_loss_fn=lambda real, fake: tf.reduce_mean(fake) - tf.reduce_mean(real),
        g_loss_fn=lambda fake: -tf.reduce_mean(fake),
    )
    history = model.fit(numbers(8, 3), numbers(8, 2, seed=1), batch_size=4, epochs=2, shuffle=False, verbose=0)
    return plain({"history": history.history, "weights": judge.get_weights() + maker.get_weights()})


def cycle_gan(tf, k):
    """Four networks, four optimizers, one persistent tape."""
    L = k.layers

    def net(units, seed):
        return numbered(k.Sequential([k.Input((3,)), L.Dense(4, "tanh"), L.Dense(units)]), seed)

    class CycleGAN(k.Model):
        def __init__(self):
            super().__init__()
            self.gen_g, self.gen_f, self.disc_x, self.disc_y = net(3, 1), net(3, 2), net(1, 3), net(1, 4)
            self.lambda_cycle, self.lambda_identity = 10.0, 0.5

        def compile(self, optimizers, adversarial):
            super().compile()
            self.optimizers, self.adversarial = optimizers, adversarial
            self.cycle_loss_fn = self.identity_loss_fn = k.losses.MeanAbsoluteError()

        def call(self, inputs):
            return self.disc_x(inputs), self.disc_y(inputs), self.gen_g(inputs), self.gen_f(inputs)

        def train_step(self, batch):
            x, y = batch
            with tf.GradientTape(persistent=True) as tape:
                fake_y, fake_x = self.gen_g(x, training=True), self.gen_f(y, training=True)
                cycled_x, cycled_y = self.gen_f(fake_y, training=True), self.gen_g(fake_x, training=True)
                same_x, same_y = self.gen_f(x, training=True), self.gen_g(y, training=True)
                judged = [self.disc_x(x), self.disc_x(fake_x), self.disc_y(y), self.disc_y(fake_y)]
                fooled = [self.adversarial(tf.ones_like(d), d) for d in (judged[3], judged[1])]
                cycles = [self.cycle_loss_fn(*pair) * self.lambda_cycle for pair in ((y, cycled_y), (x, cycled_x))]
                scale = self.lambda_cycle * self.lambda_identity
                kept = [self.identity_loss_fn(*pair) * scale for pair in ((y, same_y), (x, same_x))]
                losses = [sum(parts) for parts in zip(fooled, cycles, kept)]
                for real, fake in (judged[:2], judged[2:]):
                    d = self.adversarial(tf.ones_like(real), real) + self.adversarial(tf.zeros_like(fake), fake)
                    losses.append(0.5 * d)
            nets = self.gen_g, self.gen_f, self.disc_x, self.disc_y
            found = [tape.gradient(loss, one.trainable_variables) for loss, one in zip(losses, nets)]
            for grads, one, optimizer in zip(found, nets, self.optimizers):
                optimizer.apply_gradients(zip(grads, one.trainable_variables))
            return dict(zip(("G_loss", "F_loss", "D_X_loss", "D_Y_loss"), losses))

    model = CycleGAN()
    model.compile([k.optimizers.Adam(0.01, beta_1=0.5) for _ in range(4)], k.losses.MeanSquaredError())
    history = model.fit(numbers(6, 3), numbers(6, 3, seed=1), batch_size=3, epochs=2, shuffle=False, verbose=0)
    return plain({"history": history.history, "weights": [w.numpy() for w in model.gen_f.weights]})


def dcgan(tf, k):
    """Convolutions and batch normalization, trained by a loop over a function of the user's."""
    L = k.layers
    maker = [k.Input((2,)), L.Dense(8, use_bias=False), L.BatchNormalization(), L.LeakyReLU(), L.Reshape((2, 2, 2))]
    maker = numbered(k.Sequential([*maker, L.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")]))
    judge = numbered(
        k.Sequential([k.Input((4, 4, 1)), L.Conv2D(3, 3, strides=2), L.LeakyReLU(), L.Flatten(), L.Dense(1)]), 5
    )
    entropy = k.losses.BinaryCrossentropy(from_logits=True)
    rules = k.optimizers.Adam(1e-2), k.optimizers.Adam(1e-2)

    @tf.function
    def train_step(images, noise):
        with tf.GradientTape() as gen_tape, tf.GradientTape() as disc_tape:
            made = maker(noise, training=True)
            real, fake = judge(images, training=True), judge(made, training=True)
            gen_loss = entropy(tf.ones_like(fake), fake)
            disc_loss = entropy(tf.ones_like(real), real) + entropy(tf.zeros_like(fake), fake)
        for tape, loss, net, rule in ((gen_tape, gen_loss, maker, rules[0]), (disc_tape, disc_loss, judge, rules[1])):
            grads = tape.gradient(loss, net.trainable_variables)
            rule.apply_gradients(zip(grads, net.trainable_variables))
        return gen_loss, disc_loss

    found = [train_step(numbers(4, 4, 4, 1, seed=i), numbers(4, 2, seed=20 + i)) for i in range(3)]
    return plain({"losses": found, "weights": maker.get_weights() + judge.get_weights()})


def _sampling(tf, k):
    class Sampling(k.layers.Layer):
        """Draws from a Gaussian; `noise` comes with the data."""

        def call(self, inputs):
            mean, log_var, noise = inputs
            return mean + tf.exp(0.5 * log_var) * noise

    return Sampling


def vae(tf, k):
    """The VAE of the guide: three trackers, `metrics` overridden, a loss in the step."""
    L = k.layers
    x, noise = k.Input((4,)), k.Input((2,))
    h = L.Dense(5, "relu")(x)
    mean, log_var = L.Dense(2, name="z_mean")(h), L.Dense(2, name="z_log_var")(h)
    encoder = numbered(k.Model([x, noise], [mean, log_var, _sampling(tf, k)()([mean, log_var, noise])]))
    decoder = numbered(k.Sequential([k.Input((2,)), L.Dense(5, "relu"), L.Dense(4, "sigmoid")]), seed=4)

    class VAE(k.Model):
        def __init__(self, encoder, decoder, **kwargs):
            super().__init__(**kwargs)
            self.encoder, self.decoder = encoder, decoder
            self.total_loss_tracker = k.metrics.Mean(name="total_loss")
            self.reconstruction_loss_tracker = k.metrics.Mean(name="reconstruction_loss")
            self.kl_loss_tracker = k.metrics.Mean(name="kl_loss")

        @property
        def metrics(self):
            return [self.total_loss_tracker, self.reconstruction_loss_tracker, self.kl_loss_tracker]

        def train_step(self, data):
            data = data[0]
            with tf.GradientTape() as tape:
                mean, log_var, z = self.encoder(data)
                cost = k.losses.binary_crossentropy(data[0], self.decoder(z))
                reconstruction = tf.reduce_mean(tf.reduce_sum(cost[:, None], axis=1))
                kl = -0.5 * (1 + log_var - tf.square(mean) - tf.exp(log_var))
                kl = tf.reduce_mean(tf.reduce_sum(kl, axis=1))
                total = reconstruction + kl
            grads = tape.gradient(total, self.trainable_weights)
            self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
            self.total_loss_tracker.update_state(total)
            self.reconstruction_loss_tracker.update_state(reconstruction)
            self.kl_loss_tracker.update_state(kl)
            return {
                "loss": self.total_loss_tracker.result(),
                "reconstruction_loss": self.reconstruction_loss_tracker.result(),
                "kl_loss": self.kl_loss_tracker.result(),
            }

    model = VAE(encoder, decoder)
    model.compile(optimizer=k.optimizers.Adam(0.01))
    data = np.abs(numbers(9, 4)), numbers(9, 2, seed=6)
    history = model.fit(data, epochs=3, batch_size=4, shuffle=False, verbose=0)
    names = [m.name for m in model.metrics]
    return plain({"history": history.history, "metrics": names, "weights": encoder.get_weights()})


def added_vae(tf, k):
    """The older way: `add_loss` on a functional model, compiled without a loss."""
    L = k.layers
    x, noise = k.Input((4,)), k.Input((2,))
    h = L.Dense(3, "tanh")(x)
    mean, log_var = L.Dense(2)(h), L.Dense(2)(h)
    z = L.Lambda(lambda parts: parts[0] + tf.exp(parts[1] / 2) * parts[2])([mean, log_var, noise])
    out = L.Dense(4, "sigmoid")(z)
    model = numbered(k.Model([x, noise], out))
    reconstruction = k.losses.mean_squared_error(x, out) * 4.0
    kl = -0.5 * tf.reduce_sum(1 + log_var - tf.square(mean) - tf.exp(log_var), axis=-1)
    model.add_loss(tf.reduce_mean(reconstruction + kl))
    model.add_metric(kl, name="kl_loss", aggregation="mean")
    model.compile(optimizer="rmsprop")
    data = [np.abs(numbers(9, 4)), numbers(9, 2, seed=6)]
    return fitted(model, data, validation_data=(data, None))


def losses_in_calls(tf, k):
    """`add_loss` and `add_metric` of a subclass, of a layer in it, and what regularizers add."""
    L = k.layers

    class Encoder(L.Layer):
        def __init__(self):
            super().__init__()
            self.dense = L.Dense(3, kernel_regularizer="l2")

        def call(self, x):
            h = self.dense(x)
            self.add_loss(0.1 * tf.reduce_sum(tf.square(h)))
            return h

    class Net(k.Model):
        def __init__(self):
            super().__init__()
            self.encoder, self.decoder = Encoder(), L.Dense(4, bias_regularizer=k.regularizers.l1(0.1))

        def call(self, x):
            y = self.decoder(self.encoder(x))
            self.add_loss(tf.reduce_mean(tf.abs(x - y)))
            self.add_metric(tf.reduce_mean(y), name="mean_output")
            return y

    model = Net()
    model(numbers(2, 4))
    numbered(model).compile("sgd", "mse")
    return fitted(model, numbers(9, 4), numbers(9, 4, seed=1))


PROGRAMS = {
    f.__name__: f
    for f in (
        gan,
        wgan_gp,
        cycle_gan,
        dcgan,
        vae,
        added_vae,
        losses_in_calls,
    )
}
