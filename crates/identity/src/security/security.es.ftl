security-title = Su acceso
security-demonstration = Este es el acceso de una persona de demostración. No tiene contraseña.
security-other-browser = Otro navegador
security-instant = { $date }, { $time } (hora del Este)
security-place = { $place } (red { $network })
security-place-network = Lugar desconocido (red { $network })
security-place-here = La computadora en la que funciona este sitio
security-place-unknown = Lugar desconocido
hub-who = Este acceso pertenece a { $email }.
hub-who-proved = Este acceso pertenece a { $email }. Usted demostró que es { $name }.
hub-closing = Su cuenta se cerrará el { $when }
hub-closing-link = Ver qué se borrará, o conservar su cuenta
hub-ways = Formas de entrar
hub-no-ways = No hay ninguna forma propia configurada.
hub-has-password = Contraseña.
hub-phones =
    { $count ->
        [one] 1 teléfono.
       *[other] { $count } teléfonos.
    }
hub-passkeys =
    { $count ->
        [one] 1 llave de acceso.
       *[other] { $count } llaves de acceso.
    }
hub-keys =
    { $count ->
        [one] 1 llave de seguridad.
       *[other] { $count } llaves de seguridad.
    }
hub-apps =
    { $count ->
        [one] 1 aplicación de autenticación.
       *[other] { $count } aplicaciones de autenticación.
    }
hub-codes =
    { $count ->
        [one] Queda 1 código de respaldo.
       *[other] Quedan { $count } códigos de respaldo.
    }
hub-devices =
    { $count ->
        [one] Tiene la sesión abierta solo aquí.
       *[other] Tiene la sesión abierta en { $count } dispositivos o navegadores.
    }
hub-devices-link = Verlos y cerrar la sesión en otros lugares
hub-latest = Lo último: { $event }, { $when }.
hub-history-link = Ver todo lo que ha pasado
hub-sites =
    { $count ->
        [0] No comparte nada con ningún sitio.
        [one] Comparte con 1 sitio.
       *[other] Comparte con { $count } sitios.
    }
