hub-addresses =
    { $count ->
        [one] 1 correo. Un segundo le ayuda si pierde este.
       *[other] { $count } correos.
    }
hub-addresses-link = Ver, agregar o eliminar correos
hub-language = Le escribimos en { $language }.
hub-preferences-link = Elegir qué le avisamos
addresses-title = Sus correos electrónicos
addresses-text = Puede entrar con cualquiera de estos correos, y les escribimos a todos cuando pasa algo importante. A los sitios con los que comparte se les da el principal.
addresses-main = Correo principal
addresses-since = Confirmado el { $when }
addresses-make-main = Hacerlo el correo principal
addresses-make-main-of = Hacer { $email } el correo principal
addresses-remove = Eliminar
addresses-remove-of = Eliminar { $email }
addresses-waiting = Todavía sin confirmar
addresses-waiting-until = El código funciona hasta el { $when }.
addresses-type-code = Escribir el código
addresses-add = Agregar un correo
addresses-too-many = Tiene 12 correos, el máximo posible. Elimine uno antes de agregar otro.
addresses-two-are-better = Agregue un segundo correo, para que podamos escribirle si pierde este.
addresses-own = Ya tiene este correo. Escriba otro.
addresses-taken = Mientras tanto este correo se confirmó para otro acceso. Use otro.
addresses-done-added = Correo agregado
addresses-done-main = Correo principal cambiado
addresses-done-removed = Correo eliminado
addresses-done-told = Hemos escrito a todos sus correos para avisarle.
address-add-title = Agregar un correo electrónico
address-add-text = Enviamos un código a ese correo. Cuando lo escriba aquí, el correo será suyo: podrá entrar con él y le escribiremos allí.
address-add-button = Enviar el código
address-confirm-title = Confirmar el correo
address-confirm-text = Si { $email } se puede agregar, enviamos allí un código de seis dígitos. Funciona durante 24 horas.
address-confirm-button = Confirmar el correo
address-confirm-again = Enviar otro código
address-confirm-give-up = No agregar este correo
preferences-title = Idioma y avisos
preferences-language = Idioma de nuestros mensajes para usted
preferences-language-hint = El idioma de las páginas se cambia arriba en cada página.
preferences-always = Lo que siempre le avisamos
preferences-always-text = Cada vez que cambia algo que permite entrar en su acceso, escribimos a todos sus correos electrónicos. Esto le protege y no se puede desactivar.
preferences-chosen = Lo que usted elige
preferences-new-device = Avisar a este correo cuando inicio sesión en un dispositivo o navegador nuevo
preferences-each = Avisar a este correo cada vez que inicio sesión
preferences-save = Guardar
preferences-saved = Guardado
