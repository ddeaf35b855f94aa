"""Graphs of co-activations (Ozer et al. 2025).

- digits: Do a network's co-activations tell which digits look alike?
- epochs: How does the graph of a network's co-activations change while it learns?
- figures: How the co-activation graphs are drawn.
- graphs: Which graph do the activations of a network make, in the readings of the text and in that of the ...
- readings: What do the experiments on co-activation graphs share: which params, and which readings of the paper?
- targets: Do the co-activations of a network grow simpler when it only has to classify even and odd?
"""
