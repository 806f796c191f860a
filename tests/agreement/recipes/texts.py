"""Strings, sparse tensors, ragged tensors, sets, bytes of files."""

from agreement.draw import INDEX
from agreement.recipes.table import recipe

NUMERIC = ("float32", "float32", "float64", "int32", "int64")
recipe(
    "strings.lower strings.upper",
    lambda d: ([d.words(d.shape(0, 2), d.of("ascii", "words"))], d.opt(encoding=d.of("", "utf-8"))),
)
recipe("strings.strip", lambda d: [d.words(d.shape(0, 2), d.of("ascii", "words"))])
recipe("strings.length", lambda d: ([d.words(d.shape(0, 2), "words")], d.opt(unit=d.of("BYTE", "UTF8_CHAR"))))
recipe("strings.bytes_split", lambda d: [d.words(d.shape(0, 2), how="tensor")])
recipe(
    "strings.split",
    lambda d: (
        [d.words(d.of([], [3], [2, 2]), how="tensor")],
        d.opt(sep=d.of("", " ", ",", "a"), maxsplit=d.of(-1, 1, 2)),
    ),
)
recipe(
    "strings.join",
    lambda d: (
        lambda s: (
            [[d.words(s, how="tensor"), d.words(d.of(s, []), how="tensor")]],
            d.opt(separator=d.of("", "-", ", ")),
        )
    )(d.shape(0, 2)),
)
recipe(
    "strings.reduce_join",
    lambda d: (lambda x: ([x], d.opt(axis=d.axes(x.rank), keepdims=d.flag(), separator=d.of("", "-"))))(
        d.words(d.shape(0, 3), how="tensor")
    ),
)
recipe(
    "strings.regex_full_match", lambda d: [d.words(d.shape(0, 2)), d.of("a.*", "[a-z ]+", ".*t", "", "(a|b)+", r"\w+")]
)
recipe(
    "strings.regex_replace",
    lambda d: (
        [d.words(d.shape(0, 2)), d.of("a", "[aeiou]", r"(\w)(\w)", " +", "^"), d.of("", "X", r"<\0>")],
        d.opt(replace_global=d.flag()),
    ),
)
recipe(
    "strings.substr",
    lambda d: ([d.words([3], "words"), d.randint(0, 0), d.randint(0, 4)], d.opt(unit=d.of("BYTE", "UTF8_CHAR"))),
)
recipe(
    "strings.to_hash_bucket strings.to_hash_bucket_fast",
    lambda d: [d.words(d.shape(0, 2), "words", how="tensor"), d.of(7, 1000, 1 << 40)],
)
recipe(
    "strings.to_hash_bucket_strong",
    lambda d: [d.words(d.shape(0, 2), "words", how="tensor"), d.of(7, 1000), [d.randint(0, 99), d.randint(0, 99)]],
)
recipe(
    "strings.to_number",
    lambda d: (
        lambda w: (
            [
                d.words(d.shape(0, 2), "whole" if w else "numerals", how="tensor"),
                d.dtype(*(("int32", "int64") if w else ("float32", "float64"))),
            ]
        )
    )(d.flag()),
)
recipe(
    "strings.as_string",
    lambda d: (
        lambda x: (
            [x],
            d.opt(
                precision=d.randint(0, 8),
                width=d.of(-1, 8, 12),
                fill=d.of("", "0", " "),
                **({d.of("scientific", "shortest"): True} if "float" in x["dtype"] else {}),
            )
            if "float" in x["dtype"] or "complex" in x["dtype"]
            else d.opt(width=d.of(-1, 8)),
        )
    )(
        d.x(
            ("float32", "float64", "int32", "int64", "uint8", "bool", "complex64"),
            how="tensor",
            fill=d.of(None, "halves", "special"),
        )
    ),
    1.5,
)
recipe(
    "strings.format",
    lambda d: [d.of("v: {}", "{}", "<{}>"), d.x(("float32", "int32", "bool", "string"), d.full(0, 2), how="tensor")],
)
recipe(
    "strings.ngrams",
    lambda d: (
        [
            d.of(d.words([2, 4], how="tensor"), d.ragged("string", 1, [], fill="ascii")),
            d.of(1, 2, 3, {"tuple": [1, 2]}),
        ],
        d.opt(
            separator=d.of(" ", "|"), preserve_short_sequences=d.flag(), pad_values=d.of(None, {"tuple": ["<", ">"]})
        ),
    ),
)
recipe(
    "strings.unsorted_segment_join",
    lambda d: ([d.words([4], how="tensor"), d.integers([4], 0, 3, how="tensor"), 4], d.opt(separator="-")),
)
recipe(
    "strings.unicode_decode strings.unicode_decode_with_offsets",
    lambda d: ([d.words(d.of([], [3]), "words", how="tensor"), "UTF-8"], d.opt(errors=d.of("replace", "ignore"))),
    0.8,
)
recipe(
    "strings.unicode_split strings.unicode_split_with_offsets",
    lambda d: (
        [d.words(d.of([], [3], [2, 2]), "words", how="tensor"), "UTF-8"],
        d.opt(errors=d.of("replace", "ignore")),
    ),
    0.8,
)
recipe(
    "strings.unicode_encode",
    lambda d: [
        d.of(d.array([3, 2], "int32", low=65, high=900, how="tensor"), d.ragged("int32", 1, [], low=65, high=900)),
        d.of("UTF-8", "UTF-16-BE", "UTF-32-BE"),
    ],
    0.8,
)
recipe(
    "strings.unicode_transcode",
    lambda d: [d.words(d.shape(0, 2), "words", how="tensor"), "UTF-8", d.of("UTF-8", "UTF-16-BE", "UTF-32-BE")],
    0.8,
)
recipe("strings.unicode_script", lambda d: [d.array(d.shape(0, 2), "int32", low=65, high=12000, how="tensor")], 0.6)
recipe(
    "compat.v1.string_split",
    lambda d: ([d.words([3], how="tensor")], d.opt(sep=d.of(" ", ","), skip_empty=d.flag())),
    0.6,
)
recipe("compat.v1.substr", lambda d: [d.words([3], "ascii", how="tensor"), 0, d.randint(0, 3)], 0.3)
recipe(
    "compat.v1.reduce_join",
    lambda d: (
        lambda x: (
            [x],
            d.opt(**{d.of("axis", "reduction_indices"): d.axes(x.rank), d.of("keepdims", "keep_dims"): d.flag()}),
        )
    )(d.words(d.shape(1, 3), how="tensor")),
    0.6,
)
recipe(
    "compat.v1.string_to_number", lambda d: [d.words([3], "numerals", how="tensor"), d.dtype("float32", "float64")], 0.4
)

