"""Fiedler partitions of linear regions (Bosca et al. 2025).

- digits: Fiedler partitions in a plane through the digits, which Bosca et al. (2025) name as future work.
- fiedler: The Fiedler partition of a ReLU network's cells, and whether it follows the classes (Bosca et al. 2025).
- figures: How linear regions are drawn.
- readings: The three Fiedler partitions of the cells of a ReLU network, and how they are scored (Bosca et al. ...
"""
