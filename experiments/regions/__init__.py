"""Partitions and patterns of linear regions (Bosca et al. 2025).

- digits: Do Fiedler partitions in a plane through the digits follow the classes?
- exact_graph: What is the exact dual graph of a net's regions in a box, in two inputs or in a few more?
- fiedler: Does the Fiedler partition of a ReLU network's cells follow the classes? (Bosca et al. 2025)
- figures: How linear regions are drawn.
- grokking: Does the Fiedler partition follow the classes once a network has grokked, and not before? (Bosca et ...
- multiclass: Do k groups of a ReLU network's cells follow k classes?
- patterns: Do the first principal components of activation patterns show the classes?
- phases: When does a training fit, when does it generalise, and how does a partition score before and after?
- readings: What are the three Fiedler partitions of a ReLU network's cells, and how are they scored?
- sampled: How near does a dual graph of sampled regions come to the exact one?
"""
