import tensorflow as tf

# Policy gradient (REINFORCE, Williams 1992) on a world small enough to read: a corridor of seven cells with the goal at
# its right end. World, episode, returns and update are one tf.function; an episode is a `while` that ends on data.

CELLS, GOAL, LONGEST, DISCOUNT = 7, 6, 40, 0.95
policy = tf.Variable(tf.zeros([CELLS, 2]), name="logits")  # of going left and right, in each cell
baseline = tf.Variable(0.0, trainable=False, name="baseline")


def move(cell, action, slip):
    """The world: one cell left or right, now and then the other way; walls at both ends."""
    right = (action == 1) != (slip < 0.1)
    cell = tf.clip_by_value(cell + (1 if right else -1), 0, GOAL)
    return cell, -0.05 if cell != GOAL else 1.0


def play(episode):
    """One episode: logarithms of the probabilities of what was done, and rewards, [steps] each."""
    logs = tf.TensorArray(tf.float32, size=0, dynamic_size=True, element_shape=[])
    rewards = tf.TensorArray(tf.float32, size=0, dynamic_size=True, element_shape=[])
    cell, n = tf.constant(1), tf.constant(0)
    while cell != GOAL and n < LONGEST:
        chances = tf.nn.log_softmax(policy[cell])
        drawn = tf.random.stateless_uniform([2], seed=[episode, n])
        action = 1 if drawn[0] < tf.exp(chances[1]) else 0
        cell, reward = move(cell, action, drawn[1])
        logs, rewards = logs.write(n, chances[action]), rewards.write(n, reward)
        n += 1
    return logs.stack(), rewards.stack()


@tf.function
def learn(episode):
    with tf.GradientTape() as tape:
        logs, rewards = play(episode)
        returns = tf.scan(lambda later, reward: reward + DISCOUNT * later, rewards, 0.0, reverse=True)
        loss = -tf.reduce_sum(logs * tf.stop_gradient(returns - baseline))
    policy.assign_sub(0.2 * tape.gradient(loss, policy))
    baseline.assign(0.9 * baseline + 0.1 * returns[0])
    return tf.size(rewards), tf.reduce_sum(rewards)


lengths = []
for episode in range(1, 121):
    steps, reward = learn(tf.constant(episode))
    lengths.append(int(steps))
    if episode % 20 == 0:
        print("episodes to {:3d}: {:4.1f} steps on average".format(episode, sum(lengths[-20:]) / 20))

chances = tf.nn.softmax(policy)[:GOAL, 1]
print("goes right with", [round(float(p), 2) for p in chances])
print("learn was traced {} time(s)".format(learn.experimental_get_tracing_count()))
assert sum(lengths[-20:]) < 0.6 * sum(lengths[:20]) and float(tf.reduce_min(chances[1:])) > 0.6
