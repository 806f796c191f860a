"""compile, fit, evaluate, predict: loops over a step that users may override."""

from tenfold.keras.training.compile import Compile
from tenfold.keras.training.compile_config import CompileConfig
from tenfold.keras.training.evaluate import Evaluate
from tenfold.keras.training.fit import Fit
from tenfold.keras.training.generator_methods import GeneratorMethods
from tenfold.keras.training.model_steps import ModelSteps
from tenfold.keras.training.on_batch import OnBatch
from tenfold.keras.training.predict import Predict
from tenfold.keras.training.traced_steps import TracedSteps


class Trainer(Compile, CompileConfig, Fit, Evaluate, Predict, GeneratorMethods, OnBatch, ModelSteps, TracedSteps):
    """The training half of a Model, a part per file."""
