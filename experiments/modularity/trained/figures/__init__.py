"""Figures of nets that were trained here, and of untrained ones.

- curve: How do curves of nets that were trained here look, before the digitised curve of the paper?
- data_sets: How does one net's curve differ between a simple and a complex data set, before the published curves?
- depths: How do the curves of nets of several depths look over equal shares of the depth, and how often is each slow?
- embedding: How do t-SNE pictures of the layers look beside the modularity curve? Layout of Fig. 1.
- pretrained: How does the curve of a net that was trained on ImageNet look before that of the same net trained on ...
- probes: Do modularity and the accuracy of linear probes go together from layer to layer?
- sensitivity: What do the number of images and of neighbours do to the curve, before the published curves?
- training_time: How do layers change while a net is trained, before the published curves? Layout of Fig. 6b.
- untrained: What is the modularity of each layer before any training?
"""
