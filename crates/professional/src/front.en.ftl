professional-title = For tax professionals and lenders
professional-closed = This site is not open yet.
professional-meanwhile = You will be able to ask clients for authorizations here and see the records they allow. Until then, send the paper forms.
