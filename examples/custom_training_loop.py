import numpy as np
import tensorflow as tf

# A training loop written by hand, as the TensorFlow 2 guides write it: a Keras model, a step in a tf.function,
# metrics, a validation pass, a rate that falls, and a stop when validation no longer improves.

random = np.random.default_rng(0)


def spirals(n):
    """Two arms of a spiral: points and which arm they lie on."""
    arm = np.arange(n) % 2
    angle = random.uniform(0.5, 4.5, n) * 2
    points = np.stack([angle * np.cos(angle + np.pi * arm), angle * np.sin(angle + np.pi * arm)], 1) / 9
    return (points + random.normal(0, 0.05, points.shape)).astype("float32"), arm.astype("int64")


x_train, y_train = spirals(640)
x_valid, y_valid = spirals(200)


def dense(units, activation, seed):
    return tf.keras.layers.Dense(units, activation, kernel_initializer=tf.keras.initializers.GlorotUniform(seed=seed))


model = tf.keras.Sequential([dense(32, "relu", 1), dense(32, "relu", 2), dense(2, None, 3)])
optimizer = tf.keras.optimizers.Adam(learning_rate=0.02)
loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
train_loss = tf.keras.metrics.Mean()
train_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
valid_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = loss_of(y, logits)
    gradients = tape.gradient(loss, model.trainable_variables)
    norm = tf.linalg.global_norm(gradients)
    if norm > 1.0:  # a branch on a tensor: part of the graph
        gradients = [g / norm for g in gradients]
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    train_loss.update_state(loss)
    train_accuracy.update_state(y, logits)


@tf.function
def valid_step(x, y):
    valid_accuracy.update_state(y, model(x, training=False))


best, waited = 0.0, 0
for epoch in range(1, 41):
    for metric in (train_loss, train_accuracy, valid_accuracy):
        metric.reset_state()
    order = random.permutation(len(x_train))
    for first in range(0, len(order), 64):
        batch = order[first : first + 64]
        train_step(tf.constant(x_train[batch]), tf.constant(y_train[batch]))
    valid_step(tf.constant(x_valid), tf.constant(y_valid))
    accuracy = float(valid_accuracy.result())
    if epoch % 5 == 0:
        print(
            "epoch {:2d}  loss {:.3f}  accuracy {:.3f}  validation {:.3f}".format(
                epoch, float(train_loss.result()), float(train_accuracy.result()), accuracy
            )
        )
    best, waited = (accuracy, 0) if accuracy > best else (best, waited + 1)
    if waited == 8:
        print("no better for 8 epochs")
        break
    if waited == 4:
        optimizer.learning_rate = 0.005

print("train_step was traced {} time(s)".format(train_step.experimental_get_tracing_count()))
print("best validation accuracy: {:.2f}".format(best))
assert best > 0.95
