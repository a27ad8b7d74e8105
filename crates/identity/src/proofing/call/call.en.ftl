call-wait-title = Your video call
call-queue-title = You are waiting for your call
call-appointed-title = You have an appointment
call-wait-text = Your papers are here. What is left is a video call with one of our people, who looks at them and at you. It takes about 10 minutes.
call-now = Wait for a call now
call-wait-up-to =
    { $count ->
        [one] As things stand you wait at most 1 minute.
       *[other] As things stand you wait at most { $count } minutes.
    }
call-wait-between = As things stand you wait between { $low } and { $high } minutes.
call-wait-unknown = We cannot say how long you would wait: nobody is taking calls at the moment, or there were too few calls lately to go by.
call-hours-today = Calls are taken today between { $opens } and { $closes }
call-hours-closed = Nobody takes calls today
call-ahead =
    { $count ->
        [0] You are next
        [one] 1 person is before you
       *[other] { $count } people are before you
    }
call-in-queue = Leave this page open: it takes you to the call by itself. If you close it or your connection breaks, your place is kept for 24 hours, but we call others until you open it again.
call-appointed = Your appointment: { $when }
call-appointed-text = Sign in a few minutes before and open this page. At that time you come first.
call-paused = The call broke off
call-paused-text = Your place is kept. We call again when you say that you are ready.
call-ready = I am ready again
call-bring-title = What you need
call-bring-papers = The papers that you sent pictures of
call-bring-camera = A camera, and a microphone if you have one. Without a microphone you can type.
call-bring-alone = A light place where nobody else is in the picture
call-not-recorded = The call is not recorded, by us or by any program. What you type is deleted when the call is over. We keep which steps our person saw, and what was decided.
call-appointment-title = An appointment instead
call-appointment-none = No appointment is free in the next days.
call-slot-label = At what time?
call-slot-hint = In Eastern time
call-slot-missing = Choose a time
call-slot-gone = This time is not free any more. Choose another.
call-appointment-button = Take this appointment
call-out-title = You do not want to wait?
call-out = Leave the queue
call-room-title = The video call
call-room-text = Turn on your camera. Our person sees you as soon as the two of you are connected, and tells you what to do. Keep your papers at hand.
call-needs-script = A call needs JavaScript and a camera
call-needs-script-text = This browser runs no scripts. Turn them on, use another device, or choose another way below: a desk or a letter needs neither.
call-start = Turn on camera and microphone
call-mute = Microphone off
call-view-person = The person
call-view-agent = Our person
call-view-own = Your own picture
call-refused = We cannot use your camera. Allow it in your browser, or use another device. You can still type, or choose another way.
call-meeting = Connecting…
call-connected = You are connected.
call-lost = The connection broke. We try again. You can still type.
call-over = The call is over.
call-unsent = That was not sent. Try again.
call-you = You
call-person = The person
call-agent = Our person
call-caption-said = Our person says
call-typed-title = What was typed
call-write = Write to our person
call-write-hint = If you cannot hear or speak, or want to. Leave out numbers of papers and accounts.
call-write-button = Send
call-captions = Captions are typed by our person when you ask for them. No program listens in. Your browser or telephone may have live captions of its own.
call-leave = Leave the call now
call-leave-text = Camera and microphone go off at once. Your place is kept.
call-step-face = I see the face, live and clearly
call-step-paper = I see each paper, live; it looks genuine and is valid
call-step-cue = What I asked for was done at once
call-step-compared = The face is the one on each paper
call-step-in-view = The person stayed in view the whole time, and nobody seemed to tell them what to do
call-cue-left = Look over your left shoulder
call-cue-right = Look over your right shoulder
call-cue-hand = Pass your open hand slowly before your face
call-cue-ear = Touch one of your ears
call-cue-three = Hold up three fingers beside your face
call-cue-four = Hold up four fingers before your chin
call-cue-tilt = Tilt your paper to and fro in the light
call-cue-cover = Hold a finger over a corner of your paper
call-cue-weekday = Say or write which weekday tomorrow is
call-cue-closer = Come closer to the camera and go back again
