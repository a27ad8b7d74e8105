pay-title = Pagar desde una cuenta bancaria
pay-continue = Continuar
pay-limit-left = { $count ->
    [one] Hoy puede hacer { $count } pago más.
   *[other] Hoy puede hacer { $count } pagos más.
}
pay-limit-amount = El límite es de { $most } pagos al día, cada uno de menos de { $below }.
pay-reason = ¿Para qué es el pago?
pay-reason-missing = Elija para qué es el pago.
pay-reason-balance = Un saldo que debe
pay-reason-balance-hint = Impuestos, multas e intereses de años que ya están en su cuenta.
pay-reason-estimated = Impuesto estimado
pay-reason-estimated-hint = Impuesto sobre ingresos de los que nadie retiene, pagado durante el año.
pay-reason-extension = Impuesto con una prórroga
pay-reason-extension-hint = Usted declarará más tarde, pero paga lo que espera deber en la fecha de vencimiento.
pay-reason-amended = Una declaración enmendada
pay-reason-amended-hint = Lo que debe de más después de corregir una declaración.
pay-reason-proposed = Una cantidad propuesta
pay-reason-proposed-hint = Una cantidad de una carta que todavía no le hemos cobrado.
pay-years-several = ¿Qué años quiere pagar?
pay-years-one = ¿Para qué año es?
pay-years-missing = Elija un año.
pay-years-none = No hay ningún año para esta clase de pago.
pay-other-reason = Elegir otra cosa para pagar
pay-year-of = { $year }, en el registro de { $name }
pay-year-joint = { $year }, su declaración conjunta
pay-year-owed = Falta pagar { $amount }.
pay-year-covered = Lo que debe está cubierto por pagos en camino.
pay-year-spouse-hint = Elija esto solo si no presentará una declaración conjunta para ese año. El pago contará entonces solo para su cónyuge.
pay-days-title = ¿Cuándo quiere pagar?
pay-when = Elija cuándo
pay-when-missing = Elija cuándo quiere pagar.
pay-today = Hoy
pay-today-next = Su banco está cerrado hoy. Se lo pedimos el { $date }.
pay-on-day = Un día
pay-on-day-hint = Escriba el día más abajo.
pay-quarterly = En las fechas de vencimiento que quedan
pay-monthly = Cada mes
pay-monthly-hint = Escriba más abajo el primer día y el número de pagos.
pay-day = Día
pay-day-hint = Hasta el { $last }. Por ejemplo 12 15 2026 (mes, día, año).
pay-no-such-day = Escriba un día que exista, como 12 15 2026 (mes, día, año).
pay-day-range = Escriba un día del { $first } al { $last }.
pay-months = Número de pagos mensuales
pay-months-hint = De 2 a { $most }, solo para un pago cada mes.
pay-months-range = Escriba un número de 2 a { $most }.
pay-months-far = El último pago sería dentro de más de un año. Escriba un número menor.
pay-counts-from = Si el día es un fin de semana o feriado, lo pedimos a su banco el siguiente día hábil, y el pago cuenta desde entonces.
pay-amount-title = ¿Cuánto quiere pagar?
pay-how-much = Elija cuánto
pay-each-time = { $count ->
    [one] Usted eligió { $count } día. Esta es la cantidad para él.
   *[other] Usted eligió { $count } días. Esta es la cantidad para cada uno.
}
pay-all = Todo: { $amount } al { $date }
pay-all-hint = Con intereses y multas hasta ese día.
pay-other-amount = Otra cantidad
pay-under-way = Los pagos que ya están en camino se cuentan como pagados.
pay-amount-for = Cantidad para { $year }
pay-amount-owed = Se deben { $amount } al { $date }.
pay-amount-wrong = Escriba una cantidad en dólares, como 1,234.50.
pay-amount-range = Escriba una cantidad de más de $0.00 y menos de { $below }.
pay-bank-title = ¿De qué cuenta paga?
pay-account = Elija una cuenta
pay-account-missing = Elija una cuenta.
pay-account-new = Otra cuenta
pay-new-bank-title = Su cuenta bancaria
pay-new-bank-intro = Debe ser una cuenta en un banco de los Estados Unidos. Los números están impresos al pie de sus cheques, y el sitio de su banco los muestra.
pay-routing = Número de ruta
pay-routing-hint = Nueve dígitos
pay-routing-nine = Escriba los nueve dígitos del número de ruta.
pay-routing-prefix = Ningún número de ruta comienza así. Revise los dos primeros dígitos.
pay-routing-check = Este número de ruta tiene un dígito incorrecto. Revise cada dígito.
pay-number = Número de cuenta
pay-number-hint = De 4 a 17 dígitos
pay-number-digits = Escriba solo los dígitos del número de cuenta.
pay-number-length = Escriba de 4 a 17 dígitos. El número de su tarjeta no es el número de cuenta.
pay-kind = Clase de cuenta
pay-kind-missing = Elija la clase de cuenta.
pay-checking = De cheques
pay-savings = De ahorros
pay-owner = ¿De quién es la cuenta?
pay-owner-person = De una persona
pay-owner-business = De un negocio
pay-owner-missing = Elija si la cuenta es de una persona o de un negocio.
pay-holder = Nombre en la cuenta
pay-holder-hint = Como lo escribe su banco
pay-holder-wrong = Escriba el nombre en la cuenta, con 60 letras como máximo.
pay-account-differs = El banco dice que esta cuenta es de otra persona. Revise el número y el nombre, o use otra cuenta.
pay-account-closed = El banco dice que esta cuenta está cerrada. Use otra cuenta.
pay-keep = Guardar esta cuenta para mi próximo pago
pay-nickname = Cómo llama usted a esta cuenta
pay-nickname-hint = Por ejemplo «Casa»
pay-nickname-long = Use 60 letras como máximo.
pay-bank-numbered = Banco { $number }
pay-checking-ending = cuenta de cheques que termina en { $digits }
pay-savings-ending = cuenta de ahorros que termina en { $digits }
pay-check-title = Revise sus respuestas
pay-for = Para
pay-taken-on = Se cobra el
pay-from = De
# same
pay-total = Total
pay-change-years = Cambiar el año
pay-change-days = Cambiar el día
pay-change-amount = Cambiar la cantidad
pay-change-bank = Cambiar la cuenta
pay-what-happens = Lo que pasa después
pay-effect = { $year }: el { $date } usted debe { $before }. Después de este pago debe { $after }.
pay-effect-joint = { $year }: el { $date } ustedes dos deben { $before }. Después de este pago deben { $after }. Su cónyuge también ve el pago.
pay-effect-over = { $year }: el { $date } usted debe { $before }. Este pago es { $after } más que eso.
pay-change-until = Puede cambiar o cancelar el primer pago hasta el final del { $date }.
pay-no-change = Este pago no se puede cambiar ni cancelar después de enviarlo: faltan menos de dos días hábiles para su día.
pay-unchecked = Nadie pudo decirnos si esta cuenta es suya. Revise sus números una vez más. Un pago que su banco devuelve puede costar una multa.
pay-makes = { $count ->
    [one] Esto hace { $count } pago.
   *[other] Esto hace { $count } pagos.
}
pay-agree = Al enviar, usted nos permite cobrar estas cantidades de esta cuenta en estos días.
pay-submit = Pagar { $amount }
pay-changed-meanwhile = Sus respuestas se cambiaron en otra ventana. Revíselas una vez más.
pay-too-many = Serían más pagos de los que puede hacer hoy. Elija menos días o años, o vuelva mañana.
pay-day-passed = El día que eligió ya pasó. Cambie el día.
pay-amount-passed = La cantidad ya no es posible. Cambie la cantidad.
pay-made-title = Su pago está programado
pay-made-count = { $count ->
    [one] { $count } pago está programado
   *[other] { $count } pagos están programados
}
pay-made-intro = Guarde el número de confirmación. Muestra que usted pidió el pago, no todavía que su banco pagó.
pay-made-caption = Números de confirmación
pay-confirmation = Número de confirmación
pay-next-title = Lo que sigue
pay-next = Lo pedimos a su banco ese día. Unos dos días hábiles después el pago está en su cuenta. Si su banco lo devuelve, su página de Pagos dice por qué y qué hacer.
pay-next-change = Abra un pago para cambiarlo o cancelarlo.
pay-to-list = Ver todos sus pagos
