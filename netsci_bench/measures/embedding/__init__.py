"""How do points in many dimensions lie, and what does a picture in two keep of them?

- class_traces: How many images pass through several classes while a network learns?
- elongation: Are clusters of points round, or long and winding?
- faithfulness: What does a projection keep of the neighbours and of the distances of points?
- linear_projections: Where do the outputs of a network lie in a plane that stays the same in all epochs?
- motion: How far do points move from one picture to the next, once turning and scaling are taken out?
- neighbour_embedding: Where do t-SNE and UMAP put the points of each epoch, if each starts from the last?
- neighbour_purity: Do points lie among their own class, and are those that do not the misclassified ones?
- principal_components: How much of the variance of points lies in their first principal components, and where ...
- stored_size: How many bytes do the outputs of a network take in all epochs?
"""
