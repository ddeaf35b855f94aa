"""How alike are representations, activations, graphs?

- correlation: How strongly do units fire together over samples, when the samples come in batches?
- graph_similarity: How alike are graphs of the same nodes, by what they give each node or each edge, and which ...
- layer_differences: Does a matrix of differences between layers fall into blocks, and do two such matrices show ...
- linear_cka: How alike are two representations of the same samples, whatever their units?
- linear_probe: How well can classes be read off a representation by a linear map?
- minibatch_cka: How alike are all pairs of layers, when the samples come in batches and no layer is held twice?
- nearest_neighbours: Which samples are each sample's nearest by cosine, and how near?
"""
