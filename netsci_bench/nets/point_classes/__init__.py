"""How are small networks trained to tell several classes of points apart, in two inputs or a few more?

- points: Which points are to be told apart, in how many classes and in how many inputs?
- recipe: How is such a network trained, and what does its training leave? Everything that decides, as params.
- softmax_net: What does a small ReLU network of several outputs say, and what is the gradient of its loss?
- training: How does such a network get its weights? By full batches; killed at any moment, it continues.
"""
