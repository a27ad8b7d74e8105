clock-title = Move the clock
clock-today = In the demonstration it is { $date }.
clock-ahead = { $count ->
    [one] The clock is one day ahead.
   *[other] The clock is { $count } days ahead.
}
clock-intro = Move the clock ahead to see how balances grow. Sign-ins that are open end when you move it by more than a few minutes.
clock-days = Days ahead
clock-hint = 0 to { $most }. 0 is today’s real date.
clock-range = Enter a whole number of days from 0 to { $most }.
clock-move = Move the clock
clock-on = On to the account
