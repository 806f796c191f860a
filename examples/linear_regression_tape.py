import tensorflow as tf

# A straight line through noisy points, fitted by hand: GradientTape, assign_sub, nothing else.

tf.random.set_seed(42)
TRUE_W, TRUE_B = 3.0, 2.0

x = tf.random.normal([100])
y = TRUE_W * x + TRUE_B + 0.1 * tf.random.normal([100])

w = tf.Variable(0.0, name="weight")
b = tf.Variable(0.0, name="bias")
learning_rate = 0.1

for step in range(1, 101):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(w * x + b - y))
    dw, db = tape.gradient(loss, [w, b])
    w.assign_sub(learning_rate * dw)
    b.assign_sub(learning_rate * db)
    if step % 20 == 0:
        print("step {:3d}  loss {:8.5f}  w {:6.3f}  b {:6.3f}".format(step, loss, w.numpy(), b.numpy()))

assert abs(w.numpy() - TRUE_W) < 0.1 and abs(b.numpy() - TRUE_B) < 0.1
