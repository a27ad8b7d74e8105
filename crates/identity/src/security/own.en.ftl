hub-addresses =
    { $count ->
        [one] 1 address. A second one helps if you lose this one.
       *[other] { $count } addresses.
    }
hub-addresses-link = See, add or remove addresses
hub-language = We write to you in { $language }.
hub-preferences-link = Choose what we tell you
addresses-title = Your email addresses
addresses-text = You can sign in with any of these addresses, and we write to all of them when something important happens. Sites you share with are told the main one.
addresses-main = Main address
addresses-since = Confirmed on { $when }
addresses-make-main = Make this the main address
addresses-make-main-of = Make { $email } the main address
addresses-remove = Remove
addresses-remove-of = Remove { $email }
addresses-waiting = Not confirmed yet
addresses-waiting-until = The code works until { $when }.
addresses-type-code = Type the code
addresses-add = Add an address
addresses-too-many = You have 12 addresses, the most there can be. Remove one before you add another.
addresses-two-are-better = Add a second address, so that we can reach you if you lose this one.
addresses-own = You have this address already. Type another one.
addresses-taken = This address was confirmed for another sign-in in the meantime. Use another one.
addresses-done-added = Address added
addresses-done-main = Main address changed
addresses-done-removed = Address removed
addresses-done-told = We have written to all your addresses about it.
address-add-title = Add an email address
address-add-text = We send a code to the address. When you type it, the address is yours: you can sign in with it, and we write to it.
address-add-button = Send the code
address-confirm-title = Confirm the address
address-confirm-text = If { $email } can be added, we sent a six-digit code to it. It works for 24 hours.
address-confirm-button = Confirm the address
address-confirm-again = Send a new code
address-confirm-give-up = Do not add this address
preferences-title = Language and notices
preferences-language = Language of our messages to you
preferences-language-hint = The language of the pages is changed at the top of each page.
preferences-always = What we always tell you
preferences-always-text = Whenever something changes that lets people into your sign-in, we write to all your email addresses. This protects you and cannot be turned off.
preferences-chosen = What you choose
preferences-new-device = Tell this address when I sign in on a new device or browser
preferences-each = Tell this address each time I sign in
preferences-save = Save
preferences-saved = Saved
