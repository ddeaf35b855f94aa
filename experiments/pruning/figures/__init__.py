"""How pruned networks are drawn.

- choice: Where on the curve are the blocks that stay, and which stages do they lie in?
- competitors: How good are the nets of every rule, and what did the probes see behind each block?
- fine_tuned: How good are the pruned nets, whichever rule chose their blocks, and how good were those of other ...
- series: How do the curves of ever shorter nets look before the paper's, and does what was lost go with what was ...
"""
