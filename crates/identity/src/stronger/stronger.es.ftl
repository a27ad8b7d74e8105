stronger-title = Este sitio pide un segundo paso
stronger-text = { $site } pide un acceso más seguro que el que tiene ahora: una llave de acceso, o una contraseña seguida de un código. Así nadie más puede entrar, aunque averigüe su contraseña. Agregarlo toma unos dos minutos.
stronger-add = Agregar una segunda forma de iniciar sesión
stronger-insists = Sin ella, { $site } no le permite entrar.
stronger-back = Volver al sitio
stronger-likes = Puede continuar sin ella. { $site } sabrá que su inicio de sesión fue menos seguro y quizá le muestre menos.
stronger-without = Continuar sin ella
