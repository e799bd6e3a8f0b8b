# Titler
check-bank = Bankavstemming: hovedbok mot kontoutskrift
check-bank-2025 = Bank – kontroll oppgjørskonto
check-error-account = Feilkonto
check-subledger = Kunde- og leverandørreskontro mot hovedbok
check-interim = Interimskonto
check-completeness = Fullstendighet: er alle filer kommet?
check-imports = Import fra forsystem: er alle filer bokført?
check-payroll-file = Lønnsfiler mot kontrollfil
check-remittance = Remittering: betalingsoppdrag mot returer, bank og hovedbok

# Sider i et kontrollpunkt
side-ledger-balance = Saldo hovedbok
side-statement-balance = Saldo kontoutskrift
side-swept-to-zero = Forventet saldo (tømmes daglig)
side-expected-zero = Forventet saldo
side-subledger = Sum reskontro
side-open-items = Sum åpne poster
side-import-file = Sum debet i filen
side-import-booked = Sum debet i hovedboken
side-payroll-control = Sum debet i kontrollfilen
side-remittance-sent = Sum sendte betalinger
side-remittance-returned = Sum betalinger i bankens svar
side-remittance-due = Sum sendte betalinger som ikke er avvist
side-remittance-debited = Sum belastet av banken
side-remittance-settled = Sum avregningsreturer
side-remittance-booked = Sum i hovedboken

# Hvorfor en kontroll ikke er gjort
reason-no-regime = Ingen regel gjelder for { $period }
reason-missing-input = Grunnlag mangler
reason-and = { $first }; { $second }
reason-no-ledger = Hovedbok for { $period } mangler
reason-no-opening = Inngående balanse for { $year } mangler (periode 00 eller SAF-T med åpningssaldo)
reason-no-statement = Kontoutskrift for konto { $account } i { $period } mangler
reason-foreign-currency = Konto { $account } føres i { $currency }; hovedbokens beløp i { $currency } mangler
reason-no-subledger = Reskontroliste for konto { $account } i { $period } mangler
reason-file-refused = Filen { $file } er avvist
reason-no-bank-accounts = Virksomheten har ingen bankkonto i drejeboken
reason-no-error-account = Virksomheten har ingen feilkonto
reason-no-interim-account = Virksomheten har ingen interimskonto
reason-no-control-accounts = Virksomheten har ingen reskontrokontoer
reason-no-input-calendar = Drejeboken har ingen filkalender ([[expect]])
reason-no-imports = Ingen fil fra forsystem er kommet i { $period }, og filkalenderen venter ingen
reason-import-missing = Importen ({ $interface }) som filkalenderen venter i { $period }, er ikke kommet
reason-import-without-batch = Importen { $file } har ikke buntnummer og kan ikke finnes igjen i hovedboken
reason-ledger-without-batches = Ingen hovedbokslinje til og med { $period } har buntnummer, så ingen import kan finnes igjen i hovedboken
reason-no-payroll-interface = Ikke noe lønnssystem er oppgitt (innstillingen payroll.interfaces)
reason-no-payroll-import = Verken lønnsfil eller kontrollfil ({ $interfaces }) er kommet i { $period }
reason-no-payroll-control = Kontrollfilen til { $subject } ({ $file }) mangler
reason-no-remittance = Verken betalingsfil eller retur er kommet for { $period }, og filkalenderen venter ingen
reason-payment-file-missing = Betalingsfilen (konto { $account }) som filkalenderen venter i { $period } fra { $actor }, er ikke kommet
reason-settlement-missing = Avregningsreturen (konto { $account }) som filkalenderen venter i { $period } fra { $actor }, er ikke kommet
reason-payment-without-key = Betalinger fra konto { $account } har verken oppdrag eller referanse, så ingen retur kan finnes igjen for dem

