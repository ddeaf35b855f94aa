"""Which laws do degrees and strengths follow?

- degree_families: Which member of each family of laws fits a degree distribution best, above a smallest degree?
- degree_survival: Which share of the units has a degree of at least k, as it is and as a law says?
- discrete_laws: How probable is each degree under a law of whole numbers, given that it is at least some ...
- heavy_tail: Is a distribution better described by a heavy-tailed law than by any that is not?
- likelihood_ratio: Which of two laws fits the same sample better, and could that be chance?
- power_law_evidence: Do degrees have a power-law tail, have they none, or are they too few to tell?
- power_law_p_value: Could these degrees come from a power law?
- power_law_tail: From which degree on does a distribution look most like a power law?
- strength_families: Which member of each family of continuous laws fits the strengths of units best?
"""
