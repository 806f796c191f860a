"""The table of model.summary(), to the character."""

import json
from pathlib import Path

import pytest

from tenfold.keras.utils.summary import SummaryRow, SummaryTotals, print_summary, summary_lines

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "keras" / "keras_text.json").read_text())["summaries"]
PRINTS = [(model, shown) for model in GOLDEN for shown in model["prints"]]

VAE_ENCODER = """\
Model: "encoder"
__________________________________________________________________________________________________
Layer (type)                    Output Shape         Param #     Connected to                     
==================================================================================================
input_5 (InputLayer)            [(None, 784)]        0                                            
__________________________________________________________________________________________________
dense_20 (Dense)                (None, 64)           50240       input_5[0][0]                    
__________________________________________________________________________________________________
dense_21 (Dense)                (None, 2)            130         dense_20[0][0]                   
__________________________________________________________________________________________________
lambda_3 (Lambda)               (None, 2)            0           dense_21[0][0]                   
                                                                 dense_22[0][0]                   
==================================================================================================
Total params: 50,370
Trainable params: 50,370
Non-trainable params: 0
__________________________________________________________________________________________________"""  # noqa: W291

VAE = """\
Model: "vae_mlp"
_________________________________________________________________
Layer (type)                 Output Shape              Param #   
=================================================================
max_pooling2d_1 (MaxPooling2 (None, 7, 7, 32)          0         
_________________________________________________________________
encoder (Functional)         [(None, 2), (None, 2), (N 50500     
=================================================================
Total params: 50,500
Trainable params: 40,500
Non-trainable params: 10,000
_________________________________________________________________"""  # noqa: W291

EXPANDED = """\
Model: "m"
________________________________________
Layer (type)      Output Shape    Param 
========================================
inner (Sequential (None, 2)       6     
|¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯|
|a (Dense)        (None, 2)       6    |
|______________________________________|
|b (ReLU)         (None, 2)       0    |
¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯¯
c (Dense)         (None, 1)       3     
========================================
Total params: 9
Trainable params: 9
Non-trainable params: 0
________________________________________"""  # noqa: W291


def plain(value):
    """JSON's lists as the tuples that shapes are."""
    if isinstance(value, list) and value and isinstance(value[0], list):
        return [tuple(item) for item in value]
    return tuple(value) if isinstance(value, list) else value


def row(saved):
    nested = [row(inner) for inner in saved["nested"]]
    return SummaryRow(**{**saved, "output_shape": plain(saved["output_shape"]), "nested": nested})


@pytest.mark.parametrize(
    "model, shown", PRINTS, ids=[f"{model['layout']}-{model['name']}-{'-'.join(s['options'])}" for model, s in PRINTS]
)
def test_summary_is_keras_s(model, shown):
    trainable, non_trainable = model["totals"]
    totals = SummaryTotals(trainable, non_trainable, 4 * trainable, 4 * non_trainable)
    rows = [row(saved) for saved in model["rows"]]
    options = dict(shown["options"], layout=model["layout"], sequential_like=model["name"] == "chain")
    if model["name"] == "nested":
        options["sequential_like"] = "Connected to" not in shown["text"]
    assert "\n".join(summary_lines(model["name"], rows, totals, **options)) == shown["text"]


def test_the_table_of_a_graph():
    rows = [
        SummaryRow("input_5", "InputLayer", [(None, 784)], 0),
        SummaryRow("dense_20", "Dense", (None, 64), 50240, ["input_5[0][0]"]),
        SummaryRow("dense_21", "Dense", (None, 2), 130, ["dense_20[0][0]"]),
        SummaryRow("lambda_3", "Lambda", (None, 2), 0, ["dense_21[0][0]", "dense_22[0][0]"]),
    ]
    assert "\n".join(summary_lines("encoder", rows, SummaryTotals(50370, 0), sequential_like=False)) == VAE_ENCODER


def test_cells_are_cut_at_the_end_of_their_column():
    rows = [
        SummaryRow("max_pooling2d_1", "MaxPooling2D", (None, 7, 7, 32), 0),
        SummaryRow("encoder", "Functional", [(None, 2), (None, 2), (None, 2)], 50500),
    ]
    assert "\n".join(summary_lines("vae_mlp", rows, SummaryTotals(40500, 10000))) == VAE


def test_expanded_model_in_the_classic_layout():
    inner = [SummaryRow("a", "Dense", (None, 2), 6), SummaryRow("b", "ReLU", (None, 2), 0)]
    rows = [SummaryRow("inner", "Sequential", (None, 2), 6, nested=inner), SummaryRow("c", "Dense", (None, 1), 3)]
    assert "\n".join(summary_lines("m", rows, SummaryTotals(9, 0), line_length=40, expand_nested=True)) == EXPANDED


def test_print_fn_gets_lines_and_the_default_prints(capsys):
    rows, totals, lines = [SummaryRow("d", "Dense", (None, 1), "0 (unused)")], SummaryTotals(2, 0, 8), []
    print_summary("m", rows, totals, print_fn=lines.append)
    print_summary("m", rows, totals)
    assert capsys.readouterr().out == "\n".join(lines) + "\n"
    assert lines[4] == "d (Dense)                    (None, 1)                 0 (unused)"
    texts = []
    print_summary("m", rows, totals, print_fn=texts.append, layout="keras3", line_length=60)
    assert len(texts) == 1 and texts[0].endswith(" Non-trainable params: 0 (0.00 B)\n")


def test_optimizer_and_sizes_in_keras_3():
    totals = SummaryTotals(1000, 24, 4000, 96, optimizer=2002, optimizer_bytes=8008)
    lines = summary_lines("m", [SummaryRow("d", "Dense", (None, 1), 1024)], totals, layout="keras3", line_length=60)
    assert lines[-4:] == [
        " Total params: 3,026 (11.82 KB)",
        " Trainable params: 1,000 (3.91 KB)",
        " Non-trainable params: 24 (96.00 B)",
        " Optimizer params: 2,002 (7.82 KB)",
    ]


@pytest.mark.parametrize(
    "options, message",
    [
        ({"layout": "keras4"}, "Unknown summary layout 'keras4'"),
        ({"layer_range": ["d"]}, "two strings"),
        ({"layer_range": ["d", "x"]}, "do not match.*layers: d"),
        ({"layout": "keras2", "line_length": 5}, "no room"),
        ({"layout": "keras3", "line_length": 5}, "no room"),
    ],
)
def test_what_cannot_be_printed_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        summary_lines("m", [SummaryRow("d", "Dense", (None, 1), 2)], SummaryTotals(2, 0), **options)
