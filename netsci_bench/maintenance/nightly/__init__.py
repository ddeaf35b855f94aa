"""Do all experiments still give the recorded results? A night: everything run afresh and held against the record.

- change_points: Since which night is a number another one? The levels of its history.
- course_drawing: How is the history of a number drawn? As a line over the nights, with its levels.
- course_of_night: How does a night go? Every id, then fresh seeds where something alarms, then the pages.
- history: What did earlier nights say? A folder with a file per night, and references of green nights.
- joining: How do the shards of a night become one?
- judging: What counts in a night, and what may be chance?
- measuring: Do all experiments still give the recorded results? Each is run again and held against its reference.
- night: What is known after a night? A result per id, what it ran on, and its exit code.
- page: How is a night shown in a browser?
- shards: Which ids does a night run, at which tier, and which of them are one job's share?
- since: What is different since the last green night?
- speed: Which ratios of speeds fell?
- summary: How is a night told in text? A line per id, a summary for the CI's step page, and a junit.xml.
"""
