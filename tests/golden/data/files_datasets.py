"""Files: their names, their lines, records and rows."""

TEXTS = r"""
for name, content in {'a.txt': b'a1\na2\na3\n', 'b.txt': b'b1\r\nb2\r\n\r\nb4', 'c.txt': b'', 'd.txt': b'd1'}.items():
    Path(path(name)).write_bytes(content)
"""
PACKED = r"""
import gzip, zlib
Path(path('a.gz')).write_bytes(gzip.compress(b'g1\ng2\n'))
Path(path('b.gz')).write_bytes(gzip.compress(b'h1\nh2'))
Path(path('a.zz')).write_bytes(zlib.compress(b'z1\r\nz2'))
"""
RECORDS = r"""
for name in 'abc':
    with tf.io.TFRecordWriter(path(name)) as w:
        for i in range({'a': 3, 'b': 5, 'c': 1}[name]):
            w.write(f'{name}{i}')
whole = Path(path('b')).read_bytes()
Path(path('cut')).write_bytes(whole[:-3])
Path(path('bad')).write_bytes(whole[:30] + b'?' + whole[31:])
for kind in ('GZIP', 'ZLIB'):
    with tf.io.TFRecordWriter(path(kind), kind) as w:
        w.write('packed')
        w.write(kind)
"""
FIXED = r"""
for name, content in {'f': b'HHaabbccF', 'g': b'HHddF', 'h': b'HHaabbcF', 'e': b'HHF', 's': b'H'}.items():
    Path(path(name)).write_bytes(content)
import gzip, zlib
Path(path('f.gz')).write_bytes(gzip.compress(b'HHaabbccF'))
Path(path('f.zz')).write_bytes(zlib.compress(b'HHddeeF'))
"""
TREE = r"""
for i in range(7):
    Path(path(f'file{i}.txt')).write_text(str(i))
Path(path('other.csv')).write_text('x')
def base(ds):
    return ds.map(lambda x: tf.strings.regex_replace(x, '.*/', ''))
"""


def of(before, programs):
    return {
        name: "from pathlib import Path\n" + before + lines.strip().replace("\n        ", "\n")
        for name, lines in programs.items()
    }


