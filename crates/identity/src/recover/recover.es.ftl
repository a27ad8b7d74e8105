saved-code-title = Código de recuperación
saved-code-new-title = Guarde su código de recuperación
saved-code-text = Un código de recuperación es para el día en que pierda su teléfono, sus llaves de acceso o su contraseña. Escríbalo en papel o imprímalo y guárdelo donde guarda su pasaporte. Con él y con su correo vuelve a entrar enseguida.
saved-code-new-text = Este es su nuevo código de recuperación. Lo mostramos ahora y nunca más. Cualquier código anterior dejó de funcionar.
saved-code-download = Descargarlo como archivo de texto
saved-code-print = O anótelo, o imprima esta página. Guárdelo en papel o en un administrador de contraseñas, no en su correo.
saved-code-kept = He guardado mi código de recuperación
saved-code-keep-first = Primero guarde el código: anótelo, imprímalo o descárguelo. Después marque la casilla.
saved-code-go-on = Continuar
saved-code-there = Usted tiene un código de recuperación. Se creó el { $made }. No podemos volver a mostrarlo.
saved-code-replace-text = Si no lo encuentra, o si otra persona pudo verlo, cree uno nuevo. El anterior deja de funcionar enseguida y le escribimos para avisarle.
saved-code-replace = Crear un nuevo código de recuperación
saved-code-none = Usted no tiene código de recuperación.
saved-code-make = Crear un código de recuperación
saved-code-back = Volver
saved-code-file =
    Código de recuperación de { $agency }
    Sitio: { $site }
    Código: { $code }
    Creado: { $made }

    Úselo en { $site }/recover cuando no pueda iniciar sesión. Funciona una sola vez.
    Nadie le llamará ni le escribirá nunca para pedírselo.
