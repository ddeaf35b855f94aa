"""How are restricted Boltzmann machines trained?

- binary_vectors: How do images and features become the zeros and ones that a Boltzmann machine learns?
- rbm: How does a restricted Boltzmann machine learn from a batch, where only some of its connections exist?
- recipe: How is a restricted Boltzmann machine trained? Everything that decides the result, as params.
- trained: What did the training of a Boltzmann machine leave in its folder?
- training: How does a Boltzmann machine get its weights? Epoch by epoch; killed at any moment, it continues.
"""
