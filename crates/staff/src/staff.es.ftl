staff-title = Para el personal de la agencia
staff-front = Aquí inicia sesión el personal de la agencia. Sus visitas quedan registradas con su nombre.
staff-front-passkey = Usted inicia sesión con su llave de acceso.
staff-sign-in = Iniciar sesión
staff-closed = Este sitio todavía no está abierto.
staff-closed-how = Se abre cuando el operador le da una llave: el ajuste «keys.staff_client». Hasta entonces, los operadores usan la línea de comandos.
staff-treasurer = tesorería
staff-examiner = revisión de cuentas
# same
staff-supervisor = supervisor
staff-home-title = Su trabajo
staff-home-about = Lo que puede hacer aquí
staff-home-role = Usted trabaja aquí en: { $role }.
staff-home-noted = Sus visitas quedan registradas con su nombre.
staff-home-rooms = Aquí todavía no hay nada que hacer para usted. Las ofertas y los casos se tramitan con la línea de comandos.
