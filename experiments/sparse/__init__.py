"""Sparse evolutionary training (Mocanu et al. 2018).

- controls: Does it matter which connections are removed?
- figures: How sparse networks are drawn.
- layer_sizes: How many connections does a layer need as it becomes larger? As many as units, or as places?
- order: From which epoch on is one net ahead of another?
- rbm_modelled: How well does one kind of Boltzmann machine model the data?
- rbm_sizes: Is a medium number of hidden units the best for an evolving Boltzmann machine?
- rbm_visible: Do visible units gain connections where images vary, and does this show the kind of image?
- readings: Which nets is an evolving sparse net compared with, and how well does each of them learn?
- scale_free: Are the degrees of hidden neurons scale-free, counted in one layer of connections at a time?
- set_mlp: Does a sparse net that rewires itself learn better than one that does not, and than a dense one?
- set_rbm: Does a Boltzmann machine with few, evolving connections model data better than a dense one?
- settings: Which activation, momentum and penalty suit a sparse net that evolves? Each with each.
- successors: Do later rules of rewiring do better than SET with as many connections? Is it the gradient?
- wiring: Where do the connections of the pixels lie, and have some pixels many more than others?
"""
