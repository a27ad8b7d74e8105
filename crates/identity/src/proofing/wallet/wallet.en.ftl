# Sharing a mobile driver's license.
wallet-title = Share your mobile driver's license
wallet-text = If your state gave you a driver's license or ID on your phone, you can prove who you are with it now. Nobody has to look at it.
wallet-what = We ask for your name, your date of birth, who issued the license, and until when it is good. Your wallet shows you this before you agree.
wallet-not = We do not ask for your photo or what you may drive.
wallet-checked = We check that your state signed it and that it is on your own device.
wallet-device = Where is your license?
wallet-device-this = On this device
wallet-device-other = On another device, such as my phone
wallet-other-route = Choose another way to prove who you are
wallet-over = That request is over
wallet-over-text = A request is good for 10 minutes and only in the browser that began it. Begin again below.
wallet-wait-title = Open your wallet
wallet-wait-this = Open the wallet on this device and agree to share your license.
wallet-open = Open my wallet
wallet-wait-back = Your wallet brings you back here. If nothing opens, your wallet may not be able to do this yet; choose another way.
wallet-wait-other = Scan this code with your phone and agree to share your license.
wallet-picture = QR code that opens your wallet
wallet-wait-only-yours = Scan it with your own phone only. Whoever sent you such a code from somewhere else wants to use your license.
wallet-no-camera = You cannot scan the code?
wallet-address = Copy the address of this link to your phone and open it there
wallet-wait-answered = Your license arrived. Go back to your wallet: it leads you on from there.
wallet-wait-minutes = The request is good for 10 minutes.
wallet-look-again = Look again now
wallet-looks-again = { $count ->
    [one] This page looks again every second.
   *[other] This page looks again every { $count } seconds.
}
wallet-still = Do not look again by itself
wallet-again = Begin again
wallet-refused = Your license could not be used
wallet-refused-declined = Your wallet did not share it. Try again, or choose another way to prove who you are.
wallet-refused-expired = The license has expired or is not good yet. Update it in your wallet and try again, or choose another way.
wallet-refused-issuer = We do not know its issuer yet. Choose another way to prove who you are.
wallet-refused-incomplete = Something that we asked for was missing, or it was another document. Share your driver's license with everything that your wallet lists.
wallet-refused-other = It could not be checked. Try again; if it happens again, choose another way to prove who you are.
wallet-arrived-title = Your license arrived
wallet-arrived-text = This is what your license says.
wallet-arrived-name = Name
wallet-arrived-born = Date of birth
wallet-arrived-issuer = Issued by
wallet-use = Use this license
wallet-change-you = Change the name or date of birth that you typed
wallet-another = Share another license
wallet-differs = The license and what you typed do not agree. Correct what you typed, or share your own license.
