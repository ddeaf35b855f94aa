"""What does a network learn, if not the labels of its data set as they are?

- regression: How does a network learn numbers instead of classes?
- regression_recipe: How is a network trained to give numbers? Everything that decides the result, as params.
- shuffled_labels: What does a network become if its training labels are in random order?
- tables: Which columns of a table is a network given, and which is it asked for?
"""
