"""Good calls of TensorFlow 1's: sessions, placeholders, variables by name, savers."""

import numpy as np
from bad.calls import made

from tenfold.testing.cases import case

GRAPH = """
    placeholder(tf.float32, [None, 3], name='x') | placeholder_with_default([1.0], [None])
    get_variable('v', [2, 3], tf.float32, tf.zeros_initializer(), trainable=True)
    variable_scope('s', reuse=tf.AUTO_REUSE)
    Variable([1.0], trainable=True) | sparse_placeholder(tf.float32, [2, 3]) | get_local_variable('w', [2])
    global_variables_initializer() | variables_initializer([]) | get_collection('a') | add_to_collection('a', 1)
    train.Saver([tf.Variable([1.0])], max_to_keep=3) | train.get_or_create_global_step() | train.create_global_step()
    train.GradientDescentOptimizer(0.1) | train.AdamOptimizer(0.1) | train.MomentumOptimizer(0.1, 0.9)
    train.RMSPropOptimizer(0.1) | train.AdagradOptimizer(0.1) | train.FtrlOptimizer(0.1) | train.AdadeltaOptimizer(0.1)
    train.exponential_decay(0.1, 1, 10, 0.9) | train.piecewise_constant(1, [2], [0.1, 0.2])
    train.polynomial_decay(0.1, 1, 10) | train.cosine_decay(0.1, 1, 10) | train.inverse_time_decay(0.1, 1, 10, 0.9)
    summary.scalar('a', 1.0) | summary.histogram('a', [1.0]) | summary.image('a', np.ones((1, 2, 2, 3), 'float32'))
    summary.merge([tf.summary.scalar('a', 1.0)]) | summary.FileWriter('logs') | summary.merge_all()
    layers.dense(np.ones((2, 3), 'float32'), 2) | layers.conv2d(np.ones((1, 4, 4, 1), 'float32'), 2, 3)
    layers.batch_normalization(np.ones((2, 3), 'float32')) | layers.dropout(np.ones((2, 3), 'float32'))
    layers.max_pooling2d(np.ones((1, 4, 4, 1), 'float32'), 2, 2) | layers.flatten(np.ones((2, 3), 'float32'))
    losses.mean_squared_error([1.0], [2.0]) | losses.softmax_cross_entropy([[1.0, 0.0]], [[1.0, 2.0]])
    losses.sparse_softmax_cross_entropy([1], [[1.0, 2.0]]) | losses.absolute_difference([1.0], [2.0])
    losses.sigmoid_cross_entropy([[1.0]], [[2.0]]) | losses.hinge_loss([1.0], [2.0]) | losses.huber_loss([1.0], [2.0])
    losses.log_loss([1.0], [0.5]) | losses.add_loss(1.0) | losses.get_total_loss() | losses.compute_weighted_loss([1.0])
    metrics.accuracy([1], [1]) | metrics.mean([1.0]) | metrics.auc([1], [0.5]) | metrics.precision([1], [1])
    metrics.mean_iou([1], [1], 2) | nn.rnn_cell.LSTMCell(2) | nn.rnn_cell.GRUCell(2) | nn.rnn_cell.BasicRNNCell(2)
    nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(2), np.ones((2, 3, 4), 'float32'), dtype=tf.float32)
    nn.static_rnn(tf.nn.rnn_cell.BasicRNNCell(2), [np.ones((2, 4), 'float32')], dtype=tf.float32)
    ConfigProto() | GPUOptions() | Session() | InteractiveSession() | assign(tf.Variable([1.0]), [2.0])
    gradients(tf.Variable([1.0]) * 2.0, tf.trainable_variables()) | trainable_variables('a') | global_variables('a')
    get_variable_scope() | name_scope('a', 'b', []) | op_scope([], 'a') | control_dependencies([])
    colocate_with(tf.constant(1))
    device('/cpu:0') | set_random_seed(1) | make_template('a', lambda x: x)
    import_graph_def(tf.Graph().as_graph_def(), name='a')
    train.slice_input_producer([[1, 2]]) | train.string_input_producer(['a']) | train.batch([[1]], 2)
    train.shuffle_batch([[1]], 2, 10, 5)
    train.write_graph(tf.Graph(), 'logs', 'g.pb') | train.Coordinator() | train.latest_checkpoint('missing')
    FIFOQueue(3, [tf.float32]) | RandomShuffleQueue(3, 1, [tf.float32]) | PaddingFIFOQueue(3, [tf.float32], [[None]])
    data.make_one_shot_iterator(tf.data.Dataset.range(3)) | data.make_initializable_iterator(tf.data.Dataset.range(3))
    estimator.RunConfig() | app.flags.DEFINE_integer('n1', 1, 'help') | logging.set_verbosity(10)
    saved_model.loader.load(None, ['serve'], 'missing')
"""


