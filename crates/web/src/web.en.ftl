site-account = Tax Account
site-identity = Sign-In
site-professional = Tax Professional Account
site-staff = Staff Desk

frame-skip = Skip to main content
frame-demonstration-label = Demonstration
frame-demonstration = This is a demonstration with made-up people. It is not a government website.
frame-error-title = Error: { $title }
frame-tabs = Main
frame-menu = Menu
frame-sign-out = Sign out
frame-help-label = Help
frame-help-question = Need help?
frame-help = How to get help
frame-made-with = This site runs on Counterfoil, open software for tax agencies.

session-warning-title = Are you still there?
session-warning-text = To keep your tax data safe, we sign you out when you do nothing for a while.
session-time-left = Time left (minutes and seconds):
session-stay = Stay signed in
session-sign-out-now = Sign out now
session-warning-minutes =
    { $count ->
        [one] We will sign you out in less than 1 minute.
       *[other] We will sign you out in less than { $count } minutes.
    }
session-ended-title = You are signed out
session-ended-text = You did nothing for a while, or you signed out. This keeps your tax data safe.
session-ended-close = On a shared computer, also close the browser.
session-ended-again = Sign in again
session-cannot-extend = You have been signed in for 12 hours. Please finish, then sign in again.

error-reference = If you call us, give this reference number:
error-to-start = Go to the start page
error-not-found = We cannot find this page
error-not-found-what-now = Check the address for typing mistakes, or go to the start page.
error-forbidden = You cannot do this
error-forbidden-what-now = Nothing was changed. Go back to the page you came from and try again.
error-method = This address works another way
error-method-what-now = Nothing was changed. Go to the start page and try again from there.
error-slow = This is taking too long
error-slow-what-now = Wait a minute, then check if your change was saved before you try again.
error-conflict = Something changed in the meantime
error-conflict-what-now = Your change was not saved. Look at the page again, then repeat it if it is still right.
error-too-large = What you sent is too large
error-too-large-what-now = Nothing was saved. Go back, make it shorter, and send it again.
error-busy = Many people are here at once
error-busy-what-now = Please wait a few seconds and try again. Nothing was changed.
error-too-many = Too many tries
error-too-many-what-now = Please wait 10 minutes, then try again.
error-held-back = Too many requests from your network
error-held-back-what-now = Please wait one minute, then load the page again. Nothing was changed.
error-bad-request = We cannot read what was sent
error-bad-request-what-now = Nothing was changed. Go back, reload the page, and try again.
error-form = Nothing was changed. Go back, reload the page, and fill in the form again.
error-form-expired = Nothing was changed. The form was open too long. Go back, reload the page, and send it again.
error-broken = Something went wrong on our side
error-broken-what-now = It is not your fault, and we have been told. Please try again in a few minutes.

piece-back = Back
piece-step = Step { $current } of { $count }
piece-problems = There is a problem
piece-optional = (optional)
piece-month = Month
piece-day = Day
piece-year = Year

frame-help-page-title = How to get help
frame-help-page-call = Call us at { $telephone }, Monday to Friday, 7 a.m. to 7 p.m.
frame-help-page-have-ready = Have the reference number of the page or the number of your letter ready. We can help in English and in Spanish.
frame-help-page-never = We never ask for your password or for a code that we sent you.
frame-help-page-demonstration = In this demonstration nobody answers the telephone.

onward-title = You are signed in
onward-continue = Continue

paper-page = Page { $page } of { $pages }
paper-demonstration = Demonstration: made-up people and a made-up agency. This paper proves nothing.
paper-save = Save as PDF
paper-save-large = Save as PDF in large print
