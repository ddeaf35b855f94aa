"""How does a network with few connections compute and evolve?

- balanced: How large are the first weights of a layer with few connections? Signals neither vanish nor grow.
- evolution: How do connections evolve while a sparse network learns?
- linear: What is a layer that has only some of the connections? One weight for each, and no full matrix anywhere.
- penalised: What does a penalty on its weights add to the gradients of a perceptron? Its slope.
- positions: Where in a matrix do new connections go?
- product: How does a layer compute with its existing connections alone, and learn? As one differentiable product.
- readout: How does a dense layer take what sparse layers answer?
- successors: How do the successors of SET choose connections? By size, and by gradients where none is yet.
- tutorial_layers: How do the layers of the published SET tutorial differ from what their names say? In three ways.
- watched: How large are the gradients of connections that do not exist? A layer remembers a batch for them.
"""