# ---- sparse


def same_sparse(d, dtype, **more):
    shape = d.full(1, 3)
    return d.sparse(shape, dtype, **more), d.sparse(shape, dtype, **more)


recipe("sparse.add", lambda d: list(same_sparse(d, d.choice(NUMERIC))))
recipe("sparse.maximum sparse.minimum", lambda d: list(same_sparse(d, d.choice(NUMERIC))))
recipe("sparse.to_dense", lambda d: ([d.sparse(None, d.of(*NUMERIC, "string"))], {}))
recipe("sparse.from_dense", lambda d: [d.x(NUMERIC, d.full(1, 3), fill="halves", low=-1, high=2)])
recipe("sparse.reorder", lambda d: [d.sparse(None, d.choice(NUMERIC))], 0.6)
recipe(
    "sparse.transpose",
    lambda d: (lambda s: ([d.sparse(s, d.choice(NUMERIC))], d.opt(perm=d.perm(len(s)))))(d.full(1, 3)),
)
recipe("sparse.expand_dims", lambda d: (lambda s: ([d.sparse(s)], d.opt(axis=d.axis(len(s) + 1))))(d.full(1, 3)))
recipe(
    "sparse.reshape",
    lambda d: (lambda s: [d.sparse([2, 3, s]), d.of([6, s], [-1], [s, -1], [2, -1, 1])])(d.randint(1, 4)),
)
recipe(
    "sparse.reduce_sum sparse.reduce_max",
    lambda d: (
        lambda s: (
            [d.sparse(s, d.of("float32", "int32"))],
            d.opt(axis=d.of(None, d.axis(len(s)), [d.axis(len(s))]), keepdims=d.flag()),
        )
    )(d.full(1, 3)),
)
recipe(
    "compat.v1.sparse_reduce_sum compat.v1.sparse_reduce_max",
    lambda d: (
        lambda s: (
            [d.sparse(s)],
            d.opt(**{d.of("axis", "reduction_axes"): d.axis(len(s)), d.of("keepdims", "keep_dims"): d.flag()}),
        )
    )(d.full(1, 3)),
    0.6,
)
recipe("sparse.softmax", lambda d: [d.sparse(d.full(2, 3), d.of("float32", "float64"))])
recipe(
    "sparse.slice",
    lambda d: (lambda s: [d.sparse(s), [d.randint(0, n - 1) for n in s], [d.randint(1, 3) for _ in s]])(d.full(1, 3)),
)
recipe(
    "sparse.split",
    lambda d: (
        lambda s: ([], {"sp_input": d.sparse(s), "num_split": d.randint(1, 3), "axis": d.randint(0, len(s) - 1)})
    )([4, 5, 3][: d.randint(1, 3)]),
)
recipe("sparse.concat", lambda d: (lambda s: [d.axis(len(s)), [d.sparse(s), d.sparse(s)]])(d.full(1, 3)))
recipe("sparse.retain", lambda d: [d.sparse([3, 4], "float32", count=4), d.array([4], "bool", how="tensor")])
recipe("sparse.fill_empty_rows", lambda d: [d.sparse([4, 3], "int64"), 7])
recipe("sparse.to_indicator", lambda d: [d.sparse([3, 4], "int64", low=0, high=5), 6])
recipe("sparse.reset_shape", lambda d: ([d.sparse([3, 4])], d.opt(new_shape=[5, 6])), 0.7)
recipe(
    "sparse.eye",
    lambda d: ([d.randint(1, 4)], d.opt(num_columns=d.randint(1, 4), dtype=d.dtype("float32", "int32"))),
    0.7,
)
recipe(
    "sparse.mask",
    lambda d: [
        {
            "call": [
                "IndexedSlices",
                [d.array([4, 2], "float32", how="tensor"), {"values": [1, 3, 5, 6], "dtype": "int32", "how": "tensor"}],
                {},
            ]
        },
        d.given([1, 5], "int32", how="tensor"),
    ],
    0.4,
)
recipe("sparse.map_values", lambda d: [{"name": d.of("math.square", "math.abs", "math.exp")}, d.sparse()], 0.7)
recipe(
    "sparse.sparse_dense_matmul",
    lambda d: (
        lambda m, k, ta, tb, t: (
            [d.sparse([k, m] if ta else [m, k], t), d.array([2, k] if tb else [k, 2], t, how="tensor")],
            {"adjoint_a": ta, "adjoint_b": tb},
        )
    )(d.some(), d.some(), d.flag(), d.flag(), d.of("float32", "float64", "complex64")),
)
recipe(
    "sparse.bincount",
    lambda d: ([d.sparse([3, 4], "int32", low=0, high=5)], d.opt(minlength=3, binary_output=d.flag())),
    0.7,
)
recipe(
    "sparse.cross sparse.cross_hashed",
    lambda d: [[d.sparse([2, 2], "string", fill="ascii"), d.words([2, 2], how="tensor")]],
    0.5,
)
recipe(
    "compat.v1.sparse_to_dense",
    lambda d: (
        [
            {"values": [[0, 1], [2, 0]], "dtype": "int64", "how": "tensor"},
            [3, 2],
            d.array([2], "float32", how="tensor"),
        ],
        d.opt(default_value=1.5),
    ),
    0.4,
)


