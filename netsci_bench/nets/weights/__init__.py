"""With which weights does a network begin, and how are they read?

- blocks: Which weights does a residual network get from a deeper one?
- initial: How do weights that were trained before get into one of our networks?
- redrawn: Which other network could a training have begun with? The same one with other first weights.
- relu_layers: What are the weights of a ReLU network of torch, as numbers whose linear regions can be told apart?
- shortened: Which weights does a network get from one that has more layers at the ends of some stages?
"""
