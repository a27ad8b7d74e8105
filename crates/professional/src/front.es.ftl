professional-title = Para profesionales de impuestos y prestamistas
professional-closed = Este sitio todavía no está abierto.
professional-meanwhile = Aquí podrá pedir autorizaciones a sus clientes y ver los registros que ellos permitan. Hasta entonces, envíe los formularios en papel.
