set-up-title = Protect your sign-in
set-up-text = Add at least two ways to sign in. If you lose one, you still get in with the other.
set-up-held = What you have
set-up-nothing = You have nothing yet.
set-up-has-password = A password
set-up-has-passkeys = { $count ->
    [one] One passkey
   *[other] { $count } passkeys
}
set-up-has-keys = { $count ->
    [one] One security key
   *[other] { $count } security keys
}
set-up-has-keys-alone = { $count ->
    [one] One security key. It follows a password, and you have none: it does not count yet.
   *[other] { $count } security keys. They follow a password, and you have none: they do not count yet.
}
set-up-has-apps = { $count ->
    [one] One authenticator app
   *[other] { $count } authenticator apps
}
set-up-has-phones = { $count ->
    [one] One phone
   *[other] { $count } phones
}
set-up-has-codes = { $count ->
    [one] One backup code
   *[other] { $count } backup codes
}
set-up-go-on = Continue
set-up-add = What you can add
set-up-passkey = Passkey
set-up-passkey-text = Sign in with your finger, your face or the PIN of your device. The safest way: no false site can steal it.
set-up-passkey-add = Add a passkey
set-up-key = Security key
set-up-key-text = A small device that you plug in or hold to your phone after you typed your password.
set-up-key-add = Add a security key
set-up-app = Authenticator app
set-up-app-text = An app on your phone or computer that shows a new code every 30 seconds. It works without a network.
set-up-app-add = Connect an app
set-up-phone = Text message or call
set-up-skip-title = Not now
set-up-skip-text = You can go on with what you have. If you lose it, getting back in takes days and you may have to prove again who you are.
set-up-skip = Go on without more protection
