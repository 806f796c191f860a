"""Names of lookup tables."""

NAMES = {
    "ops.state.tables": {
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