# A1 bank
bank-statement-missing = Kontoutskrift for konto { $account } mangler fra { $from } til { $to } (bankdager: { $days }); saldoen endret seg med { $amount } imens
bank-day-without-statement = Konto { $account } har ingen kontoutskrift fra { $from } til { $to }, men saldokjeden er ubrutt
bank-sequence = Kontoutskrift for konto { $account } { $date } har nummer { $after } etter { $before }; saldokjeden er ubrutt
bank-ocr-not-read = OCR-oppgjør { $lump } på { $amount } ({ $date }, innbetalinger: { $payments }) står i banken på konto { $account }, men er ikke lest inn i hovedboken
bank-ocr-file-missing = OCR-oppgjør { $lump } på { $amount } ({ $date }) står i banken på konto { $account }, men OCR-filen er verken mottatt eller lest inn
bank-payment-file-not-read = Betalingsbunt { $batch } på { $amount } ({ $date }) er utført i banken på konto { $account }, men avregningsretur eller lønnsfil er ikke lest inn
bank-sweep-missing = Posteringen mellom arbeidskonto og oppgjørskonto { $account } for { $date } mangler: { $amount }
bank-sweep-differs = Tømmingen av konto { $account } { $date } avviker mellom bank og hovedbok med { $amount }
bank-transposed-digits = Bilag { $voucher } på konto { $account } er ført med { $ledger }, banken har { $bank } ({ $date }): to sifre er byttet om, differanse { $amount }
bank-amount-differs = Bilag { $voucher } på konto { $account } er ført med { $ledger }, banken har { $bank } ({ $date }) på samme referanse: differanse { $amount }
bank-lump-differs = Bunt { $batch } på konto { $account } er ført med { $ledger }, banken har { $bank }: differanse { $amount }
bank-double-posting = Bilag { $voucher } på konto { $account } ({ $date }, { $amount }) er en dobbeltføring av bilag { $original }
bank-wrong-account = Beløpet { $amount } ({ $date }) på konto { $account } er ført på konto { $other } i bilag { $voucher }
bank-wrong-period = Bilag { $voucher } på konto { $account } ({ $amount }) er datert { $date }, men ført i { $period }
bank-not-posted = Banken har { $amount } på konto { $account } { $date } (referanse { $reference }) som ikke er ført i hovedboken
bank-not-in-bank = Bilag { $voucher } på konto { $account } { $date } ({ $amount }) finnes ikke på kontoutskriften
bank-carried = Konto { $account } har fortsatt en differanse på { $amount } fra tidligere perioder
bank-not-swept = Banken har ikke tømt konto { $account }; saldo ved periodens slutt er { $amount }
bank-late-posting = Inngående saldo på konto { $account } i { $period } er endret med { $amount } etter tidligere uttrekk
bank-within-tolerance = Konto { $account }: { $amount } ligger innenfor toleransen til regelen { $rule }
bank-unexplained = Konto { $account } har en differanse på { $amount } som ingen årsak forklarer

# A3 feilkonto
error-account-item = Bilag { $voucher } ({ $date }, { $amount }) står på feilkonto { $account }
error-account-survived = Bilag { $voucher } ({ $date }, { $amount }) står fortsatt på feilkonto { $account } etter en lønnskjøring
error-account-cleared-in-sum = Bilag { $voucher } ({ $date }, { $amount }) står på feilkonto { $account }, som går i null i sum
error-account-unexplained = Feilkonto { $account } har { $amount } som ingen postering forklarer

# A6 reskontro
subledger-differs = Reskontro for konto { $account } er { $items }, hovedboken har { $ledger }: differanse { $amount }
subledger-wrong-kid-digit = Bilag { $voucher } på konto { $account } ({ $date }, { $amount }) er ført med KID { $posted }, kunden betalte med { $paid }: ett siffer er feil
subledger-payment-not-posted = OCR-innbetaling med KID { $kid } ({ $date }, { $amount }) er ikke ført på konto { $account }
subledger-kid-without-payment = Bilag { $voucher } på konto { $account } ({ $date }, { $amount }) har KID { $kid }, men ingen OCR-innbetaling

# D2 interim
interim-item = Bilag { $voucher } ({ $date }, { $amount }) på konto { $account } er åpen, alder i måneder: { $age }, status: { $status }
interim-no-status = Bilag { $voucher } ({ $date }, { $amount }) på konto { $account } har ingen status
interim-over-age = Bilag { $voucher } ({ $date }, { $amount }) på konto { $account } har stått åpen for lenge, alder i måneder: { $age }
interim-unexplained = Interimskonto { $account } har { $amount } som ingen åpen post forklarer

