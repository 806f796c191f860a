"""The summaries of models of all kinds, to the character, in the layouts of three generations of Keras."""

import json
import sys

import pytest
from programs import GOLDEN, keras, tf

sys.path.insert(0, str(GOLDEN / "models"))
from summary_models import MODELS, OPTIONS, printed  # isort: skip

RECORDED = json.loads((GOLDEN / "models" / "summaries.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("layout, name", [(layout, name) for layout in MODELS for name in MODELS[layout]])
def test_a_summary_is_that_of_the_library_of_its_layout(layout, name):
    def summary(model, **options):
        model.summary(layout=layout, **options)

    for options, wanted in zip(OPTIONS[layout], RECORDED[layout][name], strict=True):
        assert printed(layout, MODELS[layout][name], options, summary, tf, keras) == wanted, options
