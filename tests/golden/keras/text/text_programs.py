"""Programs around text: an expression each, of T (keras.preprocessing.text) and what is defined here.

The recorder evaluates them on tf_keras, the tests here.
"""

# ruff: noqa: E501

import json

A = ["The cat sat on the mat.", "The dog, the cat & the bird!", "A bird?  sat\ton\nme"]
UNICODE = ["Été ÉTÉ naïve İstanbul ΣΑΣ Straße", "日本 語 日本", "e\u0301 é a\u00a0b c\u2003d x\rz"]
TOKENS = [["The", "cat"], ["cat", "sat on"], []]
MIXED = ["one Two", ["Two", "three"], "three three"]
TIES = ["d c b a", "b d", "c a e"]
NUMBERS = ["1 2 3.5 2,000", "3.5 -1 1e5 2000"]
MODES = "binary count freq tfidf".split()


def fitted(T, texts=A, sequences=None, **options):
    """A Tokenizer that has seen `texts`, or `sequences`."""
    tokenizer = T.Tokenizer(**options)
    tokenizer.fit_on_texts(texts) if sequences is None else tokenizer.fit_on_sequences(sequences)
    return tokenizer


def state(tokenizer):
    """All that a Tokenizer has learned; what has no order sorted."""
    learned = {name: getattr(tokenizer, name, "none") for name in "word_counts word_index index_word".split()}
    learned.update({n: sorted(getattr(tokenizer, n).items()) for n in ("word_docs", "index_docs")})
    return {**learned, "document_count": tokenizer.document_count}


def options(tokenizer):
    names = "num_words filters lower split char_level oov_token analyzer document_count"
    return [getattr(tokenizer, name) for name in names.split()]


def kinds(tokenizer):
    return {name: type(value).__name__ for name, value in sorted(vars(tokenizer).items())}


def twice(T, first, second, **options):
    tokenizer = fitted(T, first, **options)
    tokenizer.fit_on_texts(second)
    return state(tokenizer)


def edited(T, change, texts=A, **options):
    """A Tokenizer whose dictionaries the program changes itself, as many do."""
    tokenizer = fitted(T, **options)
    change(tokenizer)
    return [tokenizer.texts_to_sequences(texts), tokenizer.sequences_to_texts([[1, 2, 0, 99]])]


def add_pad(tokenizer):
    tokenizer.word_index["<pad>"] = 0
    tokenizer.index_word[0] = "<pad>"


def keep_three(tokenizer):
    tokenizer.word_index = {word: i for word, i in tokenizer.word_index.items() if i <= 3}


def give_zero(tokenizer):
    tokenizer.word_index["cat"] = 0


def name_oov(tokenizer):
    tokenizer.oov_token = "dog"


def forget_oov(tokenizer):
    tokenizer.num_words = 2


def again(T, tokenizer):
    return T.tokenizer_from_json(tokenizer.to_json())


def config(tokenizer):
    """The configuration, with what has no order in a sorted one."""
    found = dict(tokenizer.get_config())
    return {k: sorted(json.loads(v).items()) if k in ("word_docs", "index_docs") else v for k, v in found.items()}


def json_of(tokenizer, **options):
    text = tokenizer.to_json(**options)
    return [list(json.loads(text)), json.loads(text)["class_name"], text[:20]]


