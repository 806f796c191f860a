"""Tables in files: CsvDataset, make_csv_dataset, make_batched_features_dataset."""

BEFORE = r'''
from pathlib import Path
import gzip
def w(name, text):
    Path(path(name)).write_bytes(text.encode())
    return path(name)
a = w('a.csv', 'x,y,z\n1,2.5,a\n3,,"b,c"\n4,1e3,"say ""hi"""\n,5,\n')
gz = path('a.gz')
Path(gz).write_bytes(gzip.compress(Path(a).read_bytes()))
m = w('m.csv', 'id,name,v,flag,big\n' + ''.join(
    f'{i},n{i},{i/2},{"yes" if i%2 else ""},{i*10**10}\n' for i in range(7)))
for j in range(3):
    w(f'part{j}.csv', 'k,v\n' + ''.join(f'{10 * j + i},{i}\n' for i in range(j + 2)))
parts = path('part*.csv')
Csv, make = tf.data.experimental.CsvDataset, tf.data.experimental.make_csv_dataset
'''
EXAMPLES = r"""
for j in range(2):
    with tf.io.TFRecordWriter(path(f'ex{j}')) as out:
        for i in range(4 + j):
            feature = {
                'n': tf.train.Feature(int64_list=tf.train.Int64List(value=[10 * j + i])),
                'x': tf.train.Feature(float_list=tf.train.FloatList(value=[i, j])),
            }
            out.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())
features = {'n': tf.io.FixedLenFeature([], tf.int64), 'x': tf.io.FixedLenFeature([2], tf.float32)}
make = tf.data.experimental.make_batched_features_dataset
"""


def of(before, programs):
    return {name: before + "ds = " + lines + "\n" for name, lines in programs.items()}


