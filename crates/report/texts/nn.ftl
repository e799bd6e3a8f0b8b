# Nynorsk

period-name = { $kind ->
    [p01] januar { $year }
    [p02] februar { $year }
    [p03] mars { $year }
    [p04] april { $year }
    [p05] mai { $year }
    [p06] juni { $year }
    [p07] juli { $year }
    [p08] august { $year }
    [p09] september { $year }
    [p10] oktober { $year }
    [p11] november { $year }
    [p12] desember { $year }
    [p00] inngåande balanse { $year }
   *[other] periode { $number } { $year }
}

# Ord
age-months = { $count ->
    [0] same periode
    [one] { $count } månad
   *[other] { $count } månader
}
actor-agency = verksemda
actor-provider = rekneskapsførar (DFØ)
actor-payroll = lønn
actor-bank = banken
actor-nav = NAV
actor-treasury = statsrekneskapen
actor-dfo = DFØ
actor-dfo-or-agency = DFØ eller verksemda
actor-ministry = departementet
actor-user = brukar
actor-system = systemet
bucket-0 = same periode
bucket-1 = 1 månad
bucket-2 = 2 månader
bucket-3 = 3–5 månader
bucket-6 = 6 månader eller meir
budgeting-fund = fond
budgeting-gross = bruttobudsjettert
budgeting-net = nettobudsjettert
code-green = Alt OK
code-none = Ikkje sett
code-red = Kunden følgjer opp
code-yellow = DFØ følgjer opp
model-name = { $service }, { $budgeting }, { $principle }
outcome-failed = Avvik
outcome-not-applicable = Ikkje aktuell
outcome-not-run = Ikkje køyrd
outcome-passed = I orden
principle-cash = kontantprinsippet
principle-srs = SRS
service-full = fullservice
service-part = delservice
severity-error = Feil
severity-info = Merknad
severity-warning = Åtvaring
side-bank = bank
side-ledger = hovudbok
side-ocr = OCR
yes = ja

# Tittel og hovud
as-of = Per dato
agency = Verksemd
agency-code = Firmakode
footer-program = Laga av { $program } med tal per { $date }. Same grunnlag gir alltid same mappe.
folder-of = Avstemmingsmappe { $period }
generation = Mappegenerasjon
header-line = { $agency } – { $period }
model = Modell
no-previous = Ingen; opne postar er ikkje overførte
organisation = Organisasjonsnummer
period-label = Rekneskapsperiode
previous-run = Opne postar overførte frå køyring
previous-name = { $run } ({ $digest })
program = Program
skip-link = Gå til innhaldet
sections = Innhald

# Ark
sheet-accounts = Kontoar og status
sheet-ageing = Aldersfordeling
sheet-deadlines = Fristar
sheet-info = Info-ark
sheet-inputs = Innlesne filer
sheet-matching = Matching
sheet-open-items = Opne postar
sheet-overview = Avstemmingsoversikt
sheet-tabs = Faneoversikt

