"""Strings."""

import string

import numpy as np

from tenfold.testing.cases import c64, case, f32, f64, ints, strs

WORDS = strs(["Hello World", "naïve Ünïcode", "", "  a\tb \n"])
TABLE = strs([["a b", "c"], ["", "d  e f"]])
RANK = {"unknown": "dims", "why": "rows of rows: the rank must be known"}
HASHED = strs(
    [
        bytes((i * 37 + 11) % 256 for i in range(n))
        for n in (0, 1, 3, 4, 7, 8, 16, 17, 32, 33, 50, 64, 65, 128, 129, 200)
    ]
)
INVALID = strs([b"ok", b"a\xffb\xe4\xbd", "日本語 \x01".encode(), b""])
SHAPE = {"unknown": "dims", "why": "the shape is part of the value"}

JOINING = [
    case("tf.strings.join([x, y], '-')", x=WORDS, y=strs(["1", "2", "3", "4"])),
    case("tf.strings.join([x, ' ', 'z'])", x=WORDS),
    case("tf.strings.join(['a', 'b'], separator=' ')"),
    case("tf.strings.join([x, ['1', '2']])", x=WORDS),
    case("tf.strings.reduce_join(x)", x=TABLE),
    *(
        case(f"tf.strings.reduce_join(x, {axis}, separator='|')", x=TABLE)
        for axis in ("0", "1", "-1", "[0, 1]", "[1, 0]")
    ),
    case("tf.strings.reduce_join(x, 0, keepdims=True)", x=TABLE),
    case("tf.strings.reduce_join(x, axis=2)", x=TABLE),
    case("tf.reduce_join(x, keep_dims=True, axis=1)", x=TABLE, v1=True),
    case("tf.strings.reduce_join(tf.strings.split(x), axis=1, separator='+')", x=WORDS, **RANK),
    case("tf.strings.unsorted_segment_join(x, [1, 0, 1, 1], 3, ':')", x=WORDS),
    case("tf.strings.unsorted_segment_join(x, [1, 0], 2)", x=TABLE),
    case("tf.strings.unsorted_segment_join(x, [1, 1, 1, 0], 2, '-')", x=strs(["", "a", "", ""])),
    case("tf.strings.reduce_join(x, 1)", x=strs(np.zeros((0, 5), object))),
]

CUTTING = [
    case("tf.strings.lower(x)", x=WORDS),
    case("tf.strings.upper(x)", x=WORDS),
    case("tf.strings.lower(x, encoding='utf-8')", x=WORDS),
    case("tf.strings.upper(x, encoding='utf-8')", x=WORDS),
    case("tf.strings.strip(x)", x=WORDS),
    case("tf.strings.length(x)", x=WORDS),
    case("tf.strings.length(x, 'UTF8_CHAR')", x=WORDS),
    case("tf.strings.length(tf.strings.split(x))", x=WORDS, **RANK),
    case("tf.strings.length(x, unit='UTF8_CHAR')", x=strs("ü"), v1=True),
    case("tf.strings.substr(x, 1, 3)", x=strs(["Hello", "World", "a"])),
    case("tf.strings.substr(x, -3, 2)", x=strs(["Hello", "World"])),
    case("tf.strings.substr(x, [0, 2], [9, 1])", x=strs(["Hello", "World"])),
    case("tf.strings.substr(x, [[0], [2]], [[2], [1]])", x=strs(["Hello", "World"])),
    case("tf.strings.substr(x, 7, 1)", x=strs(["Hello", "World"])),
    case("tf.strings.substr(x, 1, 3, unit='UTF8_CHAR')", x=strs(["Ünïcode", "日本語です"])),
    case("tf.substr(x, 1, 3)", x=strs(["Hello", "World"]), v1=True),
    case("tf.strings.split(x)", x=WORDS, **RANK),
    case("tf.strings.split(x)", x=strs("one  two three"), **RANK),
    case("tf.strings.split(x, 'l')", x=WORDS, **RANK),
    case("tf.strings.split(x, maxsplit=1)", x=WORDS, **RANK),
    case("tf.strings.split(x, ' ', maxsplit=1)", x=WORDS, **RANK),
    *[
        case(f"tf.strings.split(x, maxsplit={n})", x=strs(["two words", " padded\t", "a  b  c ", ""]), **RANK)
        for n in range(4)
    ],
    case("tf.strings.split(x)", x=TABLE, **RANK),
    case("tf.strings.split(x).to_tensor('-')", x=WORDS, **RANK),
    case("tf.strings.split(tf.strings.split(x), 'l')", x=WORDS, **RANK),
    case("tf.strings.bytes_split(x)", x=WORDS, **RANK),
    case("tf.strings.bytes_split(x)", x=strs("abc"), **RANK),
    case("tf.string_split(x)", x=WORDS, v1=True, **RANK),
    case("tf.string_split(x, 'lo', skip_empty=False)", x=WORDS, v1=True, **RANK),
    case("tf.string_split(x, delimiter='', result_type='RaggedTensor')", x=WORDS, v1=True, **RANK),
    case("tf.strings.split(x, sep='o')", x=WORDS, v1=True, **RANK),
    case("tf.strings.split('a b', result_type='RaggedTensor')", v1=True),
    case("tf.strings.ngrams(x, 2)", x=strs(["a", "b", "c", "d"]), **RANK),
    case("tf.strings.ngrams(x, [2, 3], '_', ('L', 'R'))", x=strs(["a", "b", "c", "d"]), **RANK),
    case("tf.strings.ngrams(x, 5, preserve_short_sequences=True)", x=strs([["a", "b"], ["c", "d"]]), **RANK),
    case("tf.strings.ngrams(tf.strings.split(x), 2, pad_values='#', padding_width=1)", x=WORDS, **RANK),
    case("tf.strings.ngrams(x, 3, pad_values='#', padding_width=1)", x=strs([["a", "b"], ["c", "d"]]), **RANK),
]