def sets(d):
    dtype = d.of("int32", "int64", "string")
    n = d.randint(1, 3)
    return [
        d.array([n, d.randint(1, 5)], dtype, low=0, high=6, how="tensor"),
        d.array([n, d.randint(1, 5)], dtype, low=0, high=6, how="tensor"),
    ]


recipe("sets.intersection sets.union", sets)
recipe("sets.difference", lambda d: (sets(d), d.opt(aminusb=d.flag())))
recipe("sets.size", lambda d: [d.sparse([2, 5], "int32", low=0, high=4)])

# ---- ragged: its own functions, and ops that take ragged tensors

recipe(
    "ragged.constant",
    lambda d: (
        [d.of([[1, 2], [], [3]], [[[1], [2, 3]], []], [[1.5], []], [["a"], ["b", "c"]])],
        d.opt(row_splits_dtype=d.dtype(*INDEX)),
    ),
    0.8,
)
recipe(
    "ragged.range",
    lambda d: (
        lambda n: (
            [
                d.array([n], "int32", low=0, high=4, how="tensor"),
                d.array([n], "int32", low=3, high=8, how="tensor"),
                d.of(1, 2),
            ],
            d.opt(row_splits_dtype=d.dtype(*INDEX)),
        )
    )(d.some()),
)
recipe(
    "ragged.stack", lambda d: ([[d.ragged("float32", 1, []), d.ragged("float32", 1, [])]], d.opt(axis=d.of(0, 1, 2)))
)
recipe(
    "ragged.row_splits_to_segment_ids",
    lambda d: ([d.given([0, 2, 2, 5], "int64", how="tensor")], d.opt(out_type=d.dtype(*INDEX))),
    0.5,
)
recipe("ragged.segment_ids_to_row_splits", lambda d: ([d.segments(d.some())], d.opt(out_type=d.dtype(*INDEX))), 0.5)
recipe("ragged.map_flat_values", lambda d: [{"name": d.of("math.square", "math.abs", "math.exp")}, d.ragged()], 0.6)
recipe(
    "ragged.stack_dynamic_partitions",
    lambda d: [d.array([5], "float32", how="tensor"), d.array([5], "int32", low=0, high=3, how="tensor"), 3],
    0.6,
)
recipe(
    "ragged.boolean_mask",
    lambda d: [
        d.of(d.array([3, 4], "float32", how="tensor"), d.ragged("float32", 1, [])),
        d.array([3, 4], "bool", how="tensor"),
    ],
    0.6,
)
recipe(
    "ragged.cross ragged.cross_hashed",
    lambda d: [[d.ragged("string", 1, [], fill="ascii"), d.ragged("string", 1, [], fill="ascii")]],
    0.4,
)

