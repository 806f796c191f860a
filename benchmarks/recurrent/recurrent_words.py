"""Twenty words of a text, each the likeliest after those before it: the model is called on a sequence that grows."""

from common import Row, faster, keras, main, seconds_per_call, tensorflow
from recurrent_networks import NETWORKS, in_keras

WORDS = 20
ROW = Row(f"lstm_small: {WORDS} words, one after the other", "ms", {"Keras on TensorFlow": faster(5)})


def measure(side):
    tf, model = tensorflow(side), in_keras(keras(side), NETWORKS["lstm_small"])

    def text():
        words = [1]
        for _ in range(WORDS):
            scores = model(tf.constant([words]))
            words.append(int(tf.argmax(scores[0, -1])))
        return words

    return seconds_per_call(text)


if __name__ == "__main__":
    main(measure)
