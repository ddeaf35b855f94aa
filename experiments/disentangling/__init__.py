"""How the topology of the classes changes from layer to layer (Naitzat et al. 2020).

- figures: What do the layers of a net make of the classes, and how do their Betti numbers fall?
- layers: Do the Betti numbers of the classes fall from layer to layer, and faster with ReLU than with tanh?
"""