# ---- bytes

recipe("io.encode_base64", lambda d: ([d.words(d.shape(0, 2), "words", how="tensor")], d.opt(pad=d.flag())))
recipe(
    "io.decode_base64",
    lambda d: [{"call": ["io.encode_base64", [d.words(d.shape(0, 2), "words", how="tensor")], d.opt(pad=d.flag())]}],
)
recipe(
    "io.decode_raw",
    lambda d: (
        [
            d.given([d.of("abcdefgh", "ABCDEFGHabcdefgh"[:8]), "12345678"], "string", how="tensor"),
            d.dtype("uint8", "int16", "int32", "float32", "int64"),
        ],
        d.opt(little_endian=d.flag(), fixed_length=d.of(8, 16)),
    ),
)
recipe(
    "compat.v1.decode_raw",
    lambda d: (
        [d.given(["abcdefgh", "12345678"], "string", how="tensor"), d.dtype("uint8", "int16", "int32", "float32")],
        d.opt(little_endian=d.flag()),
    ),
    0.5,
)
recipe("io.serialize_tensor", lambda d: [d.x(("float32", "int32", "string", "bool", "int64", "float64"), how="tensor")])
recipe(
    "io.parse_tensor",
    lambda d: (lambda x: [{"call": ["io.serialize_tensor", [x], {}]}, {"dtype": x.dtype}])(
        d.x(("float32", "int32", "string", "bool", "complex64", "bfloat16"), how="tensor")
    ),
)
recipe(
    "io.decode_csv",
    lambda d: (
        [d.given(["1,2.5,a", "3,,b", '-4,1e2,"c,d"'], "string", how="tensor"), [[0], [d.number()], ["z"]]],
        d.opt(na_value=d.of("", "NA"), use_quote_delim=True, select_cols=None),
    ),
    0.5,
)
recipe("io.decode_compressed", lambda d: [d.words(d.shape(0, 2), how="tensor"), ""], 0.3)
recipe(
    "io.serialize_sparse io.serialize_many_sparse",
    lambda d: [d.sparse([3, 4], d.of("float32", "int64", "string"))],
    0.6,
)
recipe(
    "io.deserialize_many_sparse",
    lambda d: (lambda t: [{"call": ["io.serialize_many_sparse", [d.sparse([3, 4, 2], t)], {}]}, {"dtype": t}])(
        d.of("float32", "int64", "string")
    ),
    0.6,
)