TEXTS = strs(["Hello, World! 42", "<br />don't stop\n", "tab\there äöü", ""])
REGEX = [
    case("tf.strings.regex_replace(x, p, '')", x=TEXTS, p=f"[{''.join(chr(92) + c for c in string.punctuation)}]"),
    case("tf.strings.regex_replace(x, r'(\\w+) (\\w+)', r'\\2 \\1 \\0')", x=TEXTS),
    case("tf.strings.regex_replace(x, '[^a-z]', ' ')", x=TEXTS),
    case("tf.strings.regex_replace(x, '<br />', ' ')", x=TEXTS),
    case("tf.strings.regex_replace(x, 'o', '0', replace_global=False)", x=TEXTS),
    case("tf.strings.regex_replace(x, r'\\s+$', '<end>')", x=TEXTS),
    case("tf.strings.regex_replace(x, '[[:punct:]]', '.')", x=TEXTS),
    case("tf.strings.regex_replace(x, '[^[:alnum:] ]', '_')", x=TEXTS),
    case("tf.strings.regex_replace(x, r'\\p{L}+', 'L')", x=TEXTS),
    case("tf.strings.regex_replace(x, r'[\\p{P}\\d]', '')", x=TEXTS),
    case("tf.strings.regex_replace(x, r'\\PL', '')", x=TEXTS),
    case("tf.strings.regex_replace(x, '(?i)HELLO', 'bye')", x=TEXTS),
    case("tf.strings.regex_replace(x, r'[]\\-a-c&&|~]', '?')", x=strs(["a]b-c&|~d"])),
    case("tf.strings.regex_replace(x, r'\\bd|.$', '!')", x=TEXTS),
    case("tf.strings.regex_replace(x, '(', '!')", x=TEXTS),
    case("tf.strings.regex_replace(x, '(?=a)', '!')", x=TEXTS),
    case("tf.strings.regex_full_match(x, '.*o.*')", x=TEXTS),
    case("tf.strings.regex_full_match(x, r'[A-Z]\\w+')", x=strs(["Hello", "hello", "Hello ", "Hello\n"])),
    case("tf.regex_replace(x, 'o', '0')", x=TEXTS, v1=True),
]

