"""Names of the ops in `ops/lookup/`."""

NAMES = {
    "ops.lookup.tables": {
        **{
            name: f"lookup.{name}"
            for name in (
                "StaticHashTable StaticVocabularyTable KeyValueTensorInitializer TextFileInitializer TextFileIndex"
            ).split()
        },
        "MutableHashTable": "lookup.experimental.MutableHashTable",
        "DenseHashTable": "lookup.experimental.DenseHashTable",
    },
}
