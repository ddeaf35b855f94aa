"""What are the files called that the bench writes? Every name once."""

# of a result or a training in the store
RESULT = "result.json"  # metrics, trainings and seconds of a seed
SERIES = "series.json"  # what was logged: name -> [[step, value], ...]
NOTES = "notes.json"  # how it ran: notes and warnings
ARRAYS = "arrays"  # folder of the arrays that a seed kept, one .npy file each
MANIFEST = "manifest.json"  # checksums of all other files of the folder; of data sets too

# of a report
REPORT_JSON = "report.json"  # the permanent record: everything that the pages show
REPORT_MD = "report.md"
REPORT_HTML = "report.html"
JUNIT = "junit.xml"
VERDICTS_PNG = "verdicts.png"
SERIES_PNG = "series.png"
PICTURES = "*.png"

# of an invocation that MLflow mirrors
RECORD = "record.json"
MIRRORED = "mirrored.json"  # which stores have it in full
REPORT = "report"  # folder of the report's files as they were then

# of a night, and of the published record
SUMMARY = "summary.md"
SCOREBOARD = "README.md"
