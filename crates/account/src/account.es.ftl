tab-home = Inicio
tab-balance = Saldo de la cuenta
tab-payments = Pagos
tab-records = Registros
account-form-year = Formulario { $form }, { $year }
account-joint = Conjunta con su cónyuge
