"""Sparse evolutionary training (Mocanu et al. 2018).

- controls: Does it matter which connections are removed?
- figures: How sparse networks are drawn.
- order: From which epoch on is one net ahead of another?
- rbm_modelled: How well does one kind of Boltzmann machine model the data?
- readings: What are the twins of a net that evolves, and how did each of them do?
- set_mlp: Does a sparse net that rewires itself learn better than one that does not, and than a dense one?
- set_rbm: A Boltzmann machine whose few connections evolve models data better than one that has all, or keeps ...
- wiring: Where do the connections of a sparse net lie, and are some neurons' many more than others'?
"""
