"""Growth of memory over 50 calls of `fit` on the small image model, after 10 that warm up."""

from common import Row, digits, flat, keras, main, mlp, resident_mb

ROW = Row("memory growth over 50 `fit`", "MB", {"": flat(2, "MB")})


def measure(side):
    model = mlp(keras(side))
    x, y = digits(32 * 20)
    for _ in range(10):
        model.fit(x, y, batch_size=32, epochs=1, verbose=0)
    before = resident_mb()
    for _ in range(50):
        model.fit(x, y, batch_size=32, epochs=1, verbose=0)
    return resident_mb() - before


if __name__ == "__main__":
    main(measure)