@made
def world(tf):
    """A session of a graph with a variable and placeholders."""
    return World(tf)


class World:
    def __init__(self, tf):
        tf1 = tf.compat.v1
        self.graph = tf1.Graph()
        with self.graph.as_default():
            self.x = tf1.placeholder(tf.float32, [None, 3], name="x")
            self.v = tf1.Variable(np.zeros(3, "float32"), name="v")
            self.y = tf1.identity(self.x + self.v, name="y")
            self.loss = tf1.reduce_sum(self.y)
            self.session = tf1.Session(graph=self.graph)
            self.session.run(tf1.global_variables_initializer())
            self.train = self.v.assign_add([1.0, 1.0, 1.0])
            self.fed = {self.x: np.ones((2, 3), "float32")}


def _in(w, function):
    """What the function gives while the graph and the session are the default ones."""
    with w.graph.as_default(), w.session.as_default():
        return function()


@made
def trained(tf):
    """As `world`, with an optimizer, a saver and a queue."""
    tf1, w = tf.compat.v1, world(tf)
    with w.graph.as_default():
        w.step = tf1.train.get_or_create_global_step()
        w.optimizer = tf1.train.AdamOptimizer(0.1)
        w.optimizer.minimize(w.loss, w.step)
        w.saver = tf1.train.Saver()
        w.queue = tf1.FIFOQueue(3, [tf.float32], shapes=[[]])
        w.session.run(tf1.global_variables_initializer())
    return w


METHODS = """
    w.session.run(w.y, feed_dict={w.x: np.ones((2, 3))}) | w.session.run([w.y, w.train], w.fed)
    w.session.partial_run_setup([w.y], [w.x])
    w.session.make_callable(w.y, [w.x]) | w.session.list_devices() | w.y.eval(w.fed, w.session)
    w.v.load([1.0, 2.0, 3.0], w.session)
    w.v.assign([1.0, 2.0, 3.0]) | w.v.assign_add([1.0, 2.0, 3.0]) | w.train.run(w.fed, w.session) | w.v.eval(w.session)
    w.graph.get_tensor_by_name('y:0') | w.graph.get_operation_by_name('y') | w.graph.as_graph_element('y:0')
    w.graph.get_collection('a')
    w.graph.add_to_collection('a', 1) | w.graph.name_scope('a') | w.graph.device('/cpu:0')
    w.graph.control_dependencies([w.y])
    w.graph.unique_name('a') | w.graph.get_collection_ref('a') | w.graph.is_feedable(w.x) | w.graph.is_fetchable(w.x)
    w.graph.prevent_feeding(w.v)
    w.x.set_shape([2, 3]) | w.x.get_shape() | w.y.consumers() | w.x[0] | w.x + 1.0
"""

OF_TRAINED = """
    w.saver.save(w.session, 'c/m', global_step=1) | w.saver.restore(w.session, 'missing')
    w.saver.export_meta_graph('m.meta')
    w.optimizer.compute_gradients(w.loss, [w.v]) | w.optimizer.apply_gradients([(w.y[0], w.v)])
    w.optimizer.minimize(w.loss) | w.optimizer.get_slot(w.v, 'm')
    w.queue.enqueue(1.0) | w.queue.enqueue_many([[1.0]]) | w.queue.dequeue() | w.queue.dequeue_many(1)
    w.queue.close() | w.queue.size()
"""


def _texts(table):
    return [t.strip() for t in table.replace("\n", "|").split("|") if t.strip()]


CASES = [
    *[case(f"_in(w, lambda: tf.{text})", v1=True, w=world, _in=_in) for text in _texts(GRAPH)],
    *[case(f"_in(w, lambda: {text})", v1=True, w=world, _in=_in) for text in _texts(METHODS)],
    *[case(f"_in(w, lambda: {text})", v1=True, w=trained, _in=_in) for text in _texts(OF_TRAINED)],
]
