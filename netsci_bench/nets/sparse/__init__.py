"""How does a network with few connections compute and evolve?

- evolution: How do connections evolve while a sparse network learns?
- linear: What is a layer that has only some of the connections? One weight for each, and no full matrix anywhere.
- positions: Where in a matrix do new connections go?
- product: How does a layer compute with its existing connections alone, and learn? As one differentiable product.
- readout: How does a dense layer take what sparse layers answer?
- tutorial_layers: How do the layers of the published SET tutorial differ from what their names say? In three ways.
"""
