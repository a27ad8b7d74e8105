# Sharing a mobile driver's license.
wallet-title = Comparta su licencia de conducir digital
wallet-text = Si su estado le dio una licencia de conducir o identificación en su teléfono, puede demostrar ahora con ella quién es. Nadie tiene que mirarla.
wallet-what = Le pedimos su nombre, su fecha de nacimiento, quién emitió la licencia y hasta cuándo es válida. Su billetera le muestra esto antes de que acepte.
wallet-not = No le pedimos su foto ni qué puede conducir.
wallet-checked = Comprobamos que su estado la firmó y que está en su propio dispositivo.
wallet-device = ¿Dónde está su licencia?
wallet-device-this = En este dispositivo
wallet-device-other = En otro dispositivo, como mi teléfono
wallet-other-route = Elegir otra forma de demostrar quién es
wallet-over = Esa solicitud terminó
wallet-over-text = Una solicitud vale 10 minutos y solo en el navegador que la empezó. Empiece de nuevo abajo.
wallet-wait-title = Abra su billetera
wallet-wait-this = Abra la billetera en este dispositivo y acepte compartir su licencia.
wallet-open = Abrir mi billetera
wallet-wait-back = Su billetera le trae de vuelta aquí. Si no se abre nada, quizás su billetera todavía no puede hacer esto; elija otra forma.
wallet-wait-other = Escanee este código con su teléfono y acepte compartir su licencia.
wallet-picture = Código QR que abre su billetera
wallet-wait-only-yours = Escanéelo solo con su propio teléfono. Quien le haya enviado un código así desde otro lugar quiere usar su licencia.
wallet-no-camera = ¿No puede escanear el código?
wallet-address = Copie la dirección de este enlace a su teléfono y ábrala allí
wallet-wait-answered = Su licencia llegó. Vuelva a su billetera: desde allí podrá continuar.
wallet-wait-minutes = La solicitud vale 10 minutos.
wallet-look-again = Mirar otra vez ahora
wallet-looks-again = { $count ->
    [one] Esta página mira otra vez cada segundo.
   *[other] Esta página mira otra vez cada { $count } segundos.
}
wallet-still = No mirar otra vez automáticamente
wallet-again = Empezar de nuevo
wallet-refused = No se pudo usar su licencia
wallet-refused-declined = Su billetera no la compartió. Intente de nuevo o elija otra forma de demostrar quién es.
wallet-refused-expired = La licencia venció o todavía no es válida. Actualícela en su billetera e intente de nuevo, o elija otra forma.
wallet-refused-issuer = Todavía no conocemos a quien la emitió. Elija otra forma de demostrar quién es.
wallet-refused-incomplete = Faltó algo que pedimos, o era otro documento. Comparta su licencia de conducir con todo lo que su billetera enumera.
wallet-refused-other = No se pudo comprobar. Intente de nuevo; si vuelve a pasar, elija otra forma de demostrar quién es.
wallet-arrived-title = Su licencia llegó
wallet-arrived-text = Esto es lo que dice su licencia.
wallet-arrived-name = Nombre
wallet-arrived-born = Fecha de nacimiento
wallet-arrived-issuer = Emitida por
wallet-use = Usar esta licencia
wallet-change-you = Cambiar el nombre o la fecha de nacimiento que escribió
wallet-another = Compartir otra licencia
wallet-differs = La licencia y lo que escribió no coinciden. Corrija lo que escribió o comparta su propia licencia.
