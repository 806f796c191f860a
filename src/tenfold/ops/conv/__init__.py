"""What slides a window over space: convolutions and pooling."""
