"""How pruned networks are drawn.

- choice: Where on the curve are the blocks that stay, and which stages do they lie in?
- fine_tuned: How good are the pruned nets, whichever rule chose their blocks, and how good were those of other ...
"""
