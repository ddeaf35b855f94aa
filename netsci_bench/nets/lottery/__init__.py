"""How are lottery tickets drawn and trained?

- continued_pruning: What becomes of a trained net that is pruned and trained on, and of one that is only trained on?
- magnitude_pruning: Which weights of a network could have been trained alone?
- masked_net: How is a fully connected net with removed weights trained fast on one thread?
- recipe: How are tickets drawn? Everything that decides the result, as params.
- schedule: How many weights does each layer keep in each round of pruning, and which ones go?
- sparse_kernels: How does a small net compute with its existing connections alone, on one thread?
- sparse_net: How is a net trained of whose weights few are left?
- tickets: What did a lottery leave in its folder? Masks, weights and evaluations of every round.
- training: How is one round of a lottery trained: a net under masks, from given weights, for a number of ...
"""