PROGRAMS = {
    **of(
        TREE,
        {
            "list_files": "ds = base(tf.data.Dataset.list_files(path('*.txt'), seed=3))",
            "list_files_global_seed": "ds = base(tf.data.Dataset.list_files(path('*.txt')))",
            "list_files_in_order": "ds = base(tf.data.Dataset.list_files(path('*.txt'), shuffle=False))",
            "list_files_both": "ds = base(tf.data.Dataset.list_files(path('*.txt'), True, 5).repeat(2))",
            "list_files_of_two_globs": """
        ds = base(tf.data.Dataset.list_files([path('*5.txt'), path('*[123].txt'), path('*.csv')], shuffle=False))
        """,
            "list_files_twice_the_same": """
        ds = base(tf.data.Dataset.list_files([path('*5.txt'), path('file5*')], shuffle=False))
        """,
            "list_files_of_one_name": "ds = base(tf.data.Dataset.list_files(path('file3.txt')))",
            "list_files_none": "ds = base(tf.data.Dataset.list_files(path('*.png')))",
            "list_files_one_of_two": "ds = base(tf.data.Dataset.list_files([path('*.png'), path('*3.txt')]))",
            "list_files_of_a_tensor": """
        ds = base(tf.data.Dataset.list_files(tf.constant(path('*.txt')), shuffle=False, name='x'))
        """,
            "list_files_of_slices": """
        files = tf.data.Dataset.from_tensor_slices([path('file1*'), path('file[23]*')])
        ds = base(files.flat_map(lambda x: tf.data.Dataset.list_files(x, shuffle=False)))
        """,
            "list_files_read": """
        ds = tf.data.Dataset.list_files(path('*.txt'), shuffle=False).map(tf.io.read_file)
        """,
        },
    ),
    **of(
        TEXTS,
        {
            "lines": "ds = tf.data.TextLineDataset(path('a.txt'))",
            "lines_of_windows": "ds = tf.data.TextLineDataset(path('b.txt'))",
            "lines_of_nothing": "ds = tf.data.TextLineDataset(path('c.txt'))",
            "lines_of_several": "ds = tf.data.TextLineDataset([path(n + '.txt') for n in 'abcd'])",
            "lines_of_a_matrix": "ds = tf.data.TextLineDataset([[path('a.txt')], [path('d.txt')]])",
            "lines_of_a_tensor": "ds = tf.data.TextLineDataset(tf.constant([path('d.txt'), path('b.txt')]), name='x')",
            "lines_of_a_dataset": """
        names = tf.data.Dataset.from_tensor_slices([path('a.txt'), path('d.txt')])
        ds = tf.data.TextLineDataset(names)
        """,
            "lines_of_a_dataset_of_vectors": """
        names = tf.data.Dataset.from_tensor_slices([path('a.txt'), path('d.txt')]).batch(2)
        ds = tf.data.TextLineDataset(names)
        """,
            "lines_of_numbers": "ds = tf.data.TextLineDataset([1, 2])",
            "lines_of_a_dataset_of_numbers": "ds = tf.data.TextLineDataset(tf.data.Dataset.range(2))",
            "lines_of_what_is_not_there": "ds = tf.data.TextLineDataset([path('a.txt'), path('no'), path('d.txt')])",
            "lines_of_a_folder": "ds = tf.data.TextLineDataset(path('.'))",
            "lines_of_a_path": """
        import pathlib
        ds = tf.data.TextLineDataset(pathlib.Path(path('a.txt')))
        """,
            "lines_in_parallel_2": """
        ds = tf.data.TextLineDataset([path(n + '.txt') for n in 'abcda'], num_parallel_reads=2)
        """,
            "lines_in_parallel_3": """
        ds = tf.data.TextLineDataset([path(n + '.txt') for n in 'abcda'], num_parallel_reads=3)
        """,
            "lines_in_parallel_1": """
        ds = tf.data.TextLineDataset([path(n + '.txt') for n in 'abcda'], num_parallel_reads=1)
        """,
            "lines_in_parallel_missing": """
        ds = tf.data.TextLineDataset([path('a.txt'), path('no'), path('d.txt')], num_parallel_reads=2)
        """,
            "lines_small_buffer": "ds = tf.data.TextLineDataset([path('a.txt'), path('b.txt')], None, 2)",
            "lines_in_flat_map": """
        names = tf.data.Dataset.from_tensor_slices([path('a.txt'), path('b.txt')])
        ds = names.flat_map(lambda n: tf.data.TextLineDataset(n).skip(1))
        """,
            "lines_numbered": """
        ds = tf.data.Dataset.zip((tf.data.TextLineDataset(path('a.txt')), tf.data.Dataset.range(9))).repeat(2)
        """,
            "lines_of_no_kind": "ds = tf.data.TextLineDataset(path('a.txt'), 'BZIP')",
        },
    ),
    **of(
        PACKED,
        {
            "lines_gzip": "ds = tf.data.TextLineDataset([path('a.gz'), path('b.gz')], compression_type='GZIP')",
            "lines_zlib": "ds = tf.data.TextLineDataset([path('a.zz')], 'ZLIB')",
            "lines_gzip_small_buffer": "ds = tf.data.TextLineDataset(path('a.gz'), 'GZIP', buffer_size=3)",
            "lines_not_zlib": "ds = tf.data.TextLineDataset(path('a.gz'), 'ZLIB')",
        },
    ),
    **of(
        RECORDS,
        {
            "records": "ds = tf.data.TFRecordDataset(path('a'))",
            "records_of_several": """
        ds = tf.data.TFRecordDataset([path('a'), path('b'), path('c')], None, 100, None, 'n')
        """,
            "records_of_a_dataset": """
        ds = tf.data.TFRecordDataset(tf.data.Dataset.from_tensor_slices([path('c'), path('a')]))
        """,
            "records_gzip": "ds = tf.data.TFRecordDataset(path('GZIP'), compression_type='GZIP')",
            "records_zlib": "ds = tf.data.TFRecordDataset([path('ZLIB')], 'ZLIB')",
            "records_cut": "ds = tf.data.TFRecordDataset([path('cut'), path('a')])",
            "records_bad": "ds = tf.data.TFRecordDataset([path('a'), path('bad'), path('a')])",
            "records_missing": "ds = tf.data.TFRecordDataset([path('a'), path('no'), path('c')])",
            "records_in_parallel_2": """
        ds = tf.data.TFRecordDataset([path('a'), path('b'), path('c'), path('a')], num_parallel_reads=2)
        """,
            "records_in_parallel_9": """
        ds = tf.data.TFRecordDataset([path('a'), path('b'), path('c'), path('a')], num_parallel_reads=9)
        """,
            "records_in_flat_map": """
        names = tf.data.Dataset.from_tensor_slices([path('a'), path('b')])
        ds = names.flat_map(tf.data.TFRecordDataset).batch(3)
        """,
        },
    ),
    **of(
        FIXED,
        {
            "fixed": "ds = tf.data.FixedLengthRecordDataset(path('f'), 3)",
            "fixed_header": "ds = tf.data.FixedLengthRecordDataset(path('f'), 2, header_bytes=2, footer_bytes=1)",
            "fixed_several": """
        ds = tf.data.FixedLengthRecordDataset([path('f'), path('e'), path('g')], 2, 2, 1)
        """,
            "fixed_uneven": "ds = tf.data.FixedLengthRecordDataset([path('f'), path('h'), path('g')], 2, 2, 1)",
            "fixed_missing": "ds = tf.data.FixedLengthRecordDataset([path('no'), path('g')], 2, 2, 1)",
            "fixed_of_no_bytes": "ds = tf.data.FixedLengthRecordDataset(path('f'), 0)",
            "fixed_negative_header": "ds = tf.data.FixedLengthRecordDataset(path('f'), 2, -1)",
            "fixed_gzip": "ds = tf.data.FixedLengthRecordDataset(path('f.gz'), 2, 2, 1, compression_type='GZIP')",
            "fixed_zlib": "ds = tf.data.FixedLengthRecordDataset(path('f.zz'), 2, 2, 1, None, 'ZLIB')",
            "fixed_gzip_uneven": """
        ds = tf.data.FixedLengthRecordDataset(path('f.gz'), 4, 2, 1, compression_type='GZIP')
        """,
            "fixed_in_parallel": """
        ds = tf.data.FixedLengthRecordDataset([path('f'), path('g'), path('f')], 2, 2, 1, num_parallel_reads=2)
        """,
        },
    ),
}
