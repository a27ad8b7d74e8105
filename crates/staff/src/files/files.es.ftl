files-title = Archivos para el banco
files-about = Autorice los archivos que esperan salir, vea lo que salió y cuánto volvió, deténgalo todo.
files-stopped = Ningún archivo sale
files-stopped-why = Los archivos están detenidos: { $reason }
files-resume = Dejar salir los archivos de nuevo
files-waiting = Archivos que esperan
files-no-release = Esta agencia no pide autorización: un archivo sale en cuanto está escrito.
files-needed =
    { $count ->
        [one] Una persona debe autorizar un archivo antes de que salga.
       *[other] { $count } personas deben autorizar un archivo antes de que salga. La autorización de usted cuenta una vez.
    }
files-none-waiting = Ningún archivo espera.
files-entries =
    { $count ->
        [one] Un asiento
       *[other] { $count } asientos
    }
files-holds = Qué contiene
files-amount = Se toma de personas
files-credits = Se paga a personas
files-effective = El dinero se mueve el
files-releases = Autorizado por
files-released = { $released } de { $needed }
files-release = Autorizar { $file }
files-mine = Usted lo autorizó. Otra persona tiene que hacer lo mismo.
files-release-stopped = No se autorizó nada: los archivos están detenidos. Primero déjelos salir de nuevo.
files-release-unwritten = No se autorizó nada: el archivo todavía no está escrito hasta el final. Espere un momento e inténtelo de nuevo.
files-rates = Cuánto vuelve
files-rates-about = La parte de los débitos que los bancos devolvieron últimamente, junto a los límites de la cámara de compensación. Por encima de un límite, esta le pide razones a la agencia.
files-rates-caption = Devoluciones por motivo
files-rate-what = Motivo
files-rate-returned = Volvieron
files-rate-sent = Salieron
files-rate-share = Parte
files-rate-standing = Estado
files-rate-unauthorized = Sin autorización
files-rate-administrative = Datos de cuenta equivocados
files-rate-overall = Todas las devoluciones
files-rate-fine = por debajo del límite
files-rate-near = cerca del límite
files-rate-over = por encima del límite
files-left = Archivos que salieron en los últimos 30 días
files-none-left = Ninguno.
files-file = Archivo
files-left-on = Salió el
files-count = Asientos
files-stop = Detener todos los archivos
files-stop-about = Desde entonces no sale ningún archivo hasta que alguien los deje salir de nuevo. Los pagos esperan; nada se pierde.
files-reason = ¿Por qué?
files-reason-hint = Para quien encuentre los archivos detenidos. Sin nombres ni números de personas.
files-reason-missing = Escriba por qué se detienen los archivos.
files-reason-long = Escriba como máximo { $most } caracteres.