recover-title = Volver a entrar
recover-text = Si no puede iniciar sesión, le ayudamos a volver a entrar. Su acceso, lo que ha demostrado y lo que comparte con otros sitios quedan como están.
recover-email-hint = Un correo que usa para iniciar sesión. Enviamos ahí un código.
recover-button = Enviarme un código
recover-to-sign-in = Volver a la página de inicio de sesión
recover-go-on = Continuar
recover-instant = { $date }, { $time } (hora del Este)
recover-start-over = Empezar de nuevo
recover-another-way = Elegir otra forma
recover-other-address = Usar otro correo
recover-code-title = Escriba el código de su correo
recover-code-text = Escribimos a { $email }. Si ese correo tiene un acceso, el mensaje trae un código de ocho dígitos.
recover-code-minutes = { $count ->
    [one] El código sirve un minuto, una sola vez y solo en este navegador.
   *[other] El código sirve { $count } minutos, una sola vez y solo en este navegador.
}
recover-demonstration = Esto es una demostración: no se envía ningún correo.
recover-outbox = Leer los mensajes de la demostración
recover-code-label = Código de ocho dígitos del mensaje
recover-code-old = Este código ya venció. Pida uno nuevo más abajo.
recover-code-none = ¿No llegó el mensaje?
recover-code-none-text = Espere un minuto y mire en la carpeta de correo no deseado. También puede pedir otro código; el anterior deja entonces de servir.
recover-code-again = Enviar un código nuevo
recover-code-unreadable = No puedo leer los mensajes de este correo
recover-other-title = Otras formas de volver a entrar
recover-other-text = Muestre una cosa que pertenezca a su acceso. Después le decimos qué más hace falta.
recover-ways-title = ¿Qué más tiene?
recover-shown = Usted ha mostrado:
recover-ways-next = Muestre también una de estas cosas
recover-way-mail = Código por correo
recover-way-mail-text = Ocho dígitos del mensaje que le enviamos.
recover-way-saved = Código de recuperación
recover-way-saved-text = El código de 16 letras y dígitos que guardó al preparar su acceso.
recover-way-password = Contraseña
recover-way-password-text = Si todavía sabe su contraseña.
recover-way-app = Aplicación de autenticación
recover-way-app-text = Un código de la aplicación en su teléfono o computadora.
recover-way-phone = Código a su teléfono
recover-way-phone-text = Enviamos un código a un teléfono que todavía tiene.
recover-way-backup = Código de respaldo
recover-way-backup-text = Uno de los códigos que imprimió o descargó para usar sin su teléfono.
recover-way-passkey = Llave de seguridad
recover-way-passkey-text = Una llave de seguridad que todavía tiene.
recover-way-proof = Demostrar otra vez quién es
recover-way-proof-text = Muestre la misma identidad que demostró antes.
recover-none-of-these = No tengo nada de esto
recover-wait-offer = O esperar
recover-wait-offer-text = Si no tiene nada más, puede entrar después de un tiempo de espera. Antes escribimos a todos sus correos.
recover-wait-go = Ver cómo funciona la espera
recover-waits-title = Hay un tiempo de espera en curso
recover-waits-text = Podrá entrar después del { $until } si vuelve aquí. Con una de las cosas de abajo entra antes.
recover-waits-stop = Detenerlo
recover-wait-title = Esperar y volver a entrar
recover-wait-text = { $count ->
    [one] Puede volver a entrar después de una hora.
   *[other] Puede volver a entrar después de { $count } horas.
}
recover-wait-first = Escribimos ahora a todos los correos de su acceso.
recover-wait-second = Cada mensaje tiene un enlace que detiene esto. Iniciar sesión también lo detiene.
recover-wait-third = Después de la espera, empiece aquí de nuevo. Le enviamos un segundo código y ya está dentro.
recover-wait-why = Esperamos porque alguien que solo lee su correo podría pedir esto. El tiempo permite que la persona verdadera lo detenga.
recover-wait-begin = Comenzar la espera
recover-waiting-title = La espera ha comenzado
recover-waiting-until = Vuelva aquí después del { $ready } y antes del { $ends }.
recover-waiting-text = Escribimos a todos los correos de su acceso. Cuando pase el tiempo, le escribimos otra vez.
recover-waiting-stop = Si usted inicia sesión antes, o si alguien usa el enlace del mensaje, la recuperación se detiene y nada cambia.
recover-help-title = Si no tiene nada de esto
recover-help-agency = Si usted demostró quién es
recover-help-agency-text = Llame a { $agency } al { $telephone }, o visite una oficina con su documento de identidad. Nuestro personal comprueba quién es usted y le ayuda a volver a entrar. Lo que demostró, su historial y lo que comparte quedan como están.
recover-help-agency-never = Nunca le pediremos por teléfono un código ni una contraseña.
recover-help-new = Si nunca demostró quién es
recover-help-new-text = Entonces no se pierde nada con el acceso anterior. Cree uno nuevo con un correo que pueda leer.
recover-help-new-go = Crear un acceso
recover-saved-title = Escriba su código de recuperación
recover-saved-text = Escriba el código de recuperación que guardó en papel o en su administrador de contraseñas.
recover-saved-label = Código de recuperación
recover-saved-hint = 16 letras y dígitos, como 7KQ2-M4TD-0XRA-93HF. Los guiones y las minúsculas no importan.
recover-saved-wrong = Este no es el código de recuperación del acceso. Revise cada letra y que sea el más nuevo.
recover-password-title = Escriba su contraseña
recover-password-text = Escriba la contraseña de su acceso.
recover-password-wrong = Esta no es la contraseña del acceso.
recover-app-title = Escriba un código de su aplicación
recover-app-text = Abra su aplicación de autenticación y escriba el código de seis dígitos para este sitio.
recover-app-label = Código de seis dígitos de la aplicación
recover-backup-title = Escriba un código de respaldo
recover-backup-text = Escriba uno de sus códigos de respaldo. Después ya no sirve.
recover-backup-label = Código de respaldo
recover-prove-title = Demuestre otra vez quién es
recover-prove-demonstration = Este paso no demuestra nada. Una agencia real revisaría documentos aquí. Elija la misma persona inventada que antes.
recover-prove-choose = Soy { $name }
recover-prove-other = Esta no es la persona que se demostró para este acceso. Elija la misma persona que antes.
recover-prove-elsewhere = Cree un acceso nuevo con un correo que pueda leer y demuestre con él quién es. Vemos que esa persona ya se había demostrado antes, le avisamos al correo anterior, y dos personas nuestras pasan la prueba al acceso nuevo. Su registro de impuestos se abre entonces con él.
recover-prove-elsewhere-office = ¿Prefiere conservar este acceso?
recover-finish-title = Ya casi está dentro
recover-finish-text = Ha mostrado lo suficiente. Al continuar, se cierran todas las demás sesiones de su acceso.
recover-finish-optional = Puede dejarlo vacío y agregar una llave de acceso en la página siguiente. Si elige una contraseña, use al menos 15 caracteres.
recover-finish-lost = ¿Qué ha perdido?
recover-finish-lost-hint = Marque lo que ya no tiene. Deja de funcionar enseguida. Lo que no marque queda como está.
recover-finish-button = Volver a entrar
recover-lost-app = Aplicación de autenticación, conectada el { $name }
recover-lost-passkey = Llave de acceso o de seguridad «{ $name }»
recover-lost-backup = Mis códigos de respaldo
recover-stop-title = ¿Detener esta recuperación?
recover-stop-text = El { $begun } alguien pidió recuperar su acceso sin las formas habituales.
recover-stop-what = Si no fue usted, deténgala. Entonces nadie entra con ella y nada cambia en su acceso.
recover-stop-button = Detenerla
recover-stop-not = Fui yo. No detenerla
recover-stop-done-title = Esta recuperación ya terminó
recover-stop-done = Alguien recuperó con ella su acceso. Si fue usted, todo está bien.
recover-stop-done-help = Si no fue usted, vuelva a entrar usted enseguida, o llame a { $agency } al { $telephone }.
recover-stop-over-title = No hay nada que detener
recover-stop-over = Esta recuperación ya se detuvo o se abandonó, o el enlace es demasiado antiguo. Nadie puede entrar con ella.
recover-stopped-title = La recuperación está detenida
recover-stopped-text = Ya nadie puede entrar con ella. Nada ha cambiado en su acceso.
recover-stopped-mail = Quien la pidió quizá pueda leer su correo. Cambie la contraseña de su correo y use allí dos formas de iniciar sesión.
recover-stopped-signed-in = Había una recuperación de su acceso en espera. Usted acaba de iniciar sesión, así que ya no hace falta y la detuvimos.
recover-stopped-look = Si no la pidió usted, mire lo que pasó con su acceso y cambie la contraseña de su correo.
recover-mail-subject = { $agency }: su código para volver a entrar
recover-mail-body =
    Su código para volver a entrar es { $code }. Alguien, esperamos que usted, no puede iniciar sesión en { $agency } y dio este correo. Escriba el código en la página donde lo pidió. Sirve una sola vez, durante { $minutes } minutos.

    ¿No fue usted? Deténgalo aquí:
    { $stop }
