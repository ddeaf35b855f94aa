"""How is each experiment done? One package for each family.

- capacitance: Choosing a network from the first epochs of its training (Jiang et al. 2024).
- clusterability: Clusters of weights (Filan et al. 2021).
- coactivation: Graphs of co-activations (Ozer et al. 2025).
- disentangling: Topology of the classes from layer to layer (Naitzat et al. 2020).
- embedding: Pictures of what a network gives, epoch by epoch (Pícha & Profota 2025).
- lottery: Degrees of lottery tickets (Kang et al. 2025).
- modularity: Modularity from layer to layer (Lu et al. 2022).
- persistence: Neural persistence of weights (Rieck et al. 2019).
- pruning: Pruning of blocks by modularity (Lu et al. 2022).
- regions: Partitions and patterns of linear regions (Bosca et al. 2025).
- relational: Nets whose layers follow one graph (You et al. 2020).
- similarity: Differences between layers beside linear CKA (Lu et al. 2022).
- sparse: Sparse evolutionary training (Mocanu et al. 2018).
- topology: Betti numbers and filtrations of the cells of small nets (Bosca et al. 2025).
- training: How good networks become, and in which precision.
"""
