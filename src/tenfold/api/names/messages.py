"""Names of messages: those that programs build and print."""

_TRAIN = (
    "Example SequenceExample Feature Features FeatureList FeatureLists BytesList FloatList Int64List "
    "ClusterDef JobDef ServerDef"
).split()
_ROOT = (
    "AttrValue ConfigProto Event GPUOptions GraphDef GraphOptions HistogramProto LogMessage MetaGraphDef NameAttrList "
    "NodeDef OptimizerOptions RunMetadata RunOptions SessionLog Summary SummaryMetadata TensorInfo"
).split()
_SUMMARY = "Event SessionLog Summary SummaryDescription TaggedRunMetadata".split()

NAMES = {"io.messages": {name: f"train.{name}" for name in _TRAIN}}

V1 = {
    "io.messages": {
        **{name: name for name in _ROOT},
        **{name: f"{name} summary.{name}" if name in _ROOT else f"summary.{name}" for name in _SUMMARY},
        "SaverDef": "train.SaverDef",
    },
}
