saved-code-title = Recovery code
saved-code-new-title = Keep your recovery code
saved-code-text = A recovery code is for the day when you lose your phone, your passkeys or your password. Write it on paper or print it, and keep it where you keep your passport. With it and your email you get back in at once.
saved-code-new-text = This is your new recovery code. We show it now and never again. Any older code stopped working.
saved-code-download = Download it as a text file
saved-code-print = Or write it down, or print this page. Keep it on paper or in a password manager, not in your email.
saved-code-kept = I have kept my recovery code
saved-code-keep-first = Keep the code first: write it down, print it or download it. Then tick the box.
saved-code-go-on = Continue
saved-code-there = You have a recovery code. It was made on { $made }. We cannot show it again.
saved-code-replace-text = If you cannot find it, or someone else may have seen it, make a new one. The old one stops working at once, and we write to you about it.
saved-code-replace = Make a new recovery code
saved-code-none = You have no recovery code.
saved-code-make = Make a recovery code
saved-code-back = Go back
saved-code-file =
    Recovery code for { $agency }
    Site: { $site }
    Code: { $code }
    Made: { $made }

    Use it at { $site }/recover when you cannot sign in. It works once.
    Nobody will ever call, text or write to you to ask for it.
recover-title = Get back in
recover-text = If you cannot sign in, we help you to get back in. Your sign-in, what you have proved and what you share with sites stay as they are.
recover-email-hint = An address that you use to sign in. We send a code there.
recover-button = Send me a code
recover-to-sign-in = Back to the sign-in page
recover-go-on = Continue
recover-instant = { $date }, { $time } (Eastern time)
recover-start-over = Start over
recover-another-way = Choose another way
recover-other-address = Use another address
recover-code-title = Enter the code from your email
recover-code-text = We wrote to { $email }. If the address has a sign-in, the message holds a code of eight digits.
recover-code-minutes = { $count ->
    [one] The code works for one minute, once, and only in this browser.
   *[other] The code works for { $count } minutes, once, and only in this browser.
}
recover-demonstration = This is a demonstration: no email is sent.
recover-outbox = Read the messages of the demonstration
recover-code-label = Eight-digit code from the message
recover-code-old = This code is too old. Ask for a new one below.
recover-code-none = No message?
recover-code-none-text = Wait a minute and look in the spam folder. You can also have a new code sent; the one before then stops working.
recover-code-again = Send a new code
recover-code-unreadable = I cannot read messages at this address
recover-other-title = Other ways to get back in
recover-other-text = Show one thing that belongs to your sign-in. We then tell you what else is needed.
recover-ways-title = What else do you have?
recover-shown = You have shown:
recover-ways-next = Show one of these, too
recover-way-mail = Code by email
recover-way-mail-text = Eight digits from the message we sent you.
recover-way-saved = Recovery code
recover-way-saved-text = The code of 16 letters and digits that you kept when you set up your sign-in.
recover-way-password = Password
recover-way-password-text = If you still know your password.
recover-way-app = Authenticator app
recover-way-app-text = A code from the app on your phone or computer.
recover-way-phone = Code to your phone
recover-way-phone-text = We send a code to a phone that you still have.
recover-way-backup = Backup code
recover-way-backup-text = One of the codes that you printed or downloaded to use without your phone.
recover-way-passkey = Security key
recover-way-passkey-text = A security key that you still have.
recover-way-proof = Prove again who you are
recover-way-proof-text = Show the same identity that you proved before.
recover-none-of-these = I have none of these
recover-wait-offer = Or wait
recover-wait-offer-text = If you have nothing else, you can get in after a waiting period. We write to all your addresses first.
recover-wait-go = See how waiting works
recover-waits-title = A waiting period is running
recover-waits-text = You can get in after { $until } by coming back here. With one of the things below you get in sooner.
recover-waits-stop = Stop it
recover-wait-title = Wait, then get back in
recover-wait-text = { $count ->
    [one] You can get back in after one hour.
   *[other] You can get back in after { $count } hours.
}
recover-wait-first = We write to every email address of your sign-in, now.
recover-wait-second = Each message has a link that stops this. Signing in stops it too.
recover-wait-third = After the waiting period, start over here. We send you a second code, and you are in.
recover-wait-why = We wait because somebody who only reads your email could ask for this. The time lets the real owner stop it.
recover-wait-begin = Start the waiting period
recover-waiting-title = The waiting period has begun
recover-waiting-until = Come back here after { $ready }, and before { $ends }.
recover-waiting-text = We wrote to every email address of your sign-in. When the time is over, we write again.
recover-waiting-stop = If you sign in before, or somebody uses the link in the message, the recovery stops and nothing changes.
recover-help-title = If you have none of these
recover-help-agency = If you proved who you are
recover-help-agency-text = Call { $agency } at { $telephone }, or visit an office with your identity document. Our people check who you are and help you to get back in. What you proved, your history and what you share stay as they are.
recover-help-agency-never = We will never ask you for a code or a password on the phone.
recover-help-new = If you never proved who you are
recover-help-new-text = Then nothing is lost with the old sign-in. Make a new one with an email address that you can read.
recover-help-new-go = Create a sign-in
recover-saved-title = Enter your recovery code
recover-saved-text = Type the recovery code that you kept on paper or in your password manager.
recover-saved-label = Recovery code
recover-saved-hint = 16 letters and digits, like 7KQ2-M4TD-0XRA-93HF. Dashes and small letters do not matter.
recover-saved-wrong = This is not the recovery code of the sign-in. Check each letter, and that it is the newest one.
recover-password-title = Enter your password
recover-password-text = Type the password of your sign-in.
recover-password-wrong = This is not the password of the sign-in.
recover-app-title = Enter a code from your app
recover-app-text = Open your authenticator app and type the six-digit code for this site.
recover-app-label = Six-digit code from the app
recover-backup-title = Enter a backup code
recover-backup-text = Type one of your backup codes. It is used up then.
recover-backup-label = Backup code
recover-prove-title = Prove again who you are
recover-prove-demonstration = This step proves nothing. A real agency would check documents here. Choose the same made-up person as before.
recover-prove-choose = I am { $name }
recover-prove-other = This is not who was proved for this sign-in. Choose the same person as before.
recover-prove-elsewhere = Create a new sign-in with an email address that you can read, and prove with it who you are. We see that the same person was proved before, tell you at the old address, and two of our people move the proof to the new sign-in. Your tax record then opens with it.
recover-prove-elsewhere-office = Would you rather keep this sign-in?
recover-finish-title = You are almost in
recover-finish-text = You have shown enough. When you go on, every other session of your sign-in ends.
recover-finish-optional = You can leave this empty and add a passkey on the next page. If you choose a password, use at least 15 characters.
recover-finish-lost = What have you lost?
recover-finish-lost-hint = Tick what you no longer have. It stops working at once. What you do not tick stays.
recover-finish-button = Get back in
recover-lost-app = Authenticator app, connected on { $name }
recover-lost-passkey = Passkey or security key “{ $name }”
recover-lost-backup = My backup codes
recover-stop-title = Stop this recovery?
recover-stop-text = On { $begun } somebody asked to get back into your sign-in without its usual ways.
recover-stop-what = If it was not you, stop it. Nobody gets in by it then, and nothing of your sign-in changes.
recover-stop-button = Stop it
recover-stop-not = It was me. Do not stop it
recover-stop-done-title = This recovery is finished
recover-stop-done = Somebody has got back into your sign-in by it. If that was you, all is well.
recover-stop-done-help = If it was not you, get back in yourself at once, or call { $agency } at { $telephone }.
recover-stop-over-title = There is nothing to stop
recover-stop-over = This recovery was stopped or given up already, or the link is too old. Nobody can get in by it.
recover-stopped-title = The recovery is stopped
recover-stopped-text = Nobody can get in by it any more. Nothing of your sign-in has changed.
recover-stopped-mail = Whoever asked for it may be able to read your email. Change the password of your email account, and use two ways to sign in there.
recover-stopped-signed-in = A recovery of your sign-in was waiting. You have just signed in, so it is not needed, and we stopped it.
recover-stopped-look = If you did not ask for it, look at what happened to your sign-in, and change the password of your email account.
recover-mail-subject = { $agency }: your code to get back in
recover-mail-body =
    Your code to get back in is { $code }. Somebody, we hope you, cannot sign in at { $agency } and gave this email address. Type the code on the page where you asked for it. It works once, for { $minutes } minutes.

    This was not you? Stop it here:
    { $stop }
recover-mail-nobody-subject = { $agency }: there is no sign-in here
recover-mail-nobody-body =
    Somebody, perhaps you, cannot sign in at { $agency } and gave this email address. No sign-in can be recovered with it. If you have one, it uses another address: try that one at { $recover }.

    If you did not ask for this, you need do nothing.
recover-wait-subject = { $agency }: somebody wants to get back into your sign-in
recover-wait-body =
    Somebody, we hope you, asked to get back into your sign-in at { $agency } with little more than an email. A waiting period has begun. Nobody gets in by it before { $ready }.

    This was not you? Stop it here. You need not sign in:
    { $stop }

    Signing in stops it, too. If it was you, come back to { $recover } after { $ready } and before { $ends }.
recover-ready-subject = { $agency }: your waiting period is over
recover-ready-body =
    The waiting period that was asked for is over. To get back into your sign-in at { $agency }, go to { $recover } before { $ends }.

    This was not you? Stop it here. You need not sign in:
    { $stop }
recover-phone-title = Get a code on your phone
recover-lost-phone = Phone that ends in { $name }
