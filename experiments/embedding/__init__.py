"""Pictures of what a network gives, epoch by epoch (Pícha & Profota 2025).

- epoch_outputs: What does a network give each test image after each epoch, and how good is it?
- figures: How are projections, clusters, tentacles and sizes drawn?
- mnist_epochs: What do projections of a network's outputs show while it learns digits?
- projections: What do four projections of the last outputs keep, and are there tentacles in t-SNE?
- watched: Which pictures of all epochs does the explorer show?
"""
