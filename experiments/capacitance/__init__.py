"""Choosing a network from the first epochs of its training (Jiang et al. 2024).

- convergence: Does the neural capacitance vanish where a training has converged?
- figures: How are predictions, rank correlations and series of the neural capacitance drawn?
- model_selection: Does the neural capacitance of the first epochs tell which network will be best?
- observations: What is seen of each network while it is moved to another task?
- predictions: What do the neural capacitance and its competitors predict, and how well do they rank the networks?
- zoo: Which networks are there to choose from, and how are they moved to another task?
"""
