files-title = Files for the bank
files-about = Release files that wait to leave, see what left and how much came back, stop everything.
files-stopped = No file leaves
files-stopped-why = Files are stopped: { $reason }
files-resume = Let files leave again
files-waiting = Files that wait
files-no-release = This agency asks for no release: a file leaves as soon as it is written.
files-needed =
    { $count ->
        [one] One person must release a file before it leaves.
       *[other] { $count } people must release a file before it leaves. Your own release counts once.
    }
files-none-waiting = No file waits.
files-entries =
    { $count ->
        [one] One entry
       *[other] { $count } entries
    }
files-holds = What it holds
files-amount = Taken from people
files-credits = Paid to people
files-effective = The money moves on
files-releases = Released by
files-released = { $released } of { $needed }
files-release = Release { $file }
files-mine = You have released it. Somebody else has to do the same.
files-release-stopped = Nothing was released: files are stopped. Let files leave again first.
files-release-unwritten = Nothing was released: the file is not written to its end yet. Wait a moment and try again.
files-rates = How much comes back
files-rates-about = The share of debits that banks sent back lately, beside the limits of the clearing house. Above a limit it asks the agency for reasons.
files-rates-caption = Returns by reason
files-rate-what = Reason
files-rate-returned = Came back
files-rate-sent = Left
files-rate-share = Share
files-rate-standing = State
files-rate-unauthorized = Not authorized
files-rate-administrative = Wrong account data
files-rate-overall = All returns
files-rate-fine = below the limit
files-rate-near = near the limit
files-rate-over = above the limit
files-left = Files that left in the last 30 days
files-none-left = None.
files-file = File
files-left-on = Left on
files-count = Entries
files-stop = Stop all files
files-stop-about = From then on no file leaves until somebody lets them leave again. Payments wait; nothing is lost.
files-reason = Why?
files-reason-hint = For whoever finds files stopped. No names and no numbers of people.
files-reason-missing = Write why files are stopped.
files-reason-long = Write at most { $most } characters.
