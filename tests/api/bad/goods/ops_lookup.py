"""Good calls of tables: what makes them, and their methods."""

from bad.calls import made

from tenfold.testing.cases import case, strs

PAIRS = "tf.lookup.KeyValueTensorInitializer(keys=['a', 'b'], values=[1, 2], key_dtype=tf.string, value_dtype=tf.int64)"


@made
def table(tf):
    return tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2]), -1)


@made
def mutable(tf):
    out = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
    out.insert(["a", "b"], [1, 2])
    return out


@made
def dense(tf):
    out = tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, -1, empty_key=-1, deleted_key=-2)
    out.insert([3, 4], [1, 2])
    return out


@made
def vocabulary(tf):
    return tf.lookup.StaticVocabularyTable(
        tf.lookup.KeyValueTensorInitializer(["a", "b"], tf.constant([0, 1], "int64")), 2
    )


@made
def words(tf):
    with open("words.txt", "w", encoding="utf-8") as file:
        file.write("a 1\nb 2\n")
    return "words.txt"


KEYS = strs(["a", "c"])
CASES = [
    case(f"tf.lookup.StaticHashTable({PAIRS}, default_value=-1).lookup(k)", k=KEYS),
    case(f"tf.lookup.StaticVocabularyTable({PAIRS}, num_oov_buckets=2, lookup_key_dtype=tf.string).lookup(k)", k=KEYS),
    case(
        "tf.lookup.StaticHashTable(tf.lookup.TextFileInitializer(w, tf.string, tf.lookup.TextFileIndex.WHOLE_LINE,"
        " tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER, vocab_size=2, delimiter=' '), default_value=-1)",
        w=words,
    ),
    case("tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, default_value=-1)"),
    case(
        "tf.lookup.experimental.MutableHashTable(key_dtype=tf.int64, value_dtype=tf.float32, default_value=[0.0, 1.0])"
    ),
    case("tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, -1, empty_key=-1, deleted_key=-2)"),
    case("t.lookup(k)", t=table, k=KEYS),
    case("t[k]", t=table, k=KEYS),
    case("v.lookup(k)", v=vocabulary, k=KEYS),
    case("m.lookup(k)", m=mutable, k=KEYS),
    case("m.insert(k, [5, 6])", m=mutable, k=KEYS),
    case("m.remove(k)", m=mutable, k=KEYS),
    case("d.lookup([3, 7])", d=dense),
    case("d.insert([5, 6], [7, 8])", d=dense),
    case("d.erase([3, 7])", d=dense),
]