def halves(text):
    return [text[: len(text) // 2], text[len(text) // 2 :]]


def upper(text):
    return text.upper().split()


def length(word):
    return len(word)


def generated(generator):
    return [type(generator).__name__, list(generator)]


OPTIONS = [
    "",
    "num_words=3",
    "oov_token='<OOV>'",
    "num_words=3, oov_token='<OOV>'",
    "num_words=1, oov_token='<OOV>'",
    "num_words=0",
    "num_words=100",
    "lower=False",
    "filters=''",
    "filters='.'",
    "filters='abc '",
    "split=','",
    "split='at'",
    "split=''",
    "split=None",
    "filters=None",
    "filters=['.', '!']",
    "char_level=True",
    "char_level=True, lower=False, num_words=5",
    "char_level=True, oov_token='?'",
    "analyzer=upper",
    "analyzer=halves, lower=False",
    "analyzer=upper, oov_token='CAT'",
    "oov_token='cat'",
    "oov_token=''",
    "oov_token=1",
    "num_words=4.0",
    "num_words=3.5",
    "num_words=-1",
    "num_words='3'",
    "nb_words=3",
    "nb_words=None",
    "document_count=7",
    "words=3",
    "num_word=3",
]
TEXTS = {
    "A": "A",
    "UNICODE": "UNICODE",
    "TOKENS": "TOKENS",
    "MIXED": "MIXED",
    "TIES": "TIES",
    "NUMBERS": "NUMBERS",
    "a str": "'abcab'",
    "a str of words": "'the cat'",
    "empty": "[]",
    "empty text": "['']",
    "empties": "['', ' ', '...', 'a']",
    "tuple": "tuple(A)",
    "generator": "(t for t in A)",
    "set": "{'a b'}",
    "dict": "{'a b': 1, 'c': 2}",
    "array": "np.array(A)",
    "objects": "np.array(A, dtype=object)",
    "matrix": "np.array([['a b', 'c'], ['d', 'a b']])",
    "tuples of tokens": "[('a', 'b')]",
    "lists of ints": "[[1, 2], [2]]",
    "arrays of tokens": "[np.array(['a', 'b'])]",
    "nested": "[[['a']]]",
    "bytes": "[b'a b']",
    "numbers": "[1, 2]",
    "nan": "['a', float('nan')]",
    "None in it": "['a', None]",
    "None": "None",
    "a number": "3",
    "list of one str a word": "[['a b', 'c.']]",
}
SEQUENCES = ["[[1, 2, 3], [2, 3, 3], []]", "[]", "[(1, 2), (7,)]", "[np.array([1, 2])]", "np.array([[1, 1], [0, 5]])",
             "[['1', '2']]", "[[1.0, 2.5]]", "[1, 2]", "None", "[[None]]", "[[-1, 400]]", "iter([[1], [2]])"]  # fmt: skip

PROGRAMS = [
    *(f"state(fitted(T, {o}))" for o in OPTIONS),
    *(f"fitted(T, {o}).texts_to_sequences([*A, 'unseen cat', ['dog', 'CAT', 'x']])" for o in OPTIONS),
    *(f"options(T.Tokenizer({o}))" for o in OPTIONS),
    *(f"state(fitted(T, {t}))" for t in TEXTS.values()),
    *(f"fitted(T).texts_to_sequences({t})" for t in TEXTS.values()),
    *(f"state(fitted(T, {t}, char_level=True))" for t in TEXTS.values()),
    *(f"state(fitted(T, {t}, lower=False))" for t in ("UNICODE", "TOKENS", "MIXED", "NUMBERS", "[[1, 2], [2]]")),
    *(f"state(fitted(T, {t}, oov_token='<OOV>'))" for t in ("TIES", "TOKENS", "MIXED", "[]")),
    *(f"fitted(T, {o}).texts_to_matrix(A[:2], mode={m!r})" for m in MODES for o in ("", "num_words=4")),
    *(f"fitted(T, oov_token='o').texts_to_matrix(['cat x x'], {m!r})" for m in MODES),
    *(f"fitted(T, num_words=5).sequences_to_matrix({s})" for s in SEQUENCES),
    *(f"fitted(T, num_words=5).sequences_to_matrix([[1, 1, 4], [2], [], [7]], {m!r})" for m in MODES),
    *(f"state(fitted(T, sequences={s}))" for s in SEQUENCES),
    *(f"fitted(T, {o}).sequences_to_texts([[1, 2, 3], [9, 0], [], [77], [4, 1, -1]])" for o in OPTIONS[:14]),
    *(f"fitted(T, oov_token='o').sequences_to_texts({s})" for s in SEQUENCES),
    *(f"[json_of(fitted(T, {o})), config(fitted(T, {o}))]" for o in OPTIONS[:20]),
    *(f"[state(again(T, fitted(T, {o}))), options(again(T, fitted(T, {o})))]" for o in OPTIONS[:20]),
    *(f"again(T, fitted(T, {o})).texts_to_sequences(A + ['new cat'])" for o in OPTIONS[:8]),
    *(f"edited(T, {c}, {o})" for c in ("add_pad", "keep_three", "give_zero", "name_oov", "forget_oov")
      for o in ("oov_token=None", "oov_token='<OOV>'", "num_words=4", "num_words=4, oov_token='<OOV>'")),
    *(f"T.text_to_word_sequence({t})" for t in ("A[1]", "UNICODE[0]", "UNICODE[2]", "''", "'a  b'", "None", "3",
      "['a', 'b']", "b'a'", "'It\\'s a-b_c'")),
    *(f"T.text_to_word_sequence('The cat, THE  dog\\r x', {o})" for o in ("lower=False", "filters=''", "split=','",
      "filters=',', split='  '", "split=''", "split=None", "filters=None", "filters=['T', 'xx']", "filters=3")),
    "T.text_to_word_sequence('a b', '', False, 'b')",
    "T.text_to_word_sequence(text='a b')",
    *(f"T.hashing_trick(A[1], {o})" for o in ("7, 'md5'", "2, hash_function='md5'", "100, length", "7, len, '', False",
      "9, 'md5', split=','", "9, 'md5', analyzer=upper", "1, 'md5'", "0, 'md5'", "-5, 'md5'", "7.5, 'md5'", "'7', 'md5'",
      "7, 'sha1'", "7, 3", "None, 'md5'", "n=50, hash_function='md5', filters='', lower=False", "2**40, 'md5'")),
    *(f"T.hashing_trick({t}, 9, 'md5')" for t in ("UNICODE[0]", "UNICODE[1]", "''", "['a', 'B']", "None", "['A', 'é']",
      "'\\ud800'", "3", "b'a b'")),
    "len(T.one_hot(A[0], 50)) == 6 and all(1 <= i < 50 for i in T.one_hot(A[0], 50))",
    "T.one_hot(A[1], 10) == T.hashing_trick(A[1], 10, hash)",
    "T.one_hot(A[0], 10, split='at', filters='', lower=False) == T.hashing_trick(A[0], 10, hash, '', False, 'at')",
    "T.one_hot(A[0], 10, analyzer=upper) == T.hashing_trick(A[0], 10, None, analyzer=upper)",
    *(f"T.one_hot({o})" for o in ("A[0], 2", "A[0], 1", "A[0], None", "None, 5", "input_text='', n=4", "text='', n=4")),
    *(f"generated(fitted(T).{call})" for call in ("texts_to_sequences_generator(A[:2])",
      "sequences_to_texts_generator([[1, 2]])")),
    "kinds(T.Tokenizer())", "kinds(fitted(T))", "kinds(again(T, fitted(T)))",
    "fitted(T, analyzer=halves).word_index", "T.hashing_trick('The Cat', 99, 'md5', analyzer=halves)",
    "fitted(T, analyzer=halves, char_level=True).word_index", "fitted(T, [['A'], 'B'], analyzer=halves).word_index",
    "fitted(T, num_words=5).sequences_to_matrix([[1, 7, 7], [2, 2]], 'freq')",
    "fitted(T, filters=None, char_level=True).word_index", "fitted(T, TOKENS, split='', filters=None).word_index",
    "fitted(T, num_words=4.0).texts_to_matrix(A)", "fitted(T, num_words=0).texts_to_matrix(A)",
    "T.Tokenizer().texts_to_sequences(A)",
    "T.Tokenizer(oov_token='o').texts_to_sequences(A)",
    "T.Tokenizer(num_words=3, oov_token='o').texts_to_sequences(A)",
    "T.Tokenizer().sequences_to_texts([[1, 2]])",
    "T.Tokenizer(oov_token='o').sequences_to_texts([[1, 2]])",
    "T.Tokenizer().texts_to_matrix(A)",
    "T.Tokenizer(num_words=4).texts_to_matrix(A)",
    "T.Tokenizer(num_words=4).texts_to_matrix(A, 'tfidf')",
    "T.Tokenizer().sequences_to_matrix([[1]])",
    "T.Tokenizer(num_words=3).sequences_to_matrix([[1], [2, 2]])",
    "T.Tokenizer(num_words=3).sequences_to_matrix([[1], [2, 2]], mode='tfidf')",
    "fitted(T, num_words=3).texts_to_matrix(A, 'tf-idf')",
    "fitted(T, num_words=3).texts_to_matrix(A, None)",
    "T.Tokenizer(5, '.', False, ',', True, 'o', None).texts_to_sequences(['a'])",
    "twice(T, A, TIES)", "twice(T, A, A)", "twice(T, [], A)", "twice(T, A, TIES, oov_token='<OOV>')",
    "twice(T, A, [])", "twice(T, A, ['<oov> <oov> <oov>'], oov_token='<oov>')", "twice(T, A, TIES, num_words=2)",
    "[k for k in vars(T.Tokenizer())]",
    "json_of(fitted(T), indent=2)", "json_of(fitted(T), sort_keys=True)", "json_of(fitted(T), nothing=1)",
    "T.tokenizer_from_json('{}')", "T.tokenizer_from_json('x')", "T.tokenizer_from_json(None)",
    "T.tokenizer_from_json('{\"config\": {}}')", "T.tokenizer_from_json({'config': {}})",
    "T.tokenizer_from_json(json.dumps(fitted(T).to_json()))",
    "config(fitted(T, UNICODE))", "config(T.Tokenizer())",
    "again(T, fitted(T, UNICODE)).word_index",
    "again(T, fitted(T, NUMBERS)).index_word",
    "state(again(T, again(T, fitted(T, oov_token='<OOV>', num_words=3))))",
    "again(T, fitted(T, analyzer=upper)).analyzer",
]  # fmt: skip
