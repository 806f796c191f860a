import tensorflow as tf

# A generative adversarial network on numbers instead of pictures, with the step of the TensorFlow 2 guide: one
# tf.function, two tapes, two optimizers. The generator learns to draw from a normal distribution that it never sees.

MEAN, SPREAD, BATCH, NOISE = 3.0, 0.5, 128, 4


def dense(units, activation, seed):
    return tf.keras.layers.Dense(units, activation, kernel_initializer=tf.keras.initializers.GlorotUniform(seed=seed))


generator = tf.keras.Sequential([dense(16, "tanh", 1), dense(1, None, 2)])
discriminator = tf.keras.Sequential([dense(16, "relu", 3), dense(16, "relu", 4), dense(1, None, 5)])
generator_optimizer = tf.keras.optimizers.Adam(2e-3, beta_1=0.5)
discriminator_optimizer = tf.keras.optimizers.Adam(4e-3, beta_1=0.5)
cross_entropy = tf.keras.losses.BinaryCrossentropy(from_logits=True)


def numbers_and_noise(seed):
    """What is real, [batch, 1], and what the generator starts from, [batch, noise]."""
    real = tf.random.stateless_normal([BATCH, 1], seed=[1, seed], mean=MEAN, stddev=SPREAD)
    return real, tf.random.stateless_normal([BATCH, NOISE], seed=[2, seed])


@tf.function
def train_step(step):
    real, noise = numbers_and_noise(step)
    with tf.GradientTape() as generator_tape, tf.GradientTape() as discriminator_tape:
        made = generator(noise, training=True)
        of_real, of_made = discriminator(real, training=True), discriminator(made, training=True)
        generator_loss = cross_entropy(tf.ones_like(of_made), of_made)
        discriminator_loss = cross_entropy(tf.ones_like(of_real), of_real)
        discriminator_loss += cross_entropy(tf.zeros_like(of_made), of_made)
    for tape, loss, network, optimizer in (
        (generator_tape, generator_loss, generator, generator_optimizer),
        (discriminator_tape, discriminator_loss, discriminator, discriminator_optimizer),
    ):
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables))
    return generator_loss, discriminator_loss


@tf.function
def sample(count):
    made = tf.TensorArray(tf.float32, size=count)
    for i in tf.range(count):
        _, noise = numbers_and_noise(1000000 + i)
        made = made.write(i, generator(noise)[:, 0])
    return tf.reshape(made.stack(), [-1])


print("before:    mean {:5.2f}  spread {:.2f}".format(*map(float, tf.nn.moments(sample(8), 0))))
for step in range(1, 601):
    generator_loss, discriminator_loss = train_step(tf.constant(step))
    if step % 150 == 0:
        made = sample(tf.constant(8))
        print(
            "step {:4d}: mean {:5.2f}  spread {:.2f}  losses {:.2f} {:.2f}".format(
                step,
                float(tf.reduce_mean(made)),
                float(tf.math.reduce_std(made)),
                float(generator_loss),
                float(discriminator_loss),
            )
        )

print("train_step was traced {} time(s)".format(train_step.experimental_get_tracing_count()))
assert abs(float(tf.reduce_mean(made)) - MEAN) < 0.5