# Fullstendighet av innlesing
completeness-missing = { $input } ({ $account }) for { $day } mangler; fristen var { $due }, ansvarlig: { $actor }
completeness-not-due = { $input } ({ $account }) for { $day } ventes innen { $due } fra { $actor }
completeness-late = { $input } ({ $account }) for { $day } hadde frist { $due }; { $file } er laget { $made }, ansvarlig: { $actor }
completeness-refused = { $input } ({ $account }) for { $day } hadde frist { $due }, men { $file } ble avvist, ansvarlig: { $actor }
completeness-gap = Serie { $series }: etter { $before } ventes nummer { $expected }, { $after } har { $found }
completeness-number-twice = Serie { $series }: { $after } bruker nummer { $found } på nytt, som { $before } har brukt
completeness-copy = { $input } ({ $account }) i { $file } er kommet før; det telles én gang
completeness-period-closed = { $file } gjelder { $periods }, som er lukket; filen er lagt til side
completeness-unexpected = Filkalenderen venter ikke { $subject } (første fil: { $file }, filer: { $files })
completeness-vouchers = Ingen fil viser at alle bilag sendt for { $period } er registrert og bokført
completeness-voucher-not-posted = { $service }: det som ble mottatt { $day } (referanse { $reference }), er ikke bokført
input-bank-statement = Kontoutskrift
input-credit-advice = Innbetalingsmelding
input-debit-advice = Utbetalingsmelding
input-ocr = OCR-fil
input-payment-file = Betalingsfil
input-payment-return = Retur av betalingsfil
input-nav-refunds = Oppgjørsrapport fra NAV
input-ledger = Hovedbok
input-import = Fil fra forsystem
input-register = Register

# Import fra forsystem
imports-not-booked = Import { $subject } ({ $file }, linjer: { $lines }, debet: { $debit }) er ikke bokført i hovedboken
imports-partly-booked = Import { $subject } ({ $file }) har { $debit } i debet (linjer: { $lines }), hovedboken har bare { $booked } av dette (linjer: { $booked_lines })
imports-booked-twice = Import { $subject } ({ $file }) har { $debit } i debet (linjer: { $lines }) og er bokført to ganger: { $booked } (linjer: { $booked_lines })
imports-differ = Import { $subject } ({ $file }) har { $debit } i debet (linjer: { $lines }), hovedboken har { $booked } (linjer: { $booked_lines })
imports-error-account = Bilag { $voucher } ({ $amount }) i import { $subject } står på { $account }, kontoen for feil ved import
imports-value-replaced = Bilag { $voucher } ({ $amount }) i import { $subject } på konto { $account } har ***** i stedet for en verdi
imports-numbers-left-out = Import { $subject } har bilag { $first } til { $last }; numre som er hoppet over: { $left_out }

# Lønnsfiler
payroll-file-imported = Lønnsfil { $subject }: kontrollfilen sier { $sum } i debet (transaksjoner: { $transactions }), filen har { $debit } (linjer: { $lines })
payroll-file-booked = Lønnsfil { $subject }: kontrollfilen sier { $sum } i debet (transaksjoner: { $transactions }), hovedboken har { $debit } (linjer: { $lines })
payroll-file-without-import = Kontrollfil { $subject } sier { $sum } i debet (transaksjoner: { $transactions }), men filen er ikke mottatt: { $debit } (linjer: { $lines })
payroll-file-contradicted = Kontrollfilene til { $subject } sier ikke det samme

