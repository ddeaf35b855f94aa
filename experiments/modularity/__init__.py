"""Modularity from layer to layer (Lu et al. 2022).

- adversarial: What do adversarial images do to modularity by layer? After Lu et al. (2022), section 4.2.
- curve: Do the classes of images separate from layer to layer of a deep net, and do some layers add nothing to it?
- depth: Does a deeper net have more plateaus and falls in its modularity curve? (Lu et al. 2022, section 4.1).
- figures: How does modularity go from layer to layer, in both readings, and next to the published curves of ...
- published: What do the published curves look like? Fig. 4 of Lu et al. (2022), as digitised, from the registry.
- random_init: Do classes separate from layer to layer of a net that was never trained?
- readings: Which images, which net and which graph: what do the experiments on modularity by layer share?
- trained: Modularity by layer of nets that were trained here (Lu et al. 2022, sections 4.1 and 4.4).
"""
