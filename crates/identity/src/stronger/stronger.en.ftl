stronger-title = This site asks for a second step
stronger-text = { $site } asks for a stronger sign-in than you have now: a passkey, or a password followed by a code. It keeps others out even if they learn your password. Adding one takes about two minutes.
stronger-add = Add a second way to sign in
stronger-insists = Without it, { $site } does not let you in.
stronger-back = Go back to the site
stronger-likes = You can go on without it. { $site } will be told that your sign-in was weaker, and may show you less.
stronger-without = Go on without
