"""What does a weighted graph look like? Matrices as graphs, centralities, spectra.

- canonical_order: In which order are nodes given to a method whose result depends on the order?
- fiedler: Along which line does a graph fall into two parts most easily?
- laplacian: What is the Laplacian of a weighted, undirected graph, kept sparse?
- layered: Which units of a layered network may be joined, and what does a graph of weight blocks look like?
- mask_structure: What graph do the existing weights of a fully connected net make?
- pagerank: Where does a random walker, who now and then jumps anywhere, spend its time on a weighted graph?
- ring_graph: How clustered is a ring of nodes whose edges are partly rewired, and how long are its paths?
- signed_pagerank: What comes out when signed weights are fed to PageRank as published code does?
- signed_weights: By which stated policy does a signed weight become a valid, non-negative one?
- smallest_eigenpairs: Which are the smallest eigenvalues above 0 of a connected graph whose nodes have masses?
- square_matrix: Is this array a square matrix of finite numbers, so that it can be read as a graph?
- weight_graph: What is the graph of a net's weights, one node for each unit, and once they are shuffled?
- weighted: Is this matrix a graph with non-negative weights, and how strongly is each of its nodes tied?
"""