# Remittering
remittance-no-return = Oppdrag { $order } fra konto { $account }: betalinger uten svar fra banken, { $amount }
remittance-no-order = Bankens retur på { $order } (konto { $account }, { $amount }) svarer ikke på noe oppdrag som er sendt
remittance-refused = Banken har avvist en betaling i oppdrag { $order } fra konto { $account }: { $amount }
remittance-order-refused = Banken har avvist hele oppdrag { $order } fra konto { $account }: { $amount }
remittance-left = En betaling i oppdrag { $order } fra konto { $account } ({ $amount }) er avvist og ikke sendt på nytt
remittance-refusal-posted = Oppdrag { $order } fra konto { $account }: en avvist betaling på { $amount } er ført som betalt
remittance-refusal-debited = Oppdrag { $order } fra konto { $account }: en avvist betaling på { $amount } er belastet
remittance-differs = Oppdrag { $order } fra konto { $account }: beløpene avviker med { $amount }
remittance-unordered = Konto { $account } er belastet { $amount } for oppdrag { $order }, som ikke er sendt eller allerede er betalt
remittance-not-debited = Oppdrag { $order } fra konto { $account } er ikke belastet i tide: { $amount }
remittance-on-its-way = Oppdrag { $order } fra konto { $account } er underveis: { $amount }
remittance-twice = En betaling på { $amount } i oppdrag { $order } fra konto { $account } er også sendt i et annet oppdrag
remittance-unsettled = Oppdrag { $order } fra konto { $account } er belastet uten avregningsretur: { $amount }
remittance-only-settled = Oppdrag { $order } fra konto { $account } er avregnet i en retur, men ikke belastet: { $amount }
remittance-not-booked = Oppdrag { $order } fra konto { $account } er belastet, men ikke ført i hovedboken: { $amount }
remittance-unexplained = Konto { $account } ({ $order }): en differanse på { $amount } som ingen årsak forklarer
remittance-foreign = Betalinger i en annen valuta fra konto { $account }: { $payments }; de sammenlignes ikke