NUMBERS = [
    case("tf.strings.as_string(x)", x=ints([1, -20, 300])),
    case("tf.strings.as_string(x, width=5, fill='0')", x=ints([7, -7])),
    case("tf.strings.as_string(x, width=5, fill='-')", x=ints([7, -7])),
    case("tf.strings.as_string(x)", x=f32([1.5, -2.25, 1e20, float("nan"), float("inf")])),
    case("tf.strings.as_string(x, precision=2)", x=f64([1.555, 2.0])),
    case("tf.strings.as_string(x, scientific=True, precision=3)", x=f32([0.1, 12345.0])),
    case("tf.strings.as_string(x, shortest=True)", x=f32([0.1, 12345.0, 1e-9])),
    case("tf.strings.as_string(x, width=10, fill='0')", x=f32([0.5, float("nan")])),
    case("tf.strings.as_string([True, False])"),
    case("tf.strings.as_string(x)", x=c64([1 + 2j])),
    case("tf.strings.as_string(x)", x=WORDS),
    case("tf.strings.as_string(x, precision=3)", x=ints([7, -7])),
    case("tf.strings.as_string(x, shortest=True, scientific=True)", x=f32([7])),
    *(
        case(f"tf.strings.to_number(x, '{t}')", x=strs([" 7 ", "+12", "-3"]))
        for t in ("float32", "int32", "int64", "float64")
    ),
    case("tf.strings.to_number(x)", x=strs([".5", "1.", "1e3", "inf", "Infinity", "nan", "1e400", "0x10"])),
    *(case("tf.strings.to_number(x)", x=strs([s])) for s in ("", "1_0", "5 5", "-", "a")),
    *(case("tf.strings.to_number(x, tf.int32)", x=strs([s])) for s in ("1.5", "3000000000", "", "0x10")),
    case("tf.string_to_number(x)", x=strs(["1.5"]), v1=True),
    case("tf.strings.to_hash_bucket_fast(x, 2 ** 62)", x=HASHED),
    case("tf.strings.to_hash_bucket_fast(x, 10)", x=WORDS),
    case("tf.strings.to_hash_bucket_strong(x, 2 ** 62, [1, 2])", x=HASHED),
    case("tf.strings.to_hash_bucket(x, 2 ** 62)", x=HASHED),
    case("tf.string_to_hash_bucket(x, 100)", x=WORDS, v1=True),
    case(
        "tf.strings.format('<{}> {}', [x, y])", x=f32([0.1, 3.14159265, 1e10, 2]), y=ints(range(8)), grad=False, **SHAPE
    ),
    case("tf.strings.format('{}', tf.reshape(x, [8, 8]))", x=ints(range(64))),
    case("tf.strings.format('{}', x, summarize=-1)", x=TABLE),
    case("tf.strings.format('%s x', x, placeholder='%s')", x=ints(3)),
    case("tf.strings.format('{} {}', x)", x=ints(3)),
]

UNICODE = [
    case("tf.strings.unicode_decode(x, 'UTF-8')", x=INVALID, **RANK),
    case("tf.strings.unicode_decode(x, 'UTF-8')", x=strs("日本"), **RANK),
    case("tf.strings.unicode_decode(x, 'UTF-8', errors='ignore')", x=INVALID, **RANK),
    case("tf.strings.unicode_decode(x, 'UTF-8', errors='strict')", x=INVALID, **RANK),
    case(
        "tf.strings.unicode_decode(x, 'UTF-8', replacement_char=63, replace_control_characters=True)", x=INVALID, **RANK
    ),
    case(
        "tf.strings.unicode_decode(x, 'UTF-16-BE')",
        x=strs(["日本".encode("utf-16-be"), "a𝄞".encode("utf-16-be")]),
        **RANK,
    ),
    case("tf.strings.unicode_decode_with_offsets(x, 'UTF-8')", x=INVALID, **RANK),
    case("tf.strings.unicode_decode(x, 'UTF-8')", x=TABLE, **RANK),
    case("tf.strings.unicode_split(x, 'UTF-8')", x=INVALID, **RANK),
    case("tf.strings.unicode_split_with_offsets(x, 'UTF-8')", x=WORDS, **RANK),
    case("tf.strings.unicode_encode(x, 'UTF-8')", x=ints([[72, 105], [26085, 119070]]), **RANK),
    case("tf.strings.unicode_encode(x, 'UTF-16-BE')", x=ints([72, 105, 26085]), **RANK),
    case("tf.strings.unicode_encode(x, 'UTF-8')", x=ints([72, 0x110000, 0xD800]), **RANK),
    case("tf.strings.unicode_encode(x, 'UTF-8', errors='strict')", x=ints([72, 0x110000]), **RANK),
    case("tf.strings.unicode_encode(tf.strings.unicode_decode(x, 'UTF-8'), 'UTF-32-BE')", x=WORDS, **RANK),
    case("tf.strings.unicode_transcode(x, 'UTF-8', 'UTF-16-BE')", x=WORDS),
    case("tf.strings.unicode_transcode(x, 'latin-1', 'UTF-8')", x=strs([b"\xfc\xe4"])),
    case("tf.strings.unicode_transcode(x, 'UTF-8', 'UTF-8', replacement_char=63)", x=INVALID),
]

CASES = JOINING + CUTTING + REGEX + NUMBERS + UNICODE
