"""What did a run open, and which line of the experiment did it?

- announcements: How does the watch learn of files that compiled code of a library opens?
- compiled_readers: Which functions of the libraries that this project depends on open files in compiled code?
- experiment_line: Which line of the experiment made something happen?
"""
