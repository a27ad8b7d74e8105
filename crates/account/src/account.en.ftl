tab-home = Home
tab-balance = Account balance
tab-payments = Payments
tab-records = Records
account-form-year = Form { $form }, { $year }
account-joint = Joint with your spouse
