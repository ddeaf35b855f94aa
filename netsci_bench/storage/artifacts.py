"""What are the names of the files that the bench writes? Each is defined once, here."""

# of a result or a training in the store
RESULT = "result.json"  # metrics, trainings and seconds of a seed
SERIES = "series.json"  # what was logged: name -> [[step, value], ...]
NOTES = "notes.json"  # notes and warnings about the run
ARRAYS = "arrays"  # folder of the arrays that a seed saved, one .npy file each
WATCHED = ("series.outputs.npy", "surface.*.heights.npy")  # of these arrays `netsci-bench explore` makes a page
CLAIMS = "claims"  # folder of the store, beside what ``--fresh`` forgets: which claims were there at first
MANIFEST = "manifest.json"  # checksums of all other files of the folder; of data sets too

# of a report
REPORT_JSON = "report.json"  # the permanent record: all that the pages show
REPORT_MD = "report.md"
REPORT_HTML = "report.html"
JUNIT = "junit.xml"
VERDICTS_PNG = "verdicts.png"
SERIES_PNG = "series.png"
PICTURES = "*.png"
MADE_FROM = ".made-from.json"  # digests of what a report was made from, and of its files

# of a run that is mirrored in MLflow
RECORD = "record.json"
MIRRORED = "mirrored.json"  # which MLflow stores have all of it
REPORT = "report"  # folder with a copy of the report's files

# of `netsci-bench nightly`, and of the published record
SUMMARY = "summary.md"
NIGHT_JSON = "night.json"
NIGHT_HTML = "nightly.html"
SCOREBOARD = "README.md"
PAPERS = "papers"  # folder with a page for each paper
