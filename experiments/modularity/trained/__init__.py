"""Modularity by layer of nets that were trained here (Lu et al. 2022, sections 4.1 and 4.4).

- curve: Do classes separate from layer to layer of a net that was trained here, does the curve end in a plateau, and
...
- figures: How do curves of nets that were trained here look, before the digitised curve of the paper?
- layers: Which layers at which images, and how are they compared: what do the experiments on trained nets share?
"""
