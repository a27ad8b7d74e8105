site-account = Cuenta de impuestos
site-identity = Inicio de sesión
site-professional = Cuenta para profesionales de impuestos
site-staff = Mesa del personal

frame-skip = Ir al contenido principal
frame-demonstration-label = Demostración
frame-demonstration = Esto es una demostración con personas inventadas. No es un sitio web del gobierno.
# same
frame-error-title = Error: { $title }
frame-tabs = Principal
frame-menu = Menú
frame-sign-out = Cerrar sesión
frame-help-label = Ayuda
frame-help-question = ¿Necesita ayuda?
frame-help = Cómo obtener ayuda
frame-made-with = Este sitio funciona con Counterfoil, software abierto para agencias tributarias.

session-warning-title = ¿Sigue ahí?
session-warning-text = Para proteger sus datos de impuestos, cerramos su sesión cuando usted no hace nada por un rato.
session-time-left = Tiempo que queda (minutos y segundos):
session-stay = Seguir en la sesión
session-sign-out-now = Cerrar la sesión ahora
session-warning-minutes =
    { $count ->
        [one] Cerraremos su sesión en menos de 1 minuto.
       *[other] Cerraremos su sesión en menos de { $count } minutos.
    }
session-ended-title = Su sesión está cerrada
session-ended-text = Pasó un rato sin actividad, o usted cerró la sesión. Así protegemos sus datos de impuestos.
session-ended-close = Si comparte la computadora, cierre también el navegador.
session-ended-again = Iniciar sesión otra vez
session-cannot-extend = Su sesión lleva 12 horas abierta. Termine lo que hace y vuelva a iniciar sesión.

error-reference = Si nos llama, dé este número de referencia:
error-to-start = Ir a la página de inicio
error-not-found = No encontramos esta página
error-not-found-what-now = Revise si la dirección está bien escrita, o vaya a la página de inicio.
error-forbidden = No puede hacer esto
error-forbidden-what-now = No se cambió nada. Vuelva a la página anterior e inténtelo de nuevo.
error-method = Esta dirección funciona de otra manera
error-method-what-now = No se cambió nada. Vaya a la página de inicio e inténtelo desde allí.
error-slow = Esto tarda demasiado
error-slow-what-now = Espere un minuto y revise si su cambio se guardó antes de intentarlo de nuevo.
error-conflict = Algo cambió mientras tanto
error-conflict-what-now = Su cambio no se guardó. Mire la página otra vez y repítalo si todavía es correcto.
error-too-large = Lo que envió es demasiado grande
error-too-large-what-now = No se guardó nada. Vuelva atrás, acórtelo y envíelo de nuevo.
error-busy = Hay muchas personas a la vez
error-busy-what-now = Espere unos segundos e inténtelo de nuevo. No se cambió nada.
error-too-many = Demasiados intentos
error-too-many-what-now = Espere 10 minutos e inténtelo de nuevo.
error-held-back = Demasiadas solicitudes desde su red
error-held-back-what-now = Espere un minuto y vuelva a cargar la página. No se cambió nada.
error-bad-request = No podemos leer lo que se envió
error-bad-request-what-now = No se cambió nada. Vuelva atrás, recargue la página e inténtelo de nuevo.
error-form = No se cambió nada. Vuelva atrás, recargue la página y llene el formulario otra vez.
error-form-expired = No se cambió nada. El formulario estuvo abierto demasiado tiempo. Vuelva atrás, recargue la página y envíelo de nuevo.
error-broken = Algo falló de nuestro lado
error-broken-what-now = No es culpa suya y ya estamos avisados. Inténtelo de nuevo en unos minutos.

piece-back = Atrás
piece-step = Paso { $current } de { $count }
piece-problems = Hay un problema
piece-optional = (opcional)
piece-month = Mes
piece-day = Día
piece-year = Año

frame-help-page-title = Cómo obtener ayuda
frame-help-page-call = Llámenos al { $telephone }, de lunes a viernes, de 7 a.m. a 7 p.m.
frame-help-page-have-ready = Tenga a mano el número de referencia de la página o el número de su carta. Podemos ayudarle en inglés y en español.
frame-help-page-never = Nunca le pedimos su contraseña ni un código que le enviamos.
frame-help-page-demonstration = En esta demostración nadie contesta el teléfono.

onward-title = Su sesión está abierta
onward-continue = Continuar

paper-page = Página { $page } de { $pages }
paper-demonstration = Demostración: personas ficticias y una agencia ficticia. Este papel no prueba nada.
paper-save = Guardar como PDF
paper-save-large = Guardar como PDF con letra grande
