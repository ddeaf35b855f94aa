"""How much do activations and partitions tell?

- binned: How much do the binned activations of a layer tell of the input and of the class, and how much of it ...
- expected: How much information do two partitions share, and how much would they by chance?
"""
