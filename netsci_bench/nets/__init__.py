"""Everything that needs torch: models, training, weights, probes.

- attacks: How are images changed so that a network misclassifies them? Attacks, and noise of the same size.
- boltzmann: How are restricted Boltzmann machines trained?
- capacitance: How is a network moved to another task, and what do its probe and its first gradients show?
- device: On which device are networks computed, and with which numeric settings?
- landscape: What does the loss do when the weights of a network are moved, and what do its units look for?
- lottery: How are lottery tickets drawn and trained?
- models: Which networks are trained? Architectures and their activations.
- planar: How are small networks in the plane trained?
- point_classes: How are small networks trained to tell several classes of points apart, in two inputs or a few more?
- probes: What does a trained network show from inside?
- sparse: How does a network with few connections compute and evolve?
- targets: What does a network learn, if not the labels of its data set as they are?
- training: How does a network get its weights?
- weights: With which weights does a network begin, and how are they read?
"""
