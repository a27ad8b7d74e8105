security-title = Your sign-in
security-demonstration = This is the sign-in of a demonstration person. It has no password.
security-other-browser = Another browser
security-instant = { $date }, { $time } (Eastern time)
security-place = { $place } (network { $network })
security-place-network = Place unknown (network { $network })
security-place-here = The computer this site runs on
security-place-unknown = Place unknown
hub-who = This sign-in belongs to { $email }.
hub-who-proved = This sign-in belongs to { $email }. You proved that you are { $name }.
hub-closing = Your account will be closed on { $when }
hub-closing-link = See what will be deleted, or keep your account
hub-ways = Ways to sign in
hub-no-ways = No way of your own is set up.
hub-has-password = Password.
hub-phones =
    { $count ->
        [one] 1 phone.
       *[other] { $count } phones.
    }
hub-passkeys =
    { $count ->
        [one] 1 passkey.
       *[other] { $count } passkeys.
    }
hub-keys =
    { $count ->
        [one] 1 security key.
       *[other] { $count } security keys.
    }
hub-apps =
    { $count ->
        [one] 1 authenticator app.
       *[other] { $count } authenticator apps.
    }
hub-codes =
    { $count ->
        [one] 1 backup code left.
       *[other] { $count } backup codes left.
    }
hub-devices =
    { $count ->
        [one] You are signed in here only.
       *[other] You are signed in on { $count } devices or browsers.
    }
hub-devices-link = See them and sign out elsewhere
hub-latest = Last: { $event }, { $when }.
hub-history-link = See everything that happened
hub-sites =
    { $count ->
        [0] You share with no site.
        [one] You share with 1 site.
       *[other] You share with { $count } sites.
    }
hub-sites-link = See what each site receives
devices-title = Where you are signed in
devices-text = Each device and browser with which you are signed in now. If you do not know one, sign out there.
devices-this = This is where you are now
devices-place = Place
devices-since = Signed in
devices-seen = Last used
devices-end = Sign out there
devices-end-number = Sign out there, number { $number } of the list
devices-end-others = Sign out everywhere else
devices-ended = Signed out there
devices-ended-text = That browser is signed out now, here and at the sites you opened from it.
devices-limits = We sign you out automatically after 15 minutes without use, and after 12 hours in any case.
devices-strange = If something looks strange, look at what happened before:
history-title = History
history-text = Everything that happened to your sign-in, the newest first. Nobody can change this list.
history-caption = What happened to your sign-in
history-what = What
history-when = When
history-device = Device
history-place = Place
history-strange = Something wrong?
history-not-me = This was not me
event-page-less = If you only want to sign out a device, or are not sure, look first at:
made-up-cannot = This person is made up and shared by everybody who visits the demonstration, so this cannot be changed here. Create a sign-in of your own to try it.
history-older = Older events
history-newest = Back to the newest events
history-keep = Keep a copy
history-keep-text = The files hold every event, also those on the pages after this one.
history-csv = History for a spreadsheet (CSV)
history-json = History for programs (JSON)
sites-title = Connected sites
sites-text = These sites know you by this sign-in. You see what each receives when you open it. What is secret is shown in part only.
sites-none = You have not used this sign-in at another site yet.
sites-since = Since
sites-last = Last used
sites-revoke = Stop sharing with { $site }
sites-ended = Sharing ended
sites-ended-text = The site receives nothing more from now on. What it received before, it may still have: ask the site about that.
sites-what-ends = If you stop sharing, the site can no longer ask us about you. If you open it again with this sign-in, you will be asked again.
change-password-title = Change your password
change-password-text = You will be signed out everywhere else, and we will write to you that the password was changed.
change-password-current = Current password
change-password-wrong = This is not your current password.
add-password-title = Add a password
add-password-text = You have no password yet. With one you can also sign in where your passkey does not work. You will be signed out everywhere else, and we will write to you.
add-password-button = Add the password
change-password-button = Change the password
app-title = Connect an authenticator app
app-text = An authenticator app shows a new code every 30 seconds. You need it each time you sign in, so a stolen password alone is of no use. Any such app works; many password managers have one.
app-scan = Scan this picture with the app
app-picture = QR code with the key that is also written below
app-type = Or type the key
app-key-label = Key:
app-open = Open the app on this device
app-code-label = Six-digit code from the app
app-code-hint = If it is refused, check that the clock of your phone is right.
app-button = Connect
passkeys-title = Passkeys and security keys
passkeys-text = A passkey lets you sign in with your finger, your face or the PIN of your device. A security key is a small device that you plug in or hold to your phone.
passkeys-none = You have none yet.
passkeys-kind = Kind
passkeys-kind-passkey = Passkey
passkeys-kind-key = Security key
passkeys-added = Added on { $at }
passkeys-used = Last used: { $at }
passkeys-added-on = Added on
passkeys-used-on = Last used
passkeys-never = never
passkeys-verifies = It checks that it is you, so it signs you in without anything else.
passkeys-verifies-not = It does not check that it is you. We ask for your password too.
passkeys-copied = It is kept in your account with the maker of your device or in a password manager, and works on your other devices too.
passkeys-name-label = Name
passkeys-name-hint = For example “My phone”. If you leave it empty, we name it after this browser.
passkeys-name-wrong = Write a name of at most 60 characters.
passkeys-rename-title = Change the name
passkeys-rename = Save the name
passkeys-remove-title = Remove it
passkeys-remove-text = It will no longer sign you in, and you will be signed out everywhere else. Delete it on your device too.
passkeys-remove = Remove
passkeys-last = You need this one to sign in. Add another way first, then you can remove it.
passkey-add-title = Add a passkey
passkey-add-text = Your browser will ask where to keep it: on this device, on your phone, or in a password manager.
passkey-add-button = Create a passkey
key-add-title = Add a security key
key-add-text = Have your key ready. Your browser will ask you to plug it in, or to hold it to your phone, and to touch it.
key-add-button = Add the key
