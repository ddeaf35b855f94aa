"""How are images changed so that a network misclassifies them? Attacks, and noise of the same size.

- any_attack: Which attack do these settings ask for?
- in_parts: How are many images attacked so that a stop costs little?
- library_attacks: What do FGSM, PGD, JSMA, Carlini and Wagner's attack and the one-pixel attack make of images?
- local_search: Which few pixels fool a network of which only the outputs are known?
- same_size_noise: What is noise of the same size as an attack?
- target: What is attacked, and which images fool it?
"""
