"""Good calls of what reads and writes files."""

from bad.calls import made

from tenfold.testing.cases import case


@made
def path(tf):
    with open("there.txt", "w", encoding="utf-8") as file:
        file.write("abc")
    return "there.txt"


CASES = [
    case("tf.io.read_file(p, name='r')", p=path),
    case("tf.io.write_file('out.txt', 'abc', name='w')"),
    case("tf.io.matching_files(p, name='m')", p=path),
    case("tf.io.match_filenames_once(p, name='m')", p=path),
]
