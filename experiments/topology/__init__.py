"""Betti numbers and filtrations of the cells of small nets (Bosca et al. 2025).

- betti_spikes: Do the maxima of the Betti numbers of a ReLU network's cells move when its loss spikes?
- boundary: Do cells that enter by their distance from the decision boundary show its topology?
- figures: How Betti numbers and filtrations of cells are drawn.
- peaks: Where along a random filtration are the Betti numbers of cells largest?
- ties: Does the loss go up and down with the Betti numbers of a network's cells?
- turnover: Are the cells that are born and die from one checkpoint to the next nearer to the decision boundary?
"""
