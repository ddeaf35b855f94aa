"""What does a trained network show from inside?

- activations: How active is each unit of a network at each image?
- block_ablation: What features does a residual network give without one of its blocks?
- block_names: After which modules of a network is a layer complete? Its blocks, found by what they do.
- inside_blocks: Which layers of a residual network lie inside of its blocks, before the addition?
- intake: Does an example of this shape fit into a network? One forward pass of zeros tells, and which layer refuses.
- last_features: What enters the last linear layer of a network, image by image?
- layer_outputs: What does each layer make of the same images, one layer at a time, so that no two layers need ...
- nearest_neighbours: Which samples are each sample's nearest by cosine, where the features lie on a GPU?
- residual_units: Which units does a residual network have once its shortcuts are added, and which of them do the ...
- size: How large is a network? Its parameters, and the multiplications that one image costs.
"""
