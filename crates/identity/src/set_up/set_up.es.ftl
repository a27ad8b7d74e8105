set-up-title = Proteja su acceso
set-up-text = Agregue al menos dos formas de iniciar sesión. Si pierde una, todavía puede entrar con la otra.
set-up-held = Lo que tiene
set-up-nothing = Todavía no tiene nada.
set-up-has-password = Una contraseña
set-up-has-passkeys = { $count ->
    [one] Una llave de acceso
   *[other] { $count } llaves de acceso
}
set-up-has-keys = { $count ->
    [one] Una llave de seguridad
   *[other] { $count } llaves de seguridad
}
set-up-has-keys-alone = { $count ->
    [one] Una llave de seguridad. Se usa después de una contraseña, y usted no tiene: todavía no cuenta.
   *[other] { $count } llaves de seguridad. Se usan después de una contraseña, y usted no tiene: todavía no cuentan.
}
set-up-has-apps = { $count ->
    [one] Una aplicación de autenticación
   *[other] { $count } aplicaciones de autenticación
}
set-up-has-phones = { $count ->
    [one] Un teléfono
   *[other] { $count } teléfonos
}
set-up-has-codes = { $count ->
    [one] Un código de respaldo
   *[other] { $count } códigos de respaldo
}
set-up-go-on = Continuar
set-up-add = Lo que puede agregar
set-up-passkey = Llave de acceso
set-up-passkey-text = Inicie sesión con el dedo, la cara o el PIN de su dispositivo. Es la forma más segura: ningún sitio falso puede robarla.
set-up-passkey-add = Agregar una llave de acceso
set-up-key = Llave de seguridad
set-up-key-text = Un aparato pequeño que se conecta o se acerca al teléfono después de escribir la contraseña.
set-up-key-add = Agregar una llave de seguridad
set-up-app = Aplicación de autenticación
set-up-app-text = Una aplicación en su teléfono o computadora que muestra un código nuevo cada 30 segundos. Funciona sin red.
set-up-app-add = Conectar una aplicación
set-up-phone = Mensaje de texto o llamada
set-up-skip-title = Ahora no
set-up-skip-text = Puede seguir con lo que tiene. Si lo pierde, recuperar el acceso tarda días y quizás deba demostrar otra vez quién es.
set-up-skip = Seguir sin más protección
