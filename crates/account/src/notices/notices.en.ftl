notices-title = Notices
notices-intro = Here is every notice that we have written to you. Opening one marks it as read.
notices-none = We have written no notice to you.
notices-unread-count = { $count ->
    [0] None is new.
    [one] One notice is new.
   *[other] { $count } notices are new.
}
notices-by-year = Notices by year
notices-all-years = All years
notices-new = New
notices-dated = Notice of { $date }
notices-act-by = Act by { $date }
notices-was-by = The day to act was { $date }
notices-to-do = What to do
notices-passed = That day has passed. Act as soon as you can, or call us: it is not too late to agree on something.
notices-to-do-by = What to do by { $date }
notices-amounts = The amount
notices-amount-then = Owed on { $date }
notices-amount-now = Owed on { $date }, today
notices-why = Why you got this notice
notices-about = About this notice
notices-number = Notice number
notices-date = Date of the notice
notices-form = Form
notices-year = Tax year
notices-read-on = First opened on
notices-help = Questions? Call { $telephone } and give the notice number. We never ask for your password or for codes.
notices-foot = Notice { $number }
notices-pay = Pay now
notices-to-year = See each line of this year
notices-keep = Keep this notice
notices-addressee = To
