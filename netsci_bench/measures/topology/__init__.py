"""How many pieces and holes has a complex?

- betti_curves: How many pieces and how many holes has a planar complex while it grows?
- filtrations: In which order does a planar complex grow, so that no cell comes before its border?
- neighbour_betti: How many pieces and how many holes has a cloud of points?
- neural_persistence: How long do the units of a layer stay apart while its weights are added, the largest first?
- persistence: When is each piece, hole or cavity of a growing complex born, and when does it go?
"""
