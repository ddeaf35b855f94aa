"""How are small networks in the plane trained?

- data: Which points in the plane are to be told apart, or which surface over it is to be learned?
- deep_net: What do the layers of a deep narrow net make of points in the plane, with ReLU or with tanh?
- discs: Which class has nine pieces, and which one nine holes?
- draws: Which of several draws of a small training is counted? The first whose learning curves show what is ...
- mlp: What is the output of a small ReLU network at points in the plane, and what is the gradient of its loss?
- recipe: How is a small network in the plane trained? Everything that decides the result, as params.
- trained: What did a small training leave in its folder? Weights at the kept steps, and how it went in between.
- training: How does a small network get its weights? By full batches; killed at any moment, it continues.
- well_trained: How is a deep narrow net trained until it tells two classes apart without an error?
"""
