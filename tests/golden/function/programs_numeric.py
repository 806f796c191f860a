"""Small programs: numbers, tables and strings, by loops as textbooks write them."""

from small_programs import table

program, PROGRAMS = table()


@program((12,), (1,))
def longest_collatz(tf, limit):
    best, longest = 1, 0
    for start in tf.range(1, limit + 1):
        n, steps = start, 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        if steps > longest:
            best, longest = start, steps
    return best, longest


@program((50,), (1,))
def fibonacci_below(tf, limit):
    found = tf.TensorArray(tf.int32, size=0, dynamic_size=True)
    a, b, i = 0, 1, 0
    while b < limit:
        found = found.write(i, b)
        a, b, i = b, a + b, i + 1
    return found.stack(), i


@program((30,), (2,))
def sieve(tf, n):
    prime = tf.concat([[False, False], tf.ones([n - 1], tf.bool)], 0)
    i = tf.constant(2)
    while i * i <= n:
        if prime[i]:
            multiples = tf.range(i * i, n + 1, i)
            prime = tf.tensor_scatter_nd_update(prime, multiples[:, None], tf.zeros_like(multiples, tf.bool))
        i += 1
    return tf.where(prime)[:, 0]


@program((97,), (91,), (2,), (1,))
def is_prime(tf, n):
    if n < 2:
        return False
    for d in tf.range(2, n):
        if d * d > n:
            break
        if n % d == 0:
            return False
    return True


@program((2.0,), (9.0,), smooth=True)
def newton_root(tf, a):
    x = a
    while tf.abs(x * x - a) > 1e-4:
        x = 0.5 * (x + a / x)
    return x


@program((2.0,))
def bisection(tf, a):
    low, high = tf.constant(0.0), a + 1.0
    steps = 0
    while high - low > 1e-3:
        middle = (low + high) / 2
        if middle * middle * middle > a:
            high = middle
        else:
            low = middle
        steps += 1
    return low, high, steps


@program((2.0, 1.0), smooth=True)
def secant(tf, a, b):
    x, y = a, b
    for _ in tf.range(12):
        fx, fy = x * x - 3.0, y * y - 3.0
        if tf.abs(fx - fy) < 1e-5:
            break
        x, y = x - fx * (x - y) / (fx - fy), x
    return x


@program(([[2.0, 1.0], [1.0, 3.0]],), smooth=True)
def power_iteration(tf, m):
    v = tf.ones([2, 1])
    for _ in tf.range(8):
        v = m @ v
        v = v / tf.norm(v)
    return tf.squeeze(tf.transpose(v) @ m @ v)


@program(([1.5, -0.5], 5), ([1.5, -0.5], 0), smooth=True)
def gradient_descent(tf, start, steps):
    x = start
    for _ in tf.range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(x**4) + x[0] * x[1]
        x = x - 0.1 * tape.gradient(loss, x)
    return x


@program(([3.0, 1.0, 2.0, -1.0],), smooth=True)
def bubble_sort(tf, xs):
    n = tf.shape(xs)[0]
    for i in tf.range(n):
        for j in tf.range(n - i - 1):
            if xs[j] > xs[j + 1]:
                xs = tf.tensor_scatter_nd_update(xs, [[j], [j + 1]], [xs[j + 1], xs[j]])
    return xs


@program(([4, 2, 5, 1, 3],))
def insertion_sort(tf, xs):
    for i in tf.range(1, len(xs)):
        key, j = xs[i], i
        while j > 0 and xs[tf.maximum(j - 1, 0)] > key:
            xs = tf.tensor_scatter_nd_update(xs, [[j]], [xs[j - 1]])
            j -= 1
        xs = tf.tensor_scatter_nd_update(xs, [[j]], [key])
    return xs


