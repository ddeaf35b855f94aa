"""Into which linear regions does a ReLU network cut its inputs?

- boundary_distance: How far is each cell of a ReLU complex from where the network changes its mind?
- cell_graph: Which cells of a ReLU complex are neighbours, and along how long a border?
- count_weights: How do the numbers of data points in two neighbouring cells become the weight of the edge ...
- mesh_cuts: How is a subdivision into convex faces cut by a line that bends only at its sides?
- packed_patterns: How are the on-off patterns of many cells kept in little memory and found again?
- planar_mesh: How is a convex subdivision of the plane cut by lines that bend only at its edges?
- point_cells: In which cell of a ReLU complex does each point lie?
- region_walk: Which linear regions has a ReLU network in a box of any number of inputs, and which of them touch?
- relu_cells: What is known of the cells of a ReLU network once they have been cut?
- relu_complex: Into which cells does a ReLU network cut its plane of inputs, and which of them touch?
- relu_layers: Is this a ReLU network, and which of its hidden units are on at a given input?
- relu_slice: What is a ReLU network of many inputs when its inputs are confined to a plane?
- sampled_regions: Which linear regions of a ReLU network do data points, and the paths between them, visit ...
- segment_crossings: Where does a straight path through the inputs of a ReLU network pass from one linear ...
"""
