"""How well the weights of a net fall into clusters (Filan et al. 2021).

- figures: How far do the n-cuts of nets lie below those of their shuffled weights?
- pruned: Are trained nets more clusterable than untrained ones, than their own shuffled weights, and once pruned?
"""
