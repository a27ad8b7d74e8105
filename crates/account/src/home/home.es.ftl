home-title = Inicio
home-you-owe = Debe en total
home-as-of = Al { $date }. Los intereses se agregan cada día.
home-on = Al { $date }.
home-years-owed = { $count ->
    [one] Corresponde a un año.
   *[other] Corresponde a { $count } años.
}
home-pay = Cómo pagar
home-see-balance = Ver su saldo por año
home-nothing-owed = No tiene saldo por pagar.
home-credit = Tiene { $amount } a su favor.
home-to-do-title = Lo que hay que hacer
home-to-do-none = Nada por ahora.
home-overdue = Atrasado
home-warning = Haga esto primero
home-to-plan = Pagar poco a poco con un plan de pago
home-was-due = Venció el { $date }
home-now = Ahora
home-by = A más tardar el { $date }
home-file-return = Presente su declaración de { $year }. Venció el { $due }. Si la presenta ahora, la multa deja de crecer.
home-levy-notice = Responda a nuestro aviso de intención de embargo del { $date }. Debe { $owed } por { $year }. Llámenos para pagar o acordar un plan antes de que tomemos dinero de su salario o de sus cuentas.
home-pay-notice = Pague a más tardar el { $date } lo que debe por { $year }: { $owed }. Si para entonces paga todo lo que pide el aviso, no se agregan más intereses después del aviso.
home-keep-paying = Siga con su plan de pagos de { $year }. Todavía debe { $owed }.
home-pay-or-plan = Pague lo que debe por { $year }: { $owed }. En 30 días serán { $later }.
home-estimated-tax = Pague su próximo impuesto estimado de { $year } a más tardar el { $date }.
home-how-to-pay = Cómo pagar
home-get-help = Cómo obtener ayuda
home-open-year = Abrir { $year }
home-filing-title = Su última declaración
home-last-return = Año fiscal
home-filing-status = Estado civil para la declaración
home-filed-on = Presentada el
home-no-return = No tenemos ninguna declaración suya.
home-records-title = Sus registros
home-returns = { $count ->
    [one] Tenemos una declaración suya.
   *[other] Tenemos { $count } declaraciones suyas.
}
home-entries = { $count ->
    [one] Hay un asiento en su cuenta.
   *[other] Hay { $count } asientos en su cuenta.
}
home-see-records = Ver sus registros
home-notices = { $count ->
    [one] Tiene un aviso nuevo
   *[other] Tiene { $count } avisos nuevos
}
home-notices-by = El día más cercano para actuar es el { $date }.
home-notices-open = Leer sus avisos
