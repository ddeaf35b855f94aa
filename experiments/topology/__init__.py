"""Betti numbers at the spikes of a loss (Bosca et al. 2025).

- betti_spikes: Do the maxima of the Betti numbers of a ReLU network's cells move when its loss spikes?
- figures: How do the loss, the number of cells and the Betti maxima change over training?
- peaks: Where along a random filtration are the Betti numbers of cells largest?
- ties: Does the loss go up and down with the Betti numbers of a network's cells?
"""
