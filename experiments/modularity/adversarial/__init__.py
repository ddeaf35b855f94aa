"""What do adversarial images do to modularity by layer? After Lu et al. (2022), section 4.2.

- effects: What does an attack, or something else that changes images, do to the curve of modularity?
- figures: Curves of clean and of adversarial images before the published ones, and the change of their peaks.
- peaks: Does the curve of adversarial images have a lower peak than that of normal ones?
- samples: Which images are attacked, and by what, in the text and in the published code?
"""