# Kolonnar
column-account = Konto
column-accepted = Brukt
column-action = Tiltak
column-actor = Ansvarleg
column-age = Alder
column-age-months = Alder i månader
column-amount = Beløp
column-approved-by = Godkjend av kunde
column-approved-date = Godkjend dato
column-assessment = Vurdering og oppfølging
column-balance = Saldo hovudbok
column-birth = Opphavleg periode
column-cause = Årsak
column-check = Kontroll
column-cleared = Avstemt i
column-code = Kode
column-comment = Forklaring og tiltak
column-control = Kontroll: inn − matcha − open − utelaten
column-control-sums = Kontrollsummar
column-currency = Valuta
column-date = Dato
column-diagnostic = Kva er gale
column-difference = Differanse
column-difference-absolute = Differanse, absoluttsum
column-due = Frist
column-excluded = Utelaten
column-file = Fil
column-finding-code = Funnkode
column-findings = Funn
column-format = Format
column-groups = Grupper
column-group = Gruppe
column-hint = Tips
column-id = Id
column-in = Inn
column-kid = KID
column-line = Linje
column-lump = Oppgjersnøkkel
column-matched = Matcha
column-message = Kva er funne
column-name = Namn
column-nearest = Næraste kandidat (eit forslag)
column-open = Open
column-outcome = Konklusjon
column-overridden = Overstyrt
column-place = Stad
column-point = Kontrollpunkt
column-position = Rad i kjelda
column-prepared-by = Utført av (initialar)
column-prepared-date = Utført dato
column-proposal = Bilagsforslag
column-published = Publisert
column-ready-by = Klargjord av DFØ
column-ready-date = Klargjord dato
column-reference = Referanse
column-reviewed-by = Kontrollert av (initialar)
column-reviewed-date = Kontrollert dato
column-rows = Rader
column-rows-excluded = Rader utelatne
column-rows-in = Rader inn
column-rows-matched = Rader matcha
column-rows-open = Rader opne
column-rows-control = Kontroll rader
column-rule = Regel
column-set = Matchesett
column-severity = Alvor
column-sha256 = SHA-256
column-side = Side
column-side1 = Side 1
column-side1-amount = Beløp side 1
column-side2 = Side 2
column-side2-amount = Beløp side 2
column-source = Kjelde
column-specified = Spesifisert
column-state = Status
column-subject = Gjeld
column-sum = Sum
column-tab = Fane
column-task = Oppgåve
column-text = Tekst
column-unexplained = Uforklart
column-voucher = Bilag
column-work-by = Siste arbeidsdag

