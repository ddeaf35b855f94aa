"""How sparse networks are drawn.

- published: What did the authors of SET log? Test accuracy over the epochs, from the files in the registry.
- set_mlp: How do evolving, fixed and dense nets learn, and where do the connections of the evolving one go?
- set_rbm: How well does each kind of machine do at each setting, and what has become of its connections?
"""
