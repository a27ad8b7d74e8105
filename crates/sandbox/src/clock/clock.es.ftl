clock-title = Mover el reloj
clock-today = En la demostración es el { $date }.
clock-ahead = { $count ->
    [one] El reloj está un día adelantado.
   *[other] El reloj está { $count } días adelantado.
}
clock-intro = Adelante el reloj para ver cómo crecen los saldos. Las sesiones abiertas terminan si lo mueve más de unos minutos.
clock-days = Días de adelanto
clock-hint = De 0 a { $most }. 0 es la fecha real de hoy.
clock-range = Escriba un número entero de días entre 0 y { $most }.
clock-move = Mover el reloj
clock-on = Ir a la cuenta
