"""How Betti numbers and filtrations of cells are drawn.

- growth: How does the complex grow out of the decision boundary, and what is there at the beginning?
- spikes: How do the loss, the number of cells and the Betti maxima change over training?
"""
