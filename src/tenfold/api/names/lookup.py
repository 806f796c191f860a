"""Names of lookup tables."""

NAMES = {
    "ops.lookup": {
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
