"""How does data of the user's own become a data set?

- entries: Which data sets of the user's own does a home hold, and how is one taken away again?
- images: How does a folder of pictures of the user's own become a data set?
- label_column: Which column of a table holds the labels, and are they numbers or names?
- memory: How much memory can this process still have?
- number_format: How are numbers written in this table?
- picture: How does one picture file become a square of red, green and blue, or is refused by name?
- picture_files: Which files of a folder of pictures are pictures of a class, and what else lies there?
- reading: What is known once data of the user's own was read?
- registration: How does data of the user's own get a name that a spec can use?
- shapes: Which model fits a data set?
- table: How does a table of the user's own become a data set, however many rows it has?
- table_form: How is this table to be read: which lines, which columns, which numbers?
- table_head: What do the first lines of a table say?
- table_rows: How do the lines of a table become features and labels, and on which line is one wrong?
"""
