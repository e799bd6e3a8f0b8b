sample-bank-title = Bankavstemming totaloversikt
sample-error-title = Feilkonto
sample-subledger-title = Avstemming reskontro
sample-interim-title = Interimskonto
sample-nav-title = Avstemming NAV-refusjoner
sample-saldo-ledger = Saldo hovedbok
sample-saldo-statement = Saldo kontoutskrift
sample-expected-zero = Forventet saldo
sample-open-items = Sum åpne poster
sample-sweep = Dekningsoverføring fra { $account } den { $date } på { $amount } er ikke bokført
sample-sweep-action = Bokfør forslag { $proposal } og kontroller overføringstrigger hos banken
sample-ocr = OCR-oppgjør { $reference } er ikke lest inn i hovedboken
sample-ocr-action = Les inn OCR-filen på nytt før S-rapporten legges ut
sample-unexplained = Differansen er ikke forklart av noen bilag i perioden
sample-pending = { $count ->
    [one] { $count } ventende post er holdt utenfor
   *[other] { $count } ventende poster er holdt utenfor
}
sample-error-item = Postering fra { $source } med ugyldig dimensjon står på feilkonto siden { $period }
sample-error-action = Rett feilen i kildesystemet før neste lønnskjøring
sample-missing-subledger = Mangler reskontroliste for { $period }
sample-no-nav = Virksomheten har ingen konti for NAV-refusjoner
sample-task-bank = Avstem oppgjørskonto
sample-task-report = Send S-rapport
sample-task-sign = Signer avstemmingsoversikten
sample-task-close = Avslutt perioden
sample-event = før S-rapporten legges ut
point-bank-settlement = Oppgjørskonto
point-bank-working = Arbeidskonto
cause-sweep-missing = Manglende dekningsoverføring
cause-ocr-not-read = OCR-fil ikke lest inn
sample-near = to sifre er byttet om, differanse { $amount }
