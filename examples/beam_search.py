import tensorflow as tf

# Beam search in one tf.function: a loop of the graph that keeps the best few continuations and stops once all of them
# have ended. What is decoded comes from a language of letter pairs, counted from a list of words.

WORDS = """
anna hannah johanna joanna susanna diana dina tina martina marina marianna maria mario marta martha
anton antonia antonio nina nino dino tino martin karin karina katrin katharina kathrin rita rosa rosanna
""".split()
LETTERS = "." + "".join(sorted(set("".join(WORDS))))  # the dot begins and ends a word
END, WIDTH, LONGEST = 0, 4, 10


def pair_probabilities():
    """Logarithms of how probable a letter is after another, [letters, letters]."""
    pairs = [LETTERS.index(a) * len(LETTERS) + LETTERS.index(b) for w in WORDS for a, b in zip("." + w, w + ".")]
    counts = tf.reshape(tf.math.bincount(pairs, minlength=len(LETTERS) ** 2, dtype=tf.float32), [len(LETTERS), -1])
    return tf.math.log((counts + 0.01) / tf.reduce_sum(counts + 0.01, 1, keepdims=True))


log_probabilities = pair_probabilities()


@tf.function(input_signature=[tf.TensorSpec([], tf.int32), tf.TensorSpec([], tf.int32)])
def beam_search(first, width):
    """The `width` most probable words that begin with a letter: letters [width, n], logarithms of probability."""
    n_letters = tf.shape(log_probabilities)[0]
    scores = tf.where(tf.range(width) == 0, 0.0, -1e9)  # one beam to begin with
    last = tf.fill([width], first)
    ended = tf.zeros([width], tf.bool)
    letters = tf.TensorArray(tf.int32, size=0, dynamic_size=True, element_shape=[None])
    parents = tf.TensorArray(tf.int32, size=0, dynamic_size=True, element_shape=[None])
    n = tf.constant(0)
    while n < LONGEST and not tf.reduce_all(ended):
        stays = tf.where(tf.range(n_letters) == END, 0.0, -1e9)  # what has ended ends again, at no cost
        following = tf.where(ended[:, None], stays, tf.gather(log_probabilities, last))
        scores, chosen = tf.math.top_k(tf.reshape(scores[:, None] + following, [-1]), width)
        parent, last = chosen // n_letters, chosen % n_letters
        ended = tf.gather(ended, parent) | (last == END)
        letters, parents = letters.write(n, last), parents.write(n, parent)
        n += 1

    found, beam = tf.TensorArray(tf.int32, size=n), tf.range(width)
    for i in tf.range(n - 1, -1, -1):  # back along the parents
        found = found.write(i, tf.gather(letters.read(i), beam))
        beam = tf.gather(parents.read(i), beam)
    return tf.transpose(found.stack()), scores


def text(first, row):
    return first + "".join(LETTERS[i] for i in row).rstrip(".")


for first in "mkr":
    rows, scores = beam_search(LETTERS.index(first), WIDTH)
    print(first, [(text(first, row), round(float(score), 2)) for row, score in zip(rows.numpy(), scores)])

(greedy,), (of_greedy,) = beam_search(LETTERS.index("k"), 1)
rows, scores = beam_search(LETTERS.index("k"), 8)
print("greedily:", text("k", greedy.numpy()), round(float(of_greedy), 2))
print("traced", beam_search.experimental_get_tracing_count(), "time(s)")
assert scores[0] >= of_greedy
assert all(float(a) >= float(b) for a, b in zip(scores, scores[1:]))