# Tiltak
action-none = Ingen handling nødvendig
action-within-tolerance = Før differansen, eller rett posteringen; den står på kontoen til det er gjort
action-unexplained = Gå gjennom kontoens posteringer i perioden mot kontoutskriften
action-carried = Rett feilen som ble meldt i den tidligere perioden
action-late-posting = Finn bilaget som er ført i en avsluttet periode, og avklar med den som førte det
action-statement-missing = Hent kontoutskriften for disse dagene i nettbanken og legg den i innboksen
action-ocr-not-read = Les inn OCR-filen, også posteringen mot oppgjørskonto
action-payment-file-not-read = Les inn avregningsreturen (SU12) eller lønnsfilen
action-sweep-missing = Før posteringen mellom arbeidskonto og oppgjørskonto
action-sweep-differs = Kontroller dagens posteringer mellom arbeidskonto og oppgjørskonto
action-transposed-digits = Rett beløpet med et korreksjonsbilag som viser til det opprinnelige bilaget
action-amount-differs = Kontroller beløpet mot bankens bilag og rett det med et korreksjonsbilag
action-double-posting = Tilbakefør dobbeltføringen med et bilag som viser til det opprinnelige
action-wrong-account = Omposter til riktig konto med et bilag som viser til det opprinnelige
action-wrong-period = Flytt bilaget til perioden banken har bokført i
action-not-posted = Finn grunnlaget og før bilaget
action-not-in-bank = Finn ut om bilaget er ført for tidlig, på feil konto eller ved en feil
action-not-swept = Ta kontakt med banken om den daglige tømmingen
action-error-account = Rett verdien i kildesystemet før neste lønnskjøring
action-error-account-rest = Finn posteringene som utgjør saldoen
action-subledger-differs = Ta ut XRE02 for kontoen og finn bilagene som utgjør differansen
action-wrong-kid-digit = Omposter innbetalingen til riktig KID
action-payment-not-posted = Finn innbetalingen i OCR-kvitteringen og før den på kunden
action-interim-item = Avklar posten innen aldersgrensen
action-interim-no-status = Sett status i teksten: ukjent, tilbakebetales eller omposteres
action-interim-over-age = Avklar eller tilbakebetal beløpet nå
action-interim-rest = Finn posteringene som utgjør saldoen
action-completeness-missing = Be { $actor } om filen for { $day }, og legg den i innboksen før perioden avstemmes
action-completeness-not-due = Ingenting å gjøre før { $due }
action-completeness-late = Avtal med { $actor } levering innen { $due }; kontroller at ingenting er avstemt uten filen
action-completeness-refused = Rett feilen i { $file }, eller be { $actor } om filen på nytt
action-completeness-gap = Be om det som ligger mellom de to numrene, eller om grunnen til at det aldri ble sendt
action-completeness-number-twice = Finn ut hvilken av de to filene som er riktig, og fjern den andre fra innboksen
action-completeness-copy = Ingenting å gjøre; kopien kan fjernes fra innboksen
action-completeness-period-closed = La en godkjenner gjenåpne perioden hvis filen må brukes der; ellers bokføres forskjellen i åpen periode
action-completeness-unexpected = Legg en linje til filkalenderen, eller finn ut hvorfor filen kom
action-completeness-vouchers = Bekreft at manuelle bilag er bokført og alle innsendte bilag registrert
action-completeness-voucher-not-posted = Registrer og bokfør det før perioden lukkes, eller før inn i loggen når det ble bokført
action-import-not-booked = Forsikre deg om at ingen senere periode har den; se etter avregningsliste og feilliste; finnes ingen av dem, sett aktuell periode og les filen inn på nytt
action-import-partly-booked = Finn på feillisten hva som er utelatt, rett grunndata eller valutadokumentasjonskode, og les filen inn på nytt; det som er rettet i ajourhold forsystemtransaksjoner, leses inn uten filnavn
action-import-booked-twice = Tilbakefør den andre bokføringen; det som er rettet i ajourhold forsystemtransaksjoner, leses inn på nytt uten filnavn
action-import-differs = Sammenlign avregningslisten med overføringslisten fra forsystemet, linje for linje
action-import-master-data = Rett gyldigheten for konto eller dimensjon og les linjen inn på nytt, eller omposter med et bilag som viser til det opprinnelige
action-import-numbers-left-out = Kontroller at andre importer eller manuelle bilag har numrene som er hoppet over
action-payroll-file-imported = Be om lønnsfilen på nytt og sammenlign den med kontrollfilen før noe utbetales
action-payroll-file-without-import = Legg lønnsfilen i innboksen, eller finn ut hvorfor den ikke er sendt
action-payroll-file-contradicted = Finn ut hos lønn hvilken kontrollfil som er riktig, og fjern den andre fra innboksen
action-remittance-no-return = Hent mottaksreturen (SU12) fra banken; ikke autoriser før sum og antall stemmer
action-remittance-no-order = Finn betalingsfilen (SU11) og legg den i innboksen; har ingen sendt den, kontakt banken
action-remittance-refused = Reverser betalingen i ajourhold betalingsoppdrag, og korriger eller parker bilaget; oftest er KID eller kontonummer feil
action-remittance-order-refused = Finn årsaken med banken (sekvensnummer, sigill), reverser feilstatusen, og lag nytt forslag, ny bekreftelse og ny fil (SU07, SU08, SU11)
action-remittance-refusal-posted = Reverser føringen av den avviste betalingen, og korriger eller parker bilaget
action-remittance-refusal-debited = Spør banken hvorfor en avvist betaling er belastet, og send den ikke på nytt før det er avklart
action-remittance-differs = Hold betalingsfilen, returene (SU12), kontoutskriften og føringen (SU09) av oppdraget mot hverandre
action-remittance-unordered = Finn ut hvem som har bestilt belastningen, og kontakt banken hvis ingen har det
action-remittance-not-debited = Finn ut i banken om oppdraget er autorisert og utført
action-remittance-on-its-way = Ingenting å gjøre; neste periode følger det opp
action-remittance-twice = Stopp den ene betalingen før forfall med et stoppeoppdrag, eller krev den tilbake
action-remittance-unsettled = Hent avregningsreturen (SU12) fra banken og les den inn
action-remittance-only-settled = Spør banken hvor de avregnede betalingene er belastet
action-remittance-not-booked = Les inn avregningsreturen (SU12), slik at betalingene føres (SU09)
action-remittance-unexplained = Gå gjennom periodens oppdrag mot returer, kontoutskrift og hovedbok
action-remittance-foreign = Følg betalingene på kontoutskriften