# Innhald
accounts-note = Klargjord av DFØ og Godkjend av kunde skal førast per konto. Ei fane er ferdig når alle kontoane er godkjende.
adjustments-caption = Differansar som ein toleranse sleppte gjennom
ageing-desc = { $count ->
    [one] Éin open post fordelt på alder.
   *[other] { $count } opne postar fordelte på alder.
}
ageing-title = Opne postar etter alder
all-in-order = Alle kontrollar som gjeld for perioden, er i orden.
assessments = Vurderingar for perioden
bridge-axis = Aksen startar ikkje på null.
bridge-desc = Differansen på { $difference } er forklart med { $specified }; { $unexplained } er uforklart.
bridge-other = Andre årsaker
bridge-title = { $point } { $subject }: frå «{ $from }» til «{ $to }»
bridge-specified = Spesifisert
checks = Kontrollane
cleared-caption = Postar frå tidlegare periodar som er avstemte no
conservation-caption = Ingen postar går tapt: inn = matcha + open + utelaten
conservation-heading = Kontrollspor for matching
deadline-passed = passert
deadline-not-published = ikkje publisert
deadlines-caption = Fristar for perioden
deadlines-desc = Fristar frå { $from } til { $to }. Den loddrette linja viser { $date }.
deadlines-heading = Fristar
deadlines-overridden = { $date } av { $author }: { $reason }
deadlines-published = { $date } ({ $source })
deadlines-timeline = Tidslinje for fristar
deadlines-work-by = siste arbeidsdag { $date }
diagnostics-caption = Feil og merknader i filene
diagnostics-place = linje { $line }, kolonne { $column }
evidence = Kontrollspor
evidence-caption = Kva kontrollen har sett på
evidence-regime = Regelverk frå
evidence-rows = Lesne rader: { $frame }
evidence-setting = Innstilling: { $setting }
findings-caption = Funn i { $check }
findings-none = Ingen funn.
findings-more = { $count ->
    [one] { $count } funn til står i kontrollen nedanfor.
   *[other] { $count } funn til står i kontrollen nedanfor.
}
follow-up = Må følgjast opp
follow-up-action = Kva må gjerast
follow-up-amount = Beløp
follow-up-cause = Kvifor
follow-up-missing = Manglar
follow-up-none = Ikkje oppgitt
follow-up-what = Kva er gale
inputs-caption = Filene som er lesne
inputs-heading = Innlesne filer
inputs-refused = Ikkje brukt
list-more = Viser { $shown } av { $total }. Resten står i { $where }.
list-more-workbook = folder.xlsx og frames/open_items.parquet
list-more-findings = folder.xlsx og frames/findings.parquet
list-more-inputs = folder.xlsx og results.json
matching-note = Formlane viser at ingen postar er borte: kontrollkolonnane skal vere null.
open-items-caption = Opne postar i { $check }
open-items-all-caption = Opne postar etter konto og alder, sum og tal
open-items-heading = Opne postar
unsearched = { $rule }: { $left } og { $right } rader gav for mange moglegheiter å søkje gjennom; regelen laga inga gruppe av dei.
near = { $side } { $row }: { $reasons }
open-items-none = Ingen opne postar.
overview-caption = Alle kontrollar i mappa
overview-heading = Oversikt
points-caption = Kontrollpunkt i { $check }
points-none = Kontrollen har ingen kontrollpunkt i denne perioden.
reason = Grunngiving
rows-more = { $rows } og { $count } til
sheet-total = Sum
sign-off = Signatur verksemda
sign-off-date = Dato
sign-off-meaning = Signaturen stadfestar at avstemmingane er mottekne og at rimelegheitsvurdering er gjord: alle avstemmingar er utførte, alle differansar er forklarte, og alle faner med avvik er følgde opp.
sign-off-name = Namn
sign-off-signature = Signatur
status-heading = Status
status-sentence = { $failed ->
    [0] Ingen avvik
    [one] { $failed } kontroll har avvik
   *[other] { $failed } kontrollar har avvik
}{ $not_run ->
    [0] .
    [one] {" "}og { $not_run } kunne ikkje køyrast fordi grunnlag manglar.
   *[other] {" "}og { $not_run } kunne ikkje køyrast fordi grunnlag manglar.
}
unexplained-on = { $amount } på { $subject } er uforklart
unexplained-action = Finn bilaga bak beløpet og forklar differansen før mappa blir signert
unexplained-cause = uforklart
certainty-proven = prova
certainty-suggested = føreslått
not-implemented = ikkje implementert: kjelda er ikkje tilgjengeleg
reserved-tab = Reservert fanekode
# Proposed vouchers
column-dimensions = Dimensjonar
column-period = Periode
column-problems = Må avklarast før bokføring
column-reversal = Tilbakeføring
column-voucher-type = Bilagsart
sheet-proposals = Forslag
proposals-heading = Føreslåtte bilag
proposals-caption = Føreslåtte bilag, linje for linje
proposals-note = Bilaga er forslag etter rutinane og er ikkje bokførte. Kontroller dei mot grunnlaget; tom konto må fyllast ut.
list-more-proposals = proposals/proposals.csv
dimension-cost_centre = koststad
dimension-employee = tilsettnummer
dimension-kid = KID
# Follow-up: actions, tasks, dispensations
action-closed = avslutta
action-open = open
actions-caption = Opne aksjonar: første linje er saka, andre linje er skildring og status
actions-carried = Feil frå tidlegare periodar på same konto står framleis i { $period }
actions-closed = Avslutta aksjonar ({ $count })
actions-closed-caption = Aksjonar som blei avslutta i perioden
actions-closed-note = Rader med avslutta aksjonar er gøymde. Vis dei med «Vis rader».
actions-gone = Ikkje funnen lenger i { $period }; mappa for { $opened } står som ho var
actions-heading = Aksjonsliste
actions-new = Oppdaga i { $period }
actions-no-check = kontrollen finst ikkje i denne mappa
actions-none = Ingen opne aksjonar.
actions-not-looked = Ikkje kontrollert i { $period }: { $reason }
actions-note = Kvar differanse som må følgjast opp har éin aksjon med same id frå han blir oppdaga til han er borte.
actions-point = { $point }, { $subject }: { $amount } er ikkje forklart
actions-still = Står framleis i { $period }
area-accounting = rekneskap
column-area = Område
column-closed = Avslutta i
column-dispensation = Dispensasjon
column-entity = Verksemd
column-frequency = Kor ofte
column-opened = Opna i
column-process-area = Prosessområde
column-reason = Grunngiving
column-status = Status
column-until = Til og med
dispensations-caption = Godkjende avvik frå fristar og reglar, med utløpsdato
dispensations-heading = Dispensasjonar
frequency-half-year = halvår
frequency-month = månad
frequency-quarter = kvartal
frequency-term = termin
frequency-year = år
list-more-actions = actions.json
sheet-actions = Aksjonsliste
sheet-tasks = Oppgåver
standing-expired = gått ut
standing-expiring = går snart ut
standing-live = gjeld
tasks-caption = Oppgåver frå dreieboka til verksemda i denne perioden
tasks-heading = Eigne oppgåver
tasks-no-day = månaden har ikkje så mange verkedagar
# Portfolio overview
automation = { $finished } av { $tabs } ({ $percent } %)
column-agencies = Verksemder
column-automation = Automatiseringsgrad
column-deputy = Stadfortredar
column-expiring = Dispensasjonar som går ut
column-failed = Avvik
column-green = Grøne
column-missing = Manglande filer
column-not-run = Ikkje køyrde
column-oldest-action = Eldste aksjon
column-open-actions = Opne aksjonar
column-overdue = Over frist
column-owner = Eigar
column-passed = I orden
column-red = Raude
column-rejected = Avviste filer
column-run = Køyring
no-longer-signed = { $count ->
    [one] éin signatur gjeld ikkje lenger
   *[other] { $count } signaturar gjeld ikkje lenger
}
column-signed = Signert
column-tags = Gruppe
column-yellow = Gule
list-more-portfolio = portfolio.json
period-state-closed = lukka
period-state-none = inga køyring
period-state-open = open
period-state-signed = signert
portfolio-agencies = Verksemder
portfolio-agencies-caption = Éi linje for kvar verksemd, dei som hastar først
portfolio-footer = Laga av { $program } berre frå lagra resultat. Rapportar til statsrekneskapen inngår ikkje.
portfolio-groups = Grupper
portfolio-groups-caption = Summar for kvar gruppe; ei verksemd kan vere i fleire
portfolio-heading = Verksemdsoversikt
portfolio-lead = { $agencies } verksemder. Faner ferdige utan manuell registrering: { $automation }.
portfolio-note = Over frist: opne aksjonar etter fristen, og periodar som ikkje er lukka etter fristen for avstemmingsmappa. Automatiseringsgrad: faner ferdige utan manuell registrering av alle faner som gjeld.
portfolio-total = Alle
# Service levels and cases
case-estimate = Førebels svar er gitt; fristen er estimatet
case-impossible = Umogleg statusendring { $date }: { $from } → { $to }
case-late = svart på for seint
case-no-target = utan mål
case-on-time = svart på i tide
case-overdue = over frist
case-paused = klokka står
case-reopened = Opna att { $count } { $count ->
    [one] gong
   *[other] gonger
}
case-running = går
case-status-active = Aktiv
case-status-closed = Avslutta
case-status-in-progress = Under arbeid
case-status-postponed = Utsett
case-status-waiting-for-customer = Ventar på kunde
case-unknown = Ukjend status «{ $word }»
cases-caption = Saker som var opne i perioden eller er opne, mot svarfristen
cases-heading = Saker mot kundesenteret
cases-lead = { $cases } saker, { $breaches } med broten svarfrist.
column-case = Sak
column-case-type = Sakstype
column-closed-on = Svart på
column-received = Motteken
column-service = Teneste
column-target = Mål
column-waiting = Ikkje ferdig
level-counted = { $done } ferdig
level-measured = { $percent } % ({ $on_time } i tide, { $late } for seint av { $done })
level-overridden = Eigen dato { $date } for { $period }: { $reason } ({ $author })
limit-over = Over { $count } verkedagar
limit-within = Innan { $count } verkedagar
list-more-results = results.json
service-levels-caption = Måloppnåing, dei siste tre månadene
service-levels-formula = Måloppnåing = ferdig i tide / ferdig, etter månaden oppgåva blei ferdig. Ein månad utan ferdige oppgåver er blank.
service-levels-heading = Tenestenivå
service-levels-year-caption = Hittil i år: ferdige oppgåver etter brukte verkedagar
sheet-service = Tenestenivå og saker
target-business-days = { $count } verkedagar frå mottak ({ $source })
target-day = Seinast den { $day }. i månaden etter ({ $source })
unmeasured-danish-calendar = Ikkje målt: danske arbeidsdagar er ikkje dei norske, og ein dansk kalender manglar
unmeasured-no-period = Ikkje målt: loggen seier ikkje kva periode kvar oppgåve gjeld
unmeasured-no-target = Ikkje målt: registers/service-targets.csv har ikkje noko mål for tenesta
# S-report
column-state-account = Statskonto
column-article = Artskonto
column-authority = Fullmakt
authority-own = Eiga fullmakt
authority-another = Belastningsfullmakt
sheet-s-report = S-rapport
sheet-s-report-heading = S-rapport generert frå hovudboka
sheet-s-report-note = Akkumulerte beløp frå januar, debet er positivt. Summen skal vere null. Rapporten høyrer til køyringa han ligg i.
sheet-s-report-outside = Utanfor kontantrekneskapen
sheet-s-report-excluded = Bilagsartar utan kontanteffekt
sheet-s-report-unexplained = Uoppklarte differansar (absolutt)

