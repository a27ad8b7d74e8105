call-wait-title = Su videollamada
call-queue-title = Está esperando su llamada
call-appointed-title = Tiene una cita
call-wait-text = Sus documentos ya están aquí. Falta una videollamada con una persona de nuestra agencia, que los mira y lo mira a usted. Toma unos 10 minutos.
call-now = Esperar una llamada ahora
call-wait-up-to =
    { $count ->
        [one] Según está la cola, esperará como mucho 1 minuto.
       *[other] Según está la cola, esperará como mucho { $count } minutos.
    }
call-wait-between = Según está la cola, esperará entre { $low } y { $high } minutos.
call-wait-unknown = No podemos decir cuánto esperaría: en este momento nadie atiende llamadas, o hubo muy pocas últimamente para calcularlo.
call-hours-today = Hoy se atienden llamadas entre las { $opens } y las { $closes }
call-hours-closed = Hoy nadie atiende llamadas
call-ahead =
    { $count ->
        [0] Usted es la siguiente persona
        [one] Hay 1 persona antes que usted
       *[other] Hay { $count } personas antes que usted
    }
call-in-queue = Deje esta página abierta: lo lleva a la llamada por sí sola. Si la cierra o se corta su conexión, su lugar se guarda 24 horas, pero llamamos a otras personas hasta que vuelva a abrirla.
call-appointed = Su cita: { $when }
call-appointed-text = Inicie sesión unos minutos antes y abra esta página. A esa hora usted va primero.
call-paused = La llamada se cortó
call-paused-text = Su lugar se guarda. Volveremos a llamar cuando diga que está listo.
call-ready = Ya puedo hablar otra vez
call-bring-title = Lo que necesita
call-bring-papers = Los documentos de los que envió fotos
call-bring-camera = Una cámara y, si tiene, un micrófono. Sin micrófono puede escribir.
call-bring-alone = Un lugar con luz donde nadie más salga en la imagen
call-not-recorded = La llamada no se graba: ni nosotros ni ningún programa. Lo que se escribe se borra cuando termina la llamada. Guardamos qué pasos vio nuestra persona y qué se decidió.
call-appointment-title = O pida una cita
call-appointment-none = No hay citas libres en los próximos días.
call-slot-label = ¿A qué hora?
call-slot-hint = En hora del este
call-slot-missing = Elija una hora
call-slot-gone = Esta hora ya no está libre. Elija otra.
call-appointment-button = Pedir esta cita
call-out-title = ¿No quiere esperar?
call-out = Salir de la cola
call-room-title = La videollamada
call-room-text = Encienda su cámara. Nuestra persona lo ve en cuanto estén conectados y le dice qué hacer. Tenga sus documentos a mano.
call-needs-script = Una llamada necesita JavaScript y una cámara
call-needs-script-text = Este navegador no ejecuta JavaScript. Actívelo, use otro dispositivo o elija otra manera más abajo: una oficina o una carta no lo necesitan.
call-start = Encender cámara y micrófono
call-mute = Micrófono apagado
call-view-person = La persona
call-view-agent = Nuestra persona
call-view-own = Su propia imagen
call-refused = No podemos usar su cámara. Permítala en su navegador o use otro dispositivo. Todavía puede escribir o elegir otra manera.
call-meeting = Conectando…
call-connected = Están conectados.
call-lost = Se cortó la conexión. Lo intentamos de nuevo. Todavía puede escribir.
call-over = La llamada terminó.
call-unsent = Eso no se envió. Inténtelo de nuevo.
call-you = Usted
call-person = La persona
call-agent = Nuestra persona
call-caption-said = Nuestra persona dice
call-typed-title = Lo que se escribió
call-write = Escriba a nuestra persona
call-write-hint = Si no puede oír o hablar, o si lo prefiere. No escriba números de documentos ni de cuentas.
call-write-button = Enviar
call-captions = Nuestra persona escribe subtítulos si los pide. Ningún programa escucha. Su navegador o teléfono puede tener subtítulos propios.
call-leave = Salir de la llamada ahora
call-leave-text = La cámara y el micrófono se apagan de inmediato. Su lugar se guarda.
call-step-face = Veo el rostro, en vivo y con claridad
call-step-paper = Veo cada documento, en vivo; parece auténtico y está vigente
call-step-cue = Lo que pedí se hizo de inmediato
call-step-compared = El rostro es el de cada documento
call-step-in-view = La persona estuvo a la vista todo el tiempo y nadie parecía decirle qué hacer
call-cue-left = Mire por encima de su hombro izquierdo
call-cue-right = Mire por encima de su hombro derecho
call-cue-hand = Pase la mano abierta despacio delante de su rostro
call-cue-ear = Tóquese una oreja
call-cue-three = Levante tres dedos junto a su rostro
call-cue-four = Levante cuatro dedos delante de su barbilla
call-cue-tilt = Incline su documento de un lado a otro bajo la luz
call-cue-cover = Ponga un dedo sobre una esquina de su documento
call-cue-weekday = Diga o escriba qué día de la semana es mañana
call-cue-closer = Acérquese a la cámara y vuelva atrás
