"""Names of models."""

NAMES = {
    "keras.models.functional": {"Model": "keras.Model keras.models.Model"},
    "keras.models.sources": {"get_source_inputs": "keras.utils.get_source_inputs"},
    "keras.models.cloning": {"clone_model": "keras.models.clone_model"},
    "keras.models.sequential": {"Sequential": "keras.Sequential keras.models.Sequential"},
}
