"""Record what tf_keras gives for the programs in text_programs.py and sequence_programs.py.

Run with an interpreter that has TensorFlow and tf_keras:  python record_text.py
It writes text.json, sequences.json and tokenizer.pickle beside this file.
"""

import json
import os
import pickle
from pathlib import Path

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3")

import tf_keras
from running import TABLES, run
from text_programs import fitted

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    for name, programs in TABLES.items():
        found = {program: run(name, program, tf_keras) for program in programs.PROGRAMS}
        lines = [f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(v, ensure_ascii=False)}" for k, v in found.items()]
        (HERE / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    tokenizer = fitted(tf_keras.preprocessing.text, num_words=4, oov_token="<OOV>")
    (HERE / "tokenizer.pickle").write_bytes(pickle.dumps(tokenizer, protocol=0))  # text, in which paths can be put
