staff-title = For staff of the agency
staff-closed = This site is not open yet.
staff-meanwhile = Cases and decisions will be handled here. Until then, operators use the command line: “counterfoil import”, “counterfoil audit verify” and “counterfoil doctor”.
