"""Pruning of blocks by modularity (Lu et al. 2022).

- choice: Which blocks of a trained ResNet would be left out, by their modularity and by rules that know ...
- competitors: Is modularity a better choice of blocks than the probes of the papers that it is compared with?
- courses: What do the modularity curves of a series of ever shorter nets do, and how do they go with the lost ...
- data_series: Does the same series of shorter nets lose more accuracy where the data are more complex?
- figures: How pruned networks are drawn.
- fine_tuned: Is a ResNet without the blocks that add no modularity as good after training?
- probe_choice: Which blocks do linear probes keep? Those behind which more classes can be read off than in front ...
- readings: Which net is pruned, what is chosen, and how large is it: what do the experiments on pruning share?
- rules: Which blocks does each rule keep: modularity in both readings, chance, CKA, or the position in the stage?
- series: Does a net lose as much accuracy as its removed layers gained in modularity?
"""