recover-mail-nobody-subject = { $agency }: aquí no hay acceso
recover-mail-nobody-body =
    Alguien, quizá usted, no puede iniciar sesión en { $agency } y dio este correo. Con él no se puede recuperar ningún acceso. Si tiene uno, usa otro correo: pruebe con ese en { $recover }.

    Si no pidió esto, no tiene que hacer nada.
recover-wait-subject = { $agency }: alguien quiere recuperar su acceso
recover-wait-body =
    Alguien, esperamos que usted, pidió recuperar su acceso de { $agency } con poco más que un correo. Ha comenzado un tiempo de espera. Nadie entra así antes del { $ready }.

    ¿No fue usted? Deténgalo aquí. No hace falta iniciar sesión:
    { $stop }

    Iniciar sesión también lo detiene. Si fue usted, vuelva a { $recover } después del { $ready } y antes del { $ends }.
recover-ready-subject = { $agency }: su tiempo de espera terminó
recover-ready-body =
    El tiempo de espera que se pidió ha terminado. Para recuperar su acceso de { $agency }, vaya a { $recover } antes del { $ends }.

    ¿No fue usted? Deténgalo aquí. No hace falta iniciar sesión:
    { $stop }
recover-phone-title = Reciba un código en su teléfono
recover-lost-phone = Teléfono que termina en { $name }
