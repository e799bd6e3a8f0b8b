# Titler
check-bank = Bankavstemming: hovedbok mot kontoutskrift
check-bank-2025 = Bank – kontroll oppgjørskonto
check-error-account = Feilkonto
check-subledger = Kunde- og leverandørreskontro mot hovedbok
check-interim = Interimskonto
check-completeness = Fullstendighet: er alle filer kommet?
check-imports = Import fra forsystem: er alle filer bokført?
check-payroll-file = Lønnsfiler mot kontrollfil
check-nav-refunds = Avstemming av NAV-refusjoner

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
side-nav-received = Mottatt fra NAV i banken
side-nav-reported = Oppgjørsrapporter fra NAV
side-nav-income = Inntektsført refusjon
side-nav-debtor = Saldo debitor NAV
side-nav-transit = Saldo gjennomgangskonti, motsatt fortegn

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
reason-no-nav-refunds = NAV-kontoene er uten saldo og bevegelse i { $period }, og ingen oppgjørsrapport er kommet eller ventet
reason-nav-report-expected = Oppgjørsrapporten (K27) som filkalenderen venter fra { $actor } i { $period }, er ikke kommet
reason-nav-report-missing = Oppgjørsrapport fra NAV (K27) for { $period } mangler, men banken har mottatt penger fra NAV eller refusjon er inntektsført; hent den hos NAV (Altinn)
reason-nav-report-undated = Oppgjørsrapporten { $file } sier ikke når NAV betalte; legg ved metadata fra NAV eller gi den navnet NAV bruker

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

# A7 NAV-refusjoner
nav-refunds-not-received = NAV har meldt en utbetaling { $date } til { $account } som banken ikke har: { $amount }
nav-refunds-negative = Oppgjøret fra NAV { $date } (enhet { $about }) er negativt og blir ikke utbetalt; virkning på { $account }: { $amount }
nav-refunds-outside = Innbetaling fra NAV { $date } (referanse { $about }) står ikke på noen oppgjørsrapport; virkning på { $account }: { $amount }
nav-refunds-other-account = NAV har betalt oppgjøret { $date } til en annen konto enn rapporten sier; virkning på { $account }: { $amount }
nav-refunds-file-missing = Innbetaling fra NAV { $date } (referanse { $about }) er i banken, men innbetalingsfilen er ikke lest inn; virkning på { $account }: { $amount }
nav-refunds-not-read = Oppgjørsrapporten fra NAV betalt { $date } er ikke inntektsført; virkning på { $account }: { $amount }
nav-refunds-after-payroll = Oppgjørsrapporten fra NAV betalt { $date }, etter hovedlønn, er ikke inntektsført; virkning på { $account }: { $amount }
nav-refunds-read-twice = Oppgjørsrapporten fra NAV betalt { $date } er inntektsført to ganger; virkning på { $account }: { $amount }
nav-refunds-not-reversed = Bilag { $about } ({ $date }) er ikke tilbakeført, men lønnskjøringen har ført det samme; virkning på { $account }: { $amount }
nav-refunds-income-by-hand = Refusjon er inntektsført manuelt i bilag { $about } ({ $date }); virkning på { $account }: { $amount }
nav-refunds-receipt-by-hand = En innbetaling fra NAV er ført manuelt i bilag { $about } ({ $date }); virkning på { $account }: { $amount }
nav-refunds-corrected = Bilag { $about } ({ $date }) har flyttet { $amount } mellom debitor NAV og { $account }; det er ikke gjort opp
nav-refunds-wrong-benefit = Foreldrepenger fra NAV betalt { $date } avviker på { $account } med { $amount }; sykepenger avviker motsatt
nav-refunds-settled = Forskjellen fra { $date } ({ $about }) er flyttet til interimskontoen; virkning på { $account }: { $amount }
nav-refunds-earlier-year = Åpen siden et tidligere år, { $date } ({ $about }), og fulgt opp der; virkning på { $account }: { $amount }
nav-refunds-december = Oppgjøret NAV betalte etter hovedlønn i desember, er periodisert i bilag { $about } ({ $date }); virkning på { $account }: { $amount }
nav-refunds-unexplained = { $amount } på { $account } er ikke forklart

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
action-nav-not-received = Finn ut hos NAV og banken hvor pengene er
action-nav-negative = Avtal med lønn: debet debitor NAV, kredit interimskonto NAV; kravet fra NAV debiteres interimskontoen når det kommer
action-nav-outside = Meld fra til lønn, som fører debet debitor NAV og kredit interimskonto NAV; inntektsfør beløpet på riktig konto mot interimskontoen i samme periode
action-nav-other-account = Flytt beløpet mellom bankkontoene og rett kontonummeret som er registrert hos NAV
action-nav-file-missing = Meld fra til lønn med konto, bank, dato og beløp; føres det manuelt, debet bank og kredit interimskonto NAV, og tilbakefør når filen er lest inn
action-nav-not-read = Meld fra til lønn; før refusjonen manuelt i betalingsmåneden, debet interimskonto NAV og kredit refusjonskontoene, og tilbakefør når K27 er lest inn
action-nav-read-twice = Avtal retting med lønn; til da debet refusjonskontoene og kredit interimskonto NAV
action-nav-not-reversed = Tilbakefør bilaget i perioden der lønn førte K27
action-nav-income-by-hand = Tilbakefør bilaget i samme periode som lønn fører K27
action-nav-receipt-by-hand = Tilbakefør bilaget når innbetalingsfilen er lest inn
action-nav-corrected = Før kravet fra NAV, eller inntekten, mot interimskontoen
action-nav-wrong-benefit = Omposter mellom refusjonskontoene med koststed, kapittel/post og ansattnummer
action-nav-december = Tilbakefør periodiseringen i januar
action-nav-unexplained = Sammenlign sum per ansatt i regnskapet med sum per person på K27, og finn bilagene som gir forskjellen
