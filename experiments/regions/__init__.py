"""Fiedler partitions of linear regions (Bosca et al. 2025).

- digits: Do Fiedler partitions in a plane through the digits follow the classes?
- fiedler: Does the Fiedler partition of a ReLU network's cells follow the classes? (Bosca et al. 2025)
- figures: How linear regions are drawn.
- grokking: Does the Fiedler partition follow the classes once a network has grokked, and not before? (Bosca et ...
- phases: When does a training fit, when does it generalise, and how does a partition score before and after?
- readings: What are the three Fiedler partitions of a ReLU network's cells, and how are they scored?
"""