# L-rapport
column-settlement-account = Oppgjerskonto i Noregs Bank
column-opening = Inngåande saldo
column-movement = Rørsle
column-closing = Utgåande saldo

# Kva nokon har gjort med tiltak
actions-accepted = Teke på av { $by } { $on }: { $person } gjer det innan { $due }
actions-accepted-overdue = Teke på av { $by } { $on }: { $person } skulle gjort det innan { $due }
area-pay = lønn
actions-case = Sak { $case }: { $status }, { $standing }, svarfrist { $due }
case-no-day = ingen dag
case-notice-open = Til kundesenteret, kategori { $category }, type { $type }. Sak { $case }, { $status }: verksemd { $agency }, { $period }, { $subject }, beløp { $amount }. { $description }. Svarfrist: { $due }
case-notice-preliminary = Til verksemda: Sak { $case } har fått eit førebels svar. Ho er venta løyst innan { $due }. Logg inn for å lese svaret i saka
case-notice-status = Til verksemda: Sak { $case } har status { $status }. Logg inn for å lese svaret i saka
case-notice-message = Til saksbehandlaren på kundesenteret: Sak { $case } har ei ny melding og status { $status }. Svarfrist: { $due }
case-notice-change-request = Til verksemda: Sak { $case } er definert som eit endringsønske og er send til nærare vurdering. Rekn med noko lengre behandlingstid
case-notice-assessed = Til verksemda: Endringsønsket i sak { $case } er vurdert. Logg inn for å lese utfallet i saka

