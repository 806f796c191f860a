"""`tf.compat` is the package `tenfold.compat` itself."""

NAMES = {"compat": {"": "compat"}}
