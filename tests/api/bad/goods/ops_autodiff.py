"""Good calls of gradients in graphs."""

from bad.calls import made

from tenfold.testing.cases import case


@made
def pair(tf):
    x = tf.constant([1.0, 2.0])
    return x, x * x


CASES = [
    case("tf.gradients(p[1], [p[0]], grad_ys=None, name='g', gate_gradients=False)", v1=True, p=pair),
    case("tf.hessians(p[1], p[0], name='h')", v1=True, p=pair),
]