@program(([1, 3, 5, 7, 9], 7), ([1, 3, 5, 7, 9], 4))
def binary_search(tf, xs, wanted):
    low, high = 0, len(xs) - 1
    while low <= high:
        middle = (low + high) // 2
        if xs[middle] == wanted:
            return middle
        elif xs[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return -1


@program((48, 18), says=("ValueError", ["condition of while loop expected to be `tf.bool` scalar"]))
def greatest_common_divisor(tf, a, b):
    while b:
        a, b = b, a % b
    return a


@program((48, 18))
def greatest_common_divisor_by_comparison(tf, a, b):
    while b > 0:
        a, b = b, a % b
    return a


@program(([[1.0, 0.5], [0.5, 0.0]], 10), smooth=True)
def matrix_power(tf, m, n):
    result = tf.eye(2)
    while n > 0:
        if n % 2 == 1:
            result = result @ m
        m = m @ m
        n //= 2
    return result


@program((2.0, [1.0, -3.0, 2.0]), smooth=True)
def horner(tf, x, coefficients):
    y = 0.0
    for c in coefficients:
        y = y * x + c
    return y


@program(([1.0, 3.0, 2.0, 5.0],), smooth=True)
def running_maximum(tf, xs):
    found = tf.TensorArray(tf.float32, size=tf.size(xs))
    top = xs[0]
    for i in tf.range(tf.size(xs)):
        if xs[i] > top:
            top = xs[i]
        found = found.write(i, top * xs[i])
    return found.stack()


@program(([1.0, 0.5],), smooth=True)
def runge_kutta(tf, y):
    def slope(t, y):
        return tf.stack([y[1], -y[0] + 0.1 * t])

    h = 0.25
    for i in tf.range(6):
        t = tf.cast(i, tf.float32) * h
        a = slope(t, y)
        b = slope(t + h / 2, y + h / 2 * a)
        c = slope(t + h / 2, y + h / 2 * b)
        d = slope(t + h, y + h * c)
        y = y + h / 6 * (a + 2 * b + 2 * c + d)
    return y


@program((3.0,), smooth=True)
def falls_until_the_ground(tf, height):
    speed, t = 0.0, 0
    while True:
        height = height - 0.1 * speed
        speed = speed + 0.98
        t += 1
        if height < 0 or t >= 20:
            break
    return height, speed, t


@program(([0.0, 0.5, 1.0],))
def mandelbrot(tf, c):
    z, n = tf.zeros_like(c), tf.zeros_like(c, tf.int32)
    step = 0
    while step < 20 and tf.reduce_any(tf.abs(z) < 2):
        inside = tf.abs(z) < 2
        z = tf.where(inside, z * z + c, z)
        n += tf.cast(inside, tf.int32)
        step += 1
    return n


@program((0.05,))
def pi_by_leibniz(tf, close):
    total, k, sign = 0.0, 0.0, 1.0
    while True:
        term = 4 / (2 * k + 1)
        if term < close:
            break
        total, k, sign = total + sign * term, k + 1, -sign
    return total


@program(([[0, 1, 0], [0, 1, 0], [0, 1, 0]], 3))
def life(tf, cells, generations):
    for _ in range(generations):
        padded = tf.pad(cells, [[1, 1], [1, 1]])
        around = -cells
        for i in range(3):
            for j in range(3):
                around += padded[i : i + 3, j : j + 3]
        born = tf.logical_or(around == 3, tf.logical_and(cells == 1, around == 2))
        cells = tf.cast(born, tf.int32)
    return cells


@program((4,), (0,))
def builds_a_string(tf, n):
    text = tf.constant("")
    for i in tf.range(n):
        if i > 0:
            text += ","
        text += tf.strings.as_string(i)
    return text


@program((6,))
def fizz_buzz(tf, n):
    words = tf.TensorArray(tf.string, size=n)
    for i in tf.range(n):
        number = i + 1
        if number % 15 == 0:
            word = "fizzbuzz"
        elif number % 3 == 0:
            word = "fizz"
        elif number % 5 == 0:
            word = "buzz"
        else:
            word = tf.strings.as_string(number)
        words = words.write(i, word)
    return words.stack()


@program(("kitten sitting",), ("a abc",))
def edit_distance(tf, line):
    words = tf.strings.split(line)
    a, b = tf.strings.bytes_split(words[0]), tf.strings.bytes_split(words[1])
    row = tf.range(len(b) + 1)
    for i in tf.range(len(a)):
        new = tf.TensorArray(tf.int32, size=len(b) + 1, clear_after_read=False)
        new = new.write(0, i + 1)
        for j in tf.range(len(b)):
            cost = 0 if a[i] == b[j] else 1
            best = tf.minimum(tf.minimum(new.read(j) + 1, row[j + 1] + 1), row[j] + cost)
            new = new.write(j + 1, best)
        row = new.stack()
    return row[-1]


@program(([1, 3, 4], [15.0, 20.0, 30.0], 6))
def knapsack(tf, weights, values, room):
    best = tf.zeros([room + 1])
    for i in tf.range(len(weights)):
        w = weights[i]
        taken = tf.concat([tf.fill([w], -1.0), best[: room + 1 - w] + values[i]], 0)
        best = tf.maximum(best, taken)
    return best[-1]


@program(([1.0, -3.0, 4.0, -1.0, 2.0],), smooth=True)
def best_stretch(tf, xs):
    here = best = xs[0]
    for x in xs[1:]:
        here = tf.maximum(x, here + x)
        if here > best:
            best = here
    return best * best


@program((1.0,), smooth=True)
def simpson(tf, b):
    n = 6
    h = b / n
    total = tf.sin(0.0) + tf.sin(b)
    for i in tf.range(1, n):
        x = tf.cast(i, tf.float32) * h
        total += (4.0 if i % 2 == 1 else 2.0) * tf.sin(x)
    return total * h / 3


@program((1.5,), (0.0,), smooth=True)
def exponential_by_series(tf, x):
    term, total, n = tf.ones_like(x), tf.ones_like(x), 1.0
    while tf.abs(term) > 1e-5:
        term = term * x / n
        total += term
        n += 1
    return total


@program((9875,), (0,))
def digit_sum(tf, n):
    total = 0
    while n > 0:
        total += n % 10
        n //= 10
    return total


@program(([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 1.0]],), smooth=True)
def gram_schmidt(tf, rows):
    found = []
    for i in range(3):
        v = rows[i]
        for u in found:
            v = v - tf.reduce_sum(u * v) * u
        found.append(v / tf.norm(v))
    return tf.stack(found) * [[1.0], [2.0], [3.0]]


