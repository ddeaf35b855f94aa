"""How alike are the layers of a net? (Lu et al. 2022, section 5.1).

- figures: Do the two matrices look alike? Differences in modularity and CKA side by side, in the layout of Fig. 8.
- inside_blocks: Do layers inside of residual blocks differ from those behind the additions, in modularity and in CKA?
- layer_pairs: Which layers of a net are alike: do differences in modularity and linear CKA show the same blocks?
"""
