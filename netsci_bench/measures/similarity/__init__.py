"""How alike are representations, activations, graphs?

- correlation: How strongly do units fire together over samples, when the samples come in batches?
- graph_similarity: How alike are graphs of the same nodes, by what they give each node or each edge, and which ...
- linear_cka: How alike are two representations of the same samples, whatever their units?
- nearest_neighbours: Which samples are each sample's nearest by cosine, and how near?
"""