@program(([[4.0, 1.0], [1.0, 3.0]], [1.0, 2.0]), smooth=True)
def conjugate_gradients(tf, a, b):
    x = tf.zeros_like(b)
    r = b - tf.linalg.matvec(a, x)
    p, rr = r, tf.reduce_sum(r * r)
    for _ in tf.range(10):
        ap = tf.linalg.matvec(a, p)
        alpha = rr / tf.reduce_sum(p * ap)
        x, r = x + alpha * p, r - alpha * ap
        new = tf.reduce_sum(r * r)
        if new < 1e-6:
            break
        p, rr = r + new / rr * p, new
    return x


@program((0.3, 3.5, 6), smooth=True)
def logistic_map(tf, x, r, n):
    for _ in tf.range(n):
        x = r * x * (1 - x)
    return x


@program(([[0.0, 4.0, 1.0, 99.0], [4.0, 0.0, 2.0, 5.0], [1.0, 2.0, 0.0, 8.0], [99.0, 5.0, 8.0, 0.0]],))
def shortest_paths(tf, distances):
    n = distances.shape[0]
    best = tf.where(tf.range(n) == 0, 0.0, float("inf"))
    done = tf.zeros([n], tf.bool)
    while not tf.reduce_all(done):
        here = tf.argmin(tf.where(done, float("inf"), best), output_type=tf.int32)
        done = tf.tensor_scatter_nd_update(done, [[here]], [True])
        best = tf.minimum(best, best[here] + distances[here])
    return best


@program(([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 1]],))
def closure_of_a_relation(tf, m):
    changed, rounds = True, 0
    while changed:
        new = tf.minimum(m + m @ m, 1)
        changed = tf.reduce_any(new != m)
        m = new
        rounds += 1
    return m, rounds


@program(([[0.6, 0.4], [0.3, 0.7]], [[0.5, 0.1], [0.1, 0.6], [0.5, 0.3]]))
def viterbi(tf, transition, seen):
    score = tf.math.log(seen[0])
    back = tf.TensorArray(tf.int32, size=len(seen), clear_after_read=False)
    for t in tf.range(1, len(seen)):
        both = score[:, None] + tf.math.log(transition)
        back = back.write(t, tf.argmax(both, 0, output_type=tf.int32))
        score = tf.reduce_max(both, 0) + tf.math.log(seen[t])
    state = tf.argmax(score, output_type=tf.int32)
    path = tf.TensorArray(tf.int32, size=len(seen)).write(len(seen) - 1, state)
    for t in tf.range(len(seen) - 1, 0, -1):
        state = back.read(t)[state]
        path = path.write(t - 1, state)
    return path.stack()


@program(([1, 1, 2, 2, 2, 3],))
def run_lengths(tf, xs):
    starts = tf.TensorArray(tf.int32, size=0, dynamic_size=True)
    lengths = tf.TensorArray(tf.int32, size=0, dynamic_size=True)
    i, k = 0, 0
    while i < len(xs):
        j = i
        while j < len(xs) and xs[tf.minimum(j, len(xs) - 1)] == xs[i]:
            j += 1
        starts, lengths = starts.write(k, xs[i]), lengths.write(k, j - i)
        i, k = j, k + 1
    return starts.stack(), lengths.stack()
