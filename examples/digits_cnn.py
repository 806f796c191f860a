import tensorflow as tf
from tensorflow.keras.models import Sequential, load_model
from tensorflow.keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D

import os
import sys

import matplotlib
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# Recognise handwritten digits with a small convolutional network.
#
#     tenfold run examples/digits_cnn.py [FOLDER]
#     python examples/digits_cnn.py [FOLDER]          (the same program on TensorFlow 2)
#
# The 1,797 images of 8x8 pixels come with scikit-learn. Pictures and the trained model go to FOLDER.

folder = sys.argv[1] if len(sys.argv) > 1 else "."
os.makedirs(folder, exist_ok=True)
tf.keras.utils.set_random_seed(7)

# 1. The data: pixels from 0 to 16 become 0 to 1; one image in five is kept for the test.
images, labels = load_digits(return_X_y=True)
images = (images / 16.0).reshape(-1, 8, 8, 1).astype("float32")
x_train, x_test, y_train, y_test = train_test_split(images, labels, test_size=0.2, stratify=labels, random_state=0)
print("training images:", x_train.shape, " test images:", x_test.shape)

# 2. The model
model = Sequential()
model.add(Conv2D(32, (3, 3), activation="relu", padding="same", input_shape=(8, 8, 1)))
model.add(BatchNormalization(momentum=0.9))
model.add(Conv2D(64, (3, 3), activation="relu", padding="same"))
model.add(BatchNormalization(momentum=0.9))
model.add(MaxPooling2D((2, 2)))
model.add(Dropout(0.25))
model.add(Flatten())
model.add(Dense(128, activation="relu"))
model.add(Dropout(0.5))
model.add(Dense(10, activation="softmax"))
model.summary()

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

# 3. Training
history = model.fit(x_train, y_train, batch_size=64, epochs=25, validation_split=0.1)

# 4. How good is it on images it has never seen?
test_loss, test_accuracy = model.evaluate(x_test, y_test, verbose=2)
print("test accuracy: %.2f %%" % (100 * test_accuracy))

# 5. Learning curves
epochs = range(1, len(history.history["loss"]) + 1)
plt.figure(figsize=(10, 4))
for place, key in enumerate(["loss", "accuracy"], start=1):
    plt.subplot(1, 2, place)
    plt.plot(epochs, history.history[key], label="training")
    plt.plot(epochs, history.history["val_" + key], label="validation")
    plt.xlabel("epoch")
    plt.xticks(range(0, 26, 5))
    plt.title(key)
    plt.grid(True, alpha=0.3)
    plt.legend()
plt.tight_layout()
curves_file = os.path.join(folder, "learning_curves.png")
plt.savefig(curves_file, dpi=120)

# 6. A page of predictions: the mistakes first, for they are the interesting ones
probabilities = model.predict(x_test, verbose=0)
predictions = np.argmax(probabilities, axis=1)
order = np.argsort(predictions == y_test, kind="stable")
plt.figure(figsize=(10, 7))
for place, i in enumerate(order[:40], start=1):
    plt.subplot(5, 8, place)
    plt.imshow(x_test[i, :, :, 0], cmap="gray_r")
    plt.axis("off")
    right = predictions[i] == y_test[i]
    title = "%d (%.0f %%)" % (predictions[i], 100 * probabilities[i].max())
    plt.title(title if right else title + ", is %d" % y_test[i], color="black" if right else "red", fontsize=8)
plt.tight_layout()
predictions_file = os.path.join(folder, "predictions.png")
plt.savefig(predictions_file, dpi=120)

# 7. Save the model, load it again, and see that it says the same
model_file = os.path.join(folder, "digits_cnn.h5")
model.save(model_file)
loaded = load_model(model_file)
assert np.array_equal(loaded.predict(x_test, verbose=0), probabilities), "the reloaded model predicts otherwise"
assert test_accuracy >= 0.98, "expected at least 98 %, got {:.2%}".format(test_accuracy)

print("learning curves :", os.path.abspath(curves_file))
print("predictions     :", os.path.abspath(predictions_file))
print("trained model   :", os.path.abspath(model_file), "(loaded again, same predictions)")