PROGRAMS = {
    **of(
        BEFORE,
        {
            "csv": "Csv(a, [0, 0.0, 'd'], header=True)",
            "csv_required": "Csv(a, [tf.int32, tf.float32, tf.string], header=True)",
            "csv_select": "Csv(a, [0, 0.0], header=True, select_cols=[0, 1])",
            "csv_select_not_numbers": "Csv(a, [0, 0.0], header=True, select_cols=[0, 2])",
            "csv_select_unordered": "Csv(a, [0.0, 0], header=True, select_cols=[1, 0])",
            "csv_select_too_many": "Csv(a, [0.0, 0], header=True, select_cols=[1])",
            "csv_select_negative": "Csv(a, [0.0], header=True, select_cols=[-1])",
            "csv_select_beyond": "Csv(a, [0.0, 0.0], header=True, select_cols=[1, 7])",
            "csv_exclude": "Csv(a, [0.0], header=True, exclude_cols=[0, 2])",
            "csv_both": "Csv(a, [0, 0.0], header=True, select_cols=[0, 1], exclude_cols=[2])",
            "csv_too_few_defaults": "Csv(a, [0, 0.0], header=True)",
            "csv_too_many_defaults": "Csv(a, [0, 0.0, '', ''], header=True)",
            "csv_no_header": "Csv(a, ['', '', ''])",
            "csv_delim_na": """Csv(
    w('b', '1;NA;3\\r\\n4;5;6\\r\\n\\r\\n7;8\\n9;9;9'), [0, -1, 0], field_delim=';', na_value='NA')""",
            "csv_one_column_blank": "Csv(w('b', '1\\n\\n3\\n'), [1000])",
            "csv_quotes": 'Csv(w(\'q\', \'"a\\nb",2\\n"c""d",3\\n"",4\\n"""","5"\\n"x\\r\\ny",6\'), [\'\', 0])',
            "csv_no_quotes": 'Csv(w(\'q\', \'"a",2\\n"c""d",3\\nx"y,4\\n\'), [\'\', 0], use_quote_delim=False)',
            "csv_stray_quote": "Csv(w('q', 'x\"y,4\\nz,5\\n'), ['', 0])",
            "csv_cr": "Csv(w('c', 'a\\r\\rb\\n\\r\\n\"c\"\\r\"d\\re\\r\\n\"\\r\\r\\n\\n\\rf'), ['none'])",
            "csv_cr_fields": "Csv(w('c', 'x,y\\ra,\"b\"\\rc,d\\re'), ['', ''], header=True)",
            "csv_default_of_rank_2": "Csv(a, [[[0]], 0.0, ''], header=True)",
            "csv_several": "Csv([a, a], [0, 0.0, 'd'], header=True)",
            "csv_missing": "Csv([a, path('no')], [0, 0.0, 'd'], header=True)",
            "csv_gzip": "Csv(gz, [0, 0.0, 'd'], 'GZIP', 1000, True)",
            "csv_delim_na_tensors": """Csv(
    a, [0, 0.0, 'd'], header=True, field_delim=tf.constant(','), na_value=tf.constant('3'))""",
            "csv_na_bytes": "Csv(a, [0, 0.0, 'd'], header=True, na_value=b'3')",
            "csv_long_delim": "Csv(a, [0, 0.0, 'd'], header=True, field_delim=';;')",
            "csv_tensors": """Csv(
    a, [tf.constant([0]), tf.constant([0.5], tf.float64), tf.constant(['e'])], header=True)""",
            "csv_empty_default": "Csv(a, [tf.constant([], tf.int64), 0.0, 'e'], header=True)",
            "csv_two_defaults": "Csv(a, [[1, 2], 0.0, 'e'], header=True)",
            "csv_no_columns": "Csv(a, [], header=True)",
            "csv_bad_numbers": "Csv(w('e', '9999999999,1.5.2\\n 7 , 3\\n0x10,1\\n1.5,2\\n2,nan\\n3,inf\\n'), [0, 0.0])",
            "csv_dtype_names": "Csv(a, ['int64', 'float64', 'string'], header=True)",
            "csv_uint8": "Csv(a, [tf.uint8, 0.0, 'e'], header=True)",
            "csv_nothing_to_skip": "Csv(w('h', ''), [0], header=True)",
            "csv_header_only": "Csv(w('h', 'a\\n'), [0], header=True)",
            "make_csv_endless": "make(m, 3, shuffle=False).take(6)",
            "make_csv": "make(m, 3, num_epochs=1, shuffle=False)",
            "make_csv_label": "make(m, 3, num_epochs=1, shuffle=False, label_name='v')",
            "make_csv_seed": "make(m, 3, num_epochs=1, shuffle_seed=5)",
            "make_csv_two_epochs": "make(m, 3, num_epochs=2, shuffle_seed=5, select_columns=['id'])",
            "make_csv_small_buffer": "make(m, 3, num_epochs=2, shuffle_seed=5, shuffle_buffer_size=3)",
            "make_csv_select": "make(m, 3, num_epochs=1, shuffle=False, select_columns=['v', 'id'])",
            "make_csv_select_numbers": """make(
    m, 3, num_epochs=1, shuffle=False, select_columns=[2, 0], label_name='id')""",
            "make_csv_defaults": """make(
    m, 3, num_epochs=1, shuffle=False, column_defaults=[tf.int32, 'q', 0.0, 'none', tf.int64])""",
            "make_csv_select_defaults": """make(
    m, 3, num_epochs=1, shuffle=False, select_columns=['flag', 'id'], column_defaults=[1.0, 'none'])""",
            "make_csv_few_defaults": "list(make(m, 3, num_epochs=1, shuffle=False, column_defaults=[0, '']))",
            "make_csv_names": "make(m, 3, ['a', 'b', 'c', 'd', 'e'], num_epochs=1, shuffle=False)",
            "make_csv_no_such_label": "make(m, 3, num_epochs=1, shuffle=False, label_name='zz')",
            "make_csv_no_such_column": "make(m, 3, num_epochs=1, shuffle=False, select_columns=['zz'])",
            "make_csv_same_names": "make(m, 3, num_epochs=1, shuffle=False, column_names=['a', 'a', 'c', 'd', 'e'])",
            "make_csv_label_not_selected": "make(m, 3, num_epochs=1, select_columns=['v'], label_name='id')",
            "make_csv_no_names": "make(m, 3, num_epochs=1, shuffle=False, header=False)",
            "make_csv_no_header": """make(
    w('n.csv', '1,2\\n3,4\\n'), 3, ['a', 'b'], num_epochs=1, shuffle=False, header=False)""",
            "make_csv_no_files": "make(path('zz*'), 3)",
            "make_csv_gzip": "make(gz, 2, num_epochs=1, shuffle=False, compression_type='GZIP')",
            "make_csv_parts": "make(parts, 4, num_epochs=1, shuffle=False)",
            "make_csv_parts_shuffled": "make(parts, 4, num_epochs=1, shuffle_seed=3)",
            "make_csv_parts_shuffled_small": "make(parts, 4, num_epochs=3, shuffle_seed=3, shuffle_buffer_size=2)",
            "make_csv_parts_global_seed": "make(parts, 4, num_epochs=2)",
            "make_csv_parts_parallel": "make(parts, 4, num_epochs=1, shuffle=False, num_parallel_reads=2)",
            "make_csv_two_patterns": "make([path('part2*'), path('part0*')], 4, num_epochs=1, shuffle=False)",
            "make_csv_inference": """make(w('i.csv', '''a,b,c,d,e,f,g,h,i
1,,1e39,0.1,nan,-5,x, 7,0
,,2,1e-50,1,99999999999999999999,1,8,2
'''), 5, num_epochs=1, shuffle=False)""",
            "make_csv_few_rows": """make(
    w('i.csv', 'a,b\\n1,2\\n3,4\\n99999999999,x\\n'), 1, num_epochs=1, shuffle=False, num_rows_for_inference=2)""",
            "make_csv_uneven": "make(w('i.csv', 'a,b\\n1,2\\n3\\n'), 1, num_epochs=1, shuffle=False)",
            "make_csv_na": "make(w('i.csv', 'a,b\\n1,NA\\nNA,2\\n'), 2, num_epochs=1, shuffle=False, na_value='NA')",
            "make_csv_delim": """make(
    w('i.csv', 'a|b\\n1|"x|y"\\n'), 2, num_epochs=1, shuffle=False, field_delim='|', prefetch_buffer_size=1)""",
            "make_csv_other_header": """make(
    [a, m], 2, num_epochs=1, shuffle=False)""",
            "make_csv_ignore_errors": """make(
    w('i.csv', 'a,b\\n1,2\\n3\\n5,x\\n7,8\\n'), 1, num_epochs=1, shuffle=False,
    column_defaults=[0, 0], ignore_errors=True)""",
        },
    ),
    **of(
        BEFORE + EXAMPLES,
        {
            "features": "make(path('ex0'), 3, features, num_epochs=1, shuffle=False)",
            "features_label": "make(path('ex0'), 3, features, label_key='n', num_epochs=1, shuffle=False)",
            "features_no_such_label": "make(path('ex0'), 3, features, label_key='q', num_epochs=1, shuffle=False)",
            "features_shuffled": "make(path('ex*'), 2, features, num_epochs=2, shuffle_seed=4)",
            "features_endless": "make(path('ex*'), 2, features, shuffle=False).take(6)",
            "features_drop": "make(path('ex*'), 2, features, num_epochs=1, drop_final_batch=True, shuffle=False)",
            "features_threads": "make(path('ex*'), 2, features, num_epochs=1, reader_num_threads=2, shuffle=False)",
            "features_reader": """make(
    path('ex*'), 2, features, tf.data.TFRecordDataset, reader_args=[''], num_epochs=1, shuffle=False)""",
            "features_no_files": "make(path('zz*'), 2, features)",
            "features_more_args": """make(
    path('ex*'), 9, features, num_epochs=1, shuffle=False, parser_num_threads=3, prefetch_buffer_size=2)""",
        },
    ),
    "counter": "ds = tf.data.experimental.Counter(3, 2).take(4)",
    "counter_method": "ds = tf.data.Dataset.counter(start=1, step=-1, dtype=tf.int32)",
    "counter_plain": "ds = tf.data.experimental.Counter()",
}
