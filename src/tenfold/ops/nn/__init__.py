"""What networks are made of besides convolutions: activations, normalization, dropout, embeddings, losses, CTC."""
