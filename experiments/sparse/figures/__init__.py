"""How sparse networks are drawn.

- layer_sizes: How many weights are there, and how many are needed, as layers grow? With accuracies beside.
- published: What did the authors of SET log? Test accuracy over the epochs, from the files in the registry.
- rbm_visible: Where do the connections of pixels lie, at the start and at the end, on digits and on silhouettes?
- set_mlp: How do evolving, fixed and dense nets learn, and where do the connections of the evolving one go?
- set_rbm: How well does each kind of machine do at each setting, and what has become of its connections?
- settings: Which setting does best? A mark for each seed, columns by penalty and momentum, colours by activation.
- successors: Do later rules of rewiring learn faster or end higher than SET? Courses, and gains seed by seed.
"""
