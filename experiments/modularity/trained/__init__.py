"""Modularity by layer of nets that were trained here (Lu et al. 2022, sections 4.1 and 4.4).

- curve: Do classes separate from layer to layer of a net that was trained here, does the curve end in a plateau, and
...
- data_sets: Does the plateau at the end of the curve vanish as the data get harder?
- depths: Do deeper nets have more plateaus in their modularity curve, if each is trained anew for each seed?
- embedding: Do the classes separate from layer to layer in t-SNE pictures, as the modularity curve says?
- figures: Figures of nets that were trained here, and of untrained ones.
- layers: Which layers at which images, and how are they compared: what do the experiments on trained nets share?
- nets: Which net is looked at: one that a recipe trains, or one with somebody's weights, or an untrained one?
- pretrained: Do deep nets that were trained on much more complex data have no plateau in the middle of their curve?
- probes: Does the modularity of a layer tell what a linear classifier on its features would?
- sensitivity: How much does a modularity curve change with the number of images, and with the number of neighbours?
- training_time: Do shallow layers stay as they are while a net is trained, and do deep layers follow its accuracy?
"""
