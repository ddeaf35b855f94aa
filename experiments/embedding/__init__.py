"""Pictures of what a network gives, epoch by epoch (Pícha & Profota 2025).

- epoch_outputs: What does a network give each test image after each epoch, and how good is it?
- features: What do the features before the last layer show while a network learns?
- figures: How are results drawn?
- loss_landscape: Do shortcuts make the surface of the loss smoother?
- loss_planes: On which grids is a loss looked at, and in which plane did the training move?
- mnist_epochs: What do projections of a network's outputs show while it learns digits?
- projections: What do four projections of the last outputs keep, and are there tentacles in t-SNE?
- watched: Which pictures of all epochs does the explorer show?
"""