hub-sites-link = Ver qué recibe cada sitio
devices-title = Dónde tiene la sesión abierta
devices-text = Cada dispositivo y navegador en el que tiene la sesión abierta ahora. Si no conoce alguno, cierre esa sesión.
devices-this = Aquí está usted ahora
devices-place = Lugar
devices-since = Sesión iniciada
devices-seen = Último uso
devices-end = Cerrar esa sesión
devices-end-number = Cerrar esa sesión, número { $number } de la lista
devices-end-others = Cerrar todas las demás sesiones
devices-ended = Sesión cerrada
devices-ended-text = Ese navegador ya no tiene la sesión abierta, ni aquí ni en los sitios que se abrieron desde él.
devices-limits = Cerramos la sesión automáticamente después de 15 minutos sin uso, y en todo caso después de 12 horas.
devices-strange = Si algo le parece extraño, mire qué pasó antes:
history-title = Historial
history-text = Todo lo que ha pasado con su acceso, lo más reciente primero. Nadie puede cambiar esta lista.
history-caption = Qué ha pasado con su acceso
history-what = Qué
history-when = Cuándo
history-device = Dispositivo
history-place = Lugar
history-strange = ¿Algo raro?
history-not-me = No fui yo
event-page-less = Si solo quiere cerrar la sesión de un dispositivo, o tiene dudas, mire primero:
made-up-cannot = Esta persona es ficticia y la comparten todos los que visitan la demostración, así que esto no se puede cambiar aquí. Cree un acceso propio para probarlo.
history-older = Eventos anteriores
history-newest = Volver a los eventos más recientes
history-keep = Guardar una copia
history-keep-text = Los archivos contienen todos los eventos, también los de las páginas siguientes.
history-csv = Historial para una hoja de cálculo (CSV)
history-json = Historial para programas (JSON)
sites-title = Sitios conectados
sites-text = Estos sitios le conocen por este acceso. Aquí ve qué recibe cada uno cuando lo abre. Lo que es secreto se muestra solo en parte.
sites-none = Todavía no ha usado este acceso en otro sitio.
sites-since = Desde
sites-last = Último uso
sites-revoke = Dejar de compartir con { $site }
sites-ended = Ya no se comparte
sites-ended-text = Desde ahora el sitio no recibe nada más. Lo que recibió antes quizás lo tenga todavía: pregunte al sitio.
sites-what-ends = Si deja de compartir, el sitio ya no puede preguntarnos por usted. Si lo abre otra vez con este acceso, se le preguntará de nuevo.
change-password-title = Cambiar su contraseña
change-password-text = Se cerrarán sus demás sesiones y le escribiremos que la contraseña cambió.
change-password-current = Contraseña actual
change-password-wrong = Esta no es su contraseña actual.
add-password-title = Agregar una contraseña
add-password-text = Todavía no tiene contraseña. Con una también podrá entrar donde su llave de acceso no funcione. Se cerrarán sus demás sesiones y le escribiremos.
add-password-button = Agregar la contraseña
change-password-button = Cambiar la contraseña
app-title = Conecte una aplicación de autenticación
app-text = Una aplicación de autenticación muestra un código nuevo cada 30 segundos. La necesita cada vez que inicia sesión, así que una contraseña robada no basta. Sirve cualquier aplicación de este tipo; muchos administradores de contraseñas tienen una.
app-scan = Escanee esta imagen con la aplicación
app-picture = Código QR con la clave que también está escrita abajo
app-type = O escriba la clave
app-key-label = Clave:
app-open = Abrir la aplicación en este dispositivo
app-code-label = Código de seis dígitos de la aplicación
app-code-hint = Si no se acepta, revise que el reloj de su teléfono esté bien.
app-button = Conectar
passkeys-title = Llaves de acceso y de seguridad
passkeys-text = Con una llave de acceso inicia sesión con el dedo, la cara o el PIN de su dispositivo. Una llave de seguridad es un aparato pequeño que se conecta o se acerca al teléfono.
passkeys-none = Todavía no tiene ninguna.
passkeys-kind = Tipo
passkeys-kind-passkey = Llave de acceso
passkeys-kind-key = Llave de seguridad
passkeys-added = Agregada el { $at }
passkeys-used = Último uso: { $at }
passkeys-added-on = Agregada el
passkeys-used-on = Último uso
passkeys-never = nunca
passkeys-verifies = Comprueba que es usted, así que inicia su sesión sin nada más.
passkeys-verifies-not = No comprueba que es usted. También le pedimos su contraseña.
passkeys-copied = Se guarda en su cuenta del fabricante de su dispositivo o en un administrador de contraseñas y funciona también en sus otros dispositivos.
passkeys-name-label = Nombre
passkeys-name-hint = Por ejemplo, «Mi teléfono». Si lo deja vacío, le ponemos el nombre de este navegador.
passkeys-name-wrong = Escriba un nombre de 60 caracteres como máximo.
passkeys-rename-title = Cambie el nombre
passkeys-rename = Guardar el nombre
passkeys-remove-title = Elimínela
passkeys-remove-text = Ya no iniciará su sesión, y se cerrará su sesión en todos los demás lugares. Bórrela también en su dispositivo.
passkeys-remove = Eliminar
passkeys-last = La necesita para iniciar sesión. Agregue antes otra forma y después podrá eliminarla.
passkey-add-title = Agregue una llave de acceso
passkey-add-text = Su navegador le preguntará dónde guardarla: en este dispositivo, en su teléfono o en un administrador de contraseñas.
passkey-add-button = Crear una llave de acceso
key-add-title = Agregue una llave de seguridad
key-add-text = Tenga su llave a mano. Su navegador le pedirá que la conecte, o que la acerque al teléfono, y que la toque.
key-add-button = Agregar la llave
