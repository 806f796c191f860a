import tensorflow.compat.v1 as tf

import numpy as np

tf.disable_v2_behavior()

# The same straight line in the manner of TensorFlow 1: a graph is written first, and run in a session afterwards.

np.random.seed(0)
points = np.random.rand(100).astype("float32")
values = 3.0 * points + 2.0

x = tf.placeholder(tf.float32, shape=[None], name="x")
y = tf.placeholder(tf.float32, shape=[None], name="y")
w = tf.Variable(0.0, name="weight")
b = tf.Variable(0.0, name="bias")

loss = tf.reduce_mean(tf.square(w * x + b - y))
dw, db = tf.gradients(loss, [w, b])
train = tf.group(tf.assign_sub(w, 0.5 * dw), tf.assign_sub(b, 0.5 * db))

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(1, 201):
        sess.run(train, feed_dict={x: points, y: values})
        if step % 40 == 0:
            now = sess.run([loss, w, b], feed_dict={x: points, y: values})
            print("step %3d  loss %.6f  w %.3f  b %.3f" % (step, *now))
    w_value, b_value = sess.run([w, b])

assert abs(w_value - 3) < 0.02 and abs(b_value - 2) < 0.02