# P-rapport
column-section = Del
section-assets = Eigedelar
section-capital-and-debt = Statens kapital og gjeld
section-income = Inntekter
section-cost = Kostnader
sheet-p-report = P-rapport
sheet-p-report-heading = P-rapport laga frå hovudboka
sheet-p-report-note = Akkumulerte beløp på artskonto, debet er positivt; artskonto 280 samlar avstemmingsdifferansar. Summen skal vere null. Rapporten høyrer til køyringa i mappa han ligg i.

# Papira: rapportane som PDF
paper-control = Kontroll av rapporten
paper-covers = Signaturen gjeld fila { $file } i same køyring. Papiret viser det same som fila når linja for ho i SHA256SUMS har denne SHA-256:
paper-differing = Med differanse
paper-findings = { $outcome } ({ $count ->
    [one] eitt funn
   *[other] { $count } funn
})
paper-l-report = L-rapport
paper-l-report-heading = L-rapport laga frå hovudboka
paper-l-report-note = Saldo og rørsle i perioden på oppgjerskontoane i Noregs Bank etter hovudboka, debet er positivt. Rapporten høyrer til køyringa i mappa han ligg i.
paper-lines = Linjene i rapporten
paper-no-control = Kontrollen av rapporten finst ikkje i denne mappa. Rapporten er ikkje kontrollert.
paper-points = Punkt
paper-signature = Signatur
paper-sum-of = Sum { $name }
