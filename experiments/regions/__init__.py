"""Fiedler partitions of linear regions (Bosca et al. 2025).

- digits: Do Fiedler partitions in a plane through the digits follow the classes?
- fiedler: Does the Fiedler partition of a ReLU network's cells follow the classes? (Bosca et al. 2025)
- figures: How linear regions are drawn.
- readings: What are the three Fiedler partitions of a ReLU network's cells, and how are they scored?
"""
