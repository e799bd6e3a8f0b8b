sample-bank-title = Bankavstemming totaloversikt
sample-error-title = Feilkonto
sample-subledger-title = Avstemming reskontro
sample-interim-title = Interimskonto
sample-nav-title = Avstemming NAV-refusjonar
sample-saldo-ledger = Saldo hovudbok
sample-saldo-statement = Saldo kontoutskrift
sample-expected-zero = Venta saldo
sample-open-items = Sum opne postar
sample-sweep = Dekningsoverføring frå { $account } den { $date } på { $amount } er ikkje bokført
sample-sweep-action = Bokfør forslag { $proposal } og kontroller overføringstriggar hos banken
sample-ocr = OCR-oppgjer { $reference } er ikkje lese inn i hovudboka
sample-ocr-action = Les inn OCR-fila på nytt før S-rapporten blir lagd ut
sample-unexplained = Differansen er ikkje forklart av noko bilag i perioden
sample-pending = { $count ->
    [one] { $count } ventande post er halden utanfor
   *[other] { $count } ventande postar er haldne utanfor
}
sample-error-item = Postering frå { $source } med ugyldig dimensjon står på feilkonto sidan { $period }
sample-error-action = Rett feilen i kjeldesystemet før neste lønnskøyring
sample-missing-subledger = Manglar reskontroliste for { $period }
sample-no-nav = Verksemda har ingen kontoar for NAV-refusjonar
sample-task-bank = Avstem oppgjerskonto
sample-task-report = Send S-rapport
sample-task-sign = Signer avstemmingsoversikta
sample-task-close = Avslutt perioden
sample-event = før S-rapporten blir lagd ut
point-bank-settlement = Oppgjerskonto
point-bank-working = Arbeidskonto
cause-sweep-missing = Manglande dekningsoverføring
cause-ocr-not-read = OCR-fil ikkje lesen inn
sample-near = to siffer er bytte om, differanse { $amount }
