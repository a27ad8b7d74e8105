notices-title = Avisos
notices-intro = Aquí están todos los avisos que le hemos escrito. Al abrir uno queda marcado como leído.
notices-none = No le hemos escrito ningún aviso.
notices-unread-count = { $count ->
    [0] Ninguno es nuevo.
    [one] Un aviso es nuevo.
   *[other] { $count } avisos son nuevos.
}
notices-by-year = Avisos por año
notices-all-years = Todos los años
notices-new = Nuevo
notices-dated = Aviso del { $date }
notices-act-by = Actúe a más tardar el { $date }
notices-was-by = El día para actuar era el { $date }
notices-to-do = Qué hacer
notices-passed = Ese día ya pasó. Actúe cuanto antes o llámenos: no es tarde para llegar a un acuerdo.
notices-to-do-by = Qué hacer a más tardar el { $date }
notices-amounts = La cantidad
notices-amount-then = Debía el { $date }
notices-amount-now = Debe el { $date }, hoy
notices-why = Por qué recibió este aviso
notices-about = Sobre este aviso
notices-number = Número de aviso
notices-date = Fecha del aviso
notices-form = Formulario
notices-year = Año tributario
notices-read-on = Abierto por primera vez el
notices-help = ¿Preguntas? Llame al { $telephone } y dé el número de aviso. Nunca pedimos su contraseña ni códigos.
notices-foot = Aviso { $number }
notices-pay = Pagar ahora
notices-to-year = Ver cada línea de este año
notices-keep = Guardar este aviso
notices-addressee = Para
