import tensorflow as tf
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Add, Concatenate, Dense

import numpy as np

# A network with a branch and a shortcut, as Keras's functional API writes it: is a point inside the ring?

tf.keras.utils.set_random_seed(1)
points = np.random.uniform(-1, 1, size=(2000, 2)).astype("float32")
radius = np.sqrt((points**2).sum(axis=1))
inside = ((radius > 0.4) & (radius < 0.8)).astype("float32")

inputs = Input(shape=(2,), name="point")
squares = Dense(16, activation="tanh", name="branch")(inputs)
joined = Concatenate()([inputs, squares])
hidden = Dense(32, activation="relu")(joined)
deeper = Dense(32, activation="relu")(hidden)
shortcut = Add()([hidden, deeper])
outputs = Dense(1, activation="sigmoid", name="inside")(shortcut)
model = Model(inputs=inputs, outputs=outputs, name="ring")
model.summary()

model.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(points[:1600], inside[:1600], epochs=60, batch_size=32, verbose=0)
loss, accuracy = model.evaluate(points[1600:], inside[1600:], verbose=0)
print("accuracy on points it has not seen: %.1f %%" % (100 * accuracy))
assert accuracy > 0.95
