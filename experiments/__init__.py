"""How is each experiment done? One package for each family.

- coactivation: Graphs of co-activations (Ozer et al. 2025).
- lottery: Degrees of lottery tickets (Kang et al. 2025).
- modularity: Modularity from layer to layer (Lu et al. 2022).
- pruning: Pruning of blocks by modularity (Lu et al. 2022).
- regions: Fiedler partitions of linear regions (Bosca et al. 2025).
- similarity: Differences between layers beside linear CKA (Lu et al. 2022).
- sparse: Sparse evolutionary training (Mocanu et al. 2018).
- topology: Betti numbers at the spikes of a loss (Bosca et al. 2025).
- training: How good networks become, and in which precision.
"""
