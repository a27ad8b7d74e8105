home-title = Home
home-you-owe = You owe in all
home-as-of = As of { $date }. Interest is added each day.
home-on = As of { $date }.
home-years-owed = { $count ->
    [one] This is for one year.
   *[other] This is for { $count } years.
}
home-pay = How to pay
home-see-balance = See your balance by year
home-nothing-owed = You have no balance to pay.
home-credit = { $amount } stands to your credit.
home-to-do-title = What needs doing
home-to-do-none = Nothing right now.
home-overdue = Overdue
home-warning = Do this first
home-to-plan = Pay over time with a payment plan
home-was-due = It was due { $date }
home-now = Now
home-by = By { $date }
home-file-return = File your { $year } return. It was due { $due }. Filing it now keeps the penalty from growing.
home-levy-notice = Answer our notice of intent to levy from { $date }. You owe { $owed } for { $year }. Call us to pay or to agree on a plan before we take money from wages or accounts.
home-pay-notice = Pay what you owe for { $year } by { $date }: { $owed }. If you pay the full amount of the notice by then, no more interest is added after the notice.
home-keep-paying = Keep up your payment plan for { $year }. You still owe { $owed }.
home-pay-or-plan = Pay what you owe for { $year }: { $owed }. In 30 days it will be { $later }.
home-estimated-tax = Pay your next estimated tax for { $year } by { $date }.
home-how-to-pay = How to pay
home-get-help = How to get help
home-open-year = Open { $year }
home-filing-title = Your last return
home-last-return = Tax year
home-filing-status = Filing status
home-filed-on = Filed on
home-no-return = We have no return of yours.
home-records-title = Your records
home-returns = { $count ->
    [one] We have one return of yours.
   *[other] We have { $count } returns of yours.
}
home-entries = { $count ->
    [one] One entry stands in your account.
   *[other] { $count } entries stand in your account.
}
home-see-records = See your records
home-notices = { $count ->
    [one] You have a new notice
   *[other] You have { $count } new notices
}
home-notices-by = The nearest day to act is { $date }.
home-notices-open = Read your notices
