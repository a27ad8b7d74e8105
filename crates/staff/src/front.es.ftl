staff-title = Para el personal de la agencia
staff-closed = Este sitio todavía no está abierto.
staff-meanwhile = Aquí se atenderán casos y decisiones. Hasta entonces, los operadores usan la línea de comandos: «counterfoil import», «counterfoil audit verify» y «counterfoil doctor».
