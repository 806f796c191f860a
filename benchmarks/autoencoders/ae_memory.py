"""The most memory that training each autoencoder held at any time: the library, the data, compiling, both gears."""

from ae_networks import TRAININGS, trained
from common import SMOKE, Row, cold, keras, main, most_mb, within

ROWS = {name: Row(f"{name}: peak memory", "MB", {"Keras on TensorFlow": within(0, "MB")}) for name in TRAININGS}


def measure(side, name):
    with cold():
        train = trained(keras(side), name)
        for _ in range(3):
            train(2 if SMOKE else TRAININGS[name].steps)
    return most_mb()


if __name__ == "__main__":
    main(measure)
