# Norsk bokmål

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
    [p00] inngående balanse { $year }
   *[other] periode { $number } { $year }
}

# Ord
age-months = { $count ->
    [0] samme periode
    [one] { $count } måned
   *[other] { $count } måneder
}
actor-agency = virksomheten
actor-provider = regnskapsfører (DFØ)
actor-payroll = lønn
actor-bank = banken
actor-nav = NAV
actor-treasury = statsregnskapet
actor-dfo = DFØ
actor-dfo-or-agency = DFØ eller virksomheten
actor-ministry = departementet
actor-user = bruker
actor-system = systemet
bucket-0 = samme periode
bucket-1 = 1 måned
bucket-2 = 2 måneder
bucket-3 = 3–5 måneder
bucket-6 = 6 måneder eller mer
budgeting-fund = fond
budgeting-gross = bruttobudsjettert
budgeting-net = nettobudsjettert
code-green = Alt OK
code-none = Ikke satt
code-red = Kunde følger opp
code-yellow = DFØ følger opp
model-name = { $service }, { $budgeting }, { $principle }
outcome-failed = Avvik
outcome-not-applicable = Ikke aktuell
outcome-not-run = Ikke kjørt
outcome-passed = I orden
principle-cash = kontantprinsippet
principle-srs = SRS
service-full = fullservice
service-part = delservice
severity-error = Feil
severity-info = Merknad
severity-warning = Advarsel
side-bank = bank
side-ledger = hovedbok
side-ocr = OCR
yes = ja

# Tittel og hode
as-of = Per dato
agency = Virksomhet
agency-code = Firmakode
footer-program = Laget av { $program } med tall per { $date }. Samme grunnlag gir alltid samme mappe.
folder-of = Avstemmingsmappe { $period }
generation = Mappegenerasjon
header-line = { $agency } – { $period }
model = Modell
no-previous = Ingen; åpne poster er ikke overført
organisation = Organisasjonsnummer
period-label = Regnskapsperiode
previous-run = Åpne poster overført fra kjøring
previous-name = { $run } ({ $digest })
program = Program
skip-link = Gå til innholdet
sections = Innhold

# Ark
sheet-accounts = Konti og status
sheet-ageing = Aldersfordeling
sheet-deadlines = Frister
sheet-info = Info-ark
sheet-inputs = Innleste filer
sheet-matching = Matching
sheet-open-items = Åpne poster
sheet-overview = Avstemmingsoversikt
sheet-tabs = Faneoversikt

# Kolonner
column-account = Konto
column-accepted = Brukt
column-action = Tiltak
column-actor = Ansvarlig
column-age = Alder
column-age-months = Alder i måneder
column-amount = Beløp
column-approved-by = Godkjent av kunde
column-approved-date = Godkjent dato
column-assessment = Vurdering og oppfølging
column-balance = Saldo hovedbok
column-birth = Opprinnelig periode
column-cause = Årsak
column-check = Kontroll
column-cleared = Avstemt i
column-code = Kode
column-comment = Forklaring og tiltak
column-control = Kontroll: inn − matchet − åpen − utelatt
column-control-sums = Kontrollsummer
column-currency = Valuta
column-date = Dato
column-diagnostic = Hva er galt
column-difference = Differanse
column-difference-absolute = Differanse, absoluttsum
column-due = Frist
column-excluded = Utelatt
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
column-lump = Oppgjørsnøkkel
column-matched = Matchet
column-message = Hva er funnet
column-name = Navn
column-nearest = Nærmeste kandidat (et forslag)
column-open = Åpen
column-outcome = Konklusjon
column-overridden = Overstyrt
column-place = Sted
column-point = Kontrollpunkt
column-position = Rad i kilden
column-prepared-by = Utført av (initialer)
column-prepared-date = Utført dato
column-proposal = Bilagsforslag
column-published = Publisert
column-ready-by = Klargjort av DFØ
column-ready-date = Klargjort dato
column-reference = Referanse
column-reviewed-by = Kontrollert av (initialer)
column-reviewed-date = Kontrollert dato
column-rows = Rader
column-rows-excluded = Rader utelatt
column-rows-in = Rader inn
column-rows-matched = Rader matchet
column-rows-open = Rader åpne
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
column-source = Kilde
column-specified = Spesifisert
column-state = Status
column-subject = Gjelder
column-sum = Sum
column-tab = Fane
column-task = Oppgave
column-text = Tekst
column-unexplained = Uforklart
column-voucher = Bilag
column-work-by = Siste arbeidsdag

# Innhold
accounts-note = Klargjort av DFØ og Godkjent av kunde føres per konto. En fane er ferdig når alle kontoene er godkjent.
adjustments-caption = Differanser som en toleranse slapp gjennom
ageing-desc = { $count ->
    [one] Én åpen post fordelt på alder.
   *[other] { $count } åpne poster fordelt på alder.
}
ageing-title = Åpne poster etter alder
all-in-order = Alle kontroller som gjelder for perioden, er i orden.
assessments = Vurderinger for perioden
bridge-axis = Aksen starter ikke på null.
bridge-desc = Differansen på { $difference } er forklart med { $specified }; { $unexplained } er uforklart.
bridge-other = Andre årsaker
bridge-title = { $point } { $subject }: fra «{ $from }» til «{ $to }»
bridge-specified = Spesifisert
checks = Kontrollene
cleared-caption = Poster fra tidligere perioder som er avstemt nå
conservation-caption = Ingen poster går tapt: inn = matchet + åpen + utelatt
conservation-heading = Kontrollspor for matching
deadline-passed = passert
deadline-not-published = ikke publisert
deadlines-caption = Frister for perioden
deadlines-desc = Frister fra { $from } til { $to }. Den loddrette linjen viser { $date }.
deadlines-heading = Frister
deadlines-overridden = { $date } av { $author }: { $reason }
deadlines-published = { $date } ({ $source })
deadlines-timeline = Tidslinje for frister
deadlines-work-by = siste arbeidsdag { $date }
diagnostics-caption = Feil og merknader i filene
diagnostics-place = linje { $line }, kolonne { $column }
evidence = Kontrollspor
evidence-caption = Hva kontrollen har sett på
evidence-regime = Regelverk fra
evidence-rows = Leste rader: { $frame }
evidence-setting = Innstilling: { $setting }
findings-caption = Funn i { $check }
findings-none = Ingen funn.
findings-more = { $count ->
    [one] { $count } funn til står i kontrollen nedenfor.
   *[other] { $count } funn til står i kontrollen nedenfor.
}
follow-up = Må følges opp
follow-up-action = Hva må gjøres
follow-up-amount = Beløp
follow-up-cause = Hvorfor
follow-up-missing = Mangler
follow-up-none = Ikke angitt
follow-up-what = Hva er galt
inputs-caption = Filene som er lest
inputs-heading = Innleste filer
inputs-refused = Ikke brukt
list-more = Viser { $shown } av { $total }. Resten står i { $where }.
list-more-workbook = folder.xlsx og frames/open_items.parquet
list-more-findings = folder.xlsx og frames/findings.parquet
list-more-inputs = folder.xlsx og results.json
matching-note = Formlene viser at ingen poster er borte: kontrollkolonnene skal være null.
open-items-caption = Åpne poster i { $check }
open-items-all-caption = Åpne poster etter konto og alder, sum og antall
open-items-heading = Åpne poster
unsearched = { $rule }: { $left } og { $right } rader ga for mange muligheter å søke gjennom; regelen laget ingen gruppe av dem.
near = { $side } { $row }: { $reasons }
open-items-none = Ingen åpne poster.
overview-caption = Alle kontroller i mappen
overview-heading = Oversikt
points-caption = Kontrollpunkter i { $check }
points-none = Kontrollen har ingen kontrollpunkter i denne perioden.
reason = Begrunnelse
rows-more = { $rows } og { $count } til
sheet-total = Sum
sign-off = Signatur virksomheten
sign-off-date = Dato
sign-off-meaning = Signaturen bekrefter at avstemmingene er mottatt og at rimelighetsvurdering er gjort: alle avstemminger er utført, alle differanser er forklart, og alle faner med avvik er fulgt opp.
sign-off-name = Navn
sign-off-signature = Signatur
status-heading = Status
status-sentence = { $failed ->
    [0] Ingen avvik
    [one] { $failed } kontroll har avvik
   *[other] { $failed } kontroller har avvik
}{ $not_run ->
    [0] .
    [one] {" "}og { $not_run } kunne ikke kjøres fordi grunnlag mangler.
   *[other] {" "}og { $not_run } kunne ikke kjøres fordi grunnlag mangler.
}
unexplained-on = { $amount } på { $subject } er uforklart
unexplained-action = Finn bilagene bak beløpet og forklar differansen før mappen signeres
unexplained-cause = uforklart
certainty-proven = bevist
certainty-suggested = foreslått
not-implemented = ikke implementert: kilden er ikke tilgjengelig
reserved-tab = Reservert fanekode
# Proposed vouchers
column-dimensions = Dimensjoner
column-period = Periode
column-problems = Må avklares før bokføring
column-reversal = Tilbakeføring
column-voucher-type = Bilagsart
sheet-proposals = Forslag
proposals-heading = Foreslåtte bilag
proposals-caption = Foreslåtte bilag, linje for linje
proposals-note = Bilagene er forslag etter rutinene og er ikke bokført. Kontroller dem mot grunnlaget; tom konto må fylles ut.
list-more-proposals = proposals/proposals.csv
dimension-cost_centre = koststed
dimension-employee = ansattnummer
dimension-kid = KID
# Follow-up: actions, tasks, dispensations
action-closed = avsluttet
action-open = åpen
actions-caption = Åpne aksjoner: første linje er saken, andre linje er beskrivelse og status
actions-carried = Tidligere perioders feil på samme konto står fortsatt i { $period }
actions-closed = Avsluttede aksjoner ({ $count })
actions-closed-caption = Aksjoner som ble avsluttet i perioden
actions-closed-note = Rader med avsluttede aksjoner er skjult. Vis dem med «Ta frem rader».
actions-gone = Ikke funnet lenger i { $period }; mappen for { $opened } står som den var
actions-heading = Aksjonsliste
actions-new = Oppdaget i { $period }
actions-no-check = kontrollen finnes ikke i denne mappen
actions-none = Ingen åpne aksjoner.
actions-not-looked = Ikke kontrollert i { $period }: { $reason }
actions-note = Hver differanse som må følges opp har én aksjon med samme id fra den blir oppdaget til den er borte.
actions-point = { $point }, { $subject }: { $amount } er ikke forklart
actions-still = Står fortsatt i { $period }
area-accounting = regnskap
column-area = Område
column-closed = Avsluttet i
column-dispensation = Dispensasjon
column-entity = Virksomhet
column-frequency = Hyppighet
column-opened = Åpnet i
column-process-area = Prosessområde
column-reason = Begrunnelse
column-status = Status
column-until = Til og med
dispensations-caption = Godkjente avvik fra frister og regler, med utløpsdato
dispensations-heading = Dispensasjoner
frequency-half-year = halvår
frequency-month = måned
frequency-quarter = kvartal
frequency-term = termin
frequency-year = år
list-more-actions = actions.json
sheet-actions = Aksjonsliste
sheet-tasks = Oppgaver
standing-expired = utløpt
standing-expiring = utløper snart
standing-live = gjelder
tasks-caption = Oppgaver fra virksomhetens drejebok i denne perioden
tasks-heading = Egne oppgaver
tasks-no-day = måneden har ikke så mange virkedager
# Portfolio overview
automation = { $finished } av { $tabs } ({ $percent } %)
column-agencies = Virksomheter
column-automation = Automatiseringsgrad
column-deputy = Stedfortreder
column-expiring = Dispensasjoner som utløper
column-failed = Avvik
column-green = Grønne
column-missing = Manglende filer
column-not-run = Ikke kjørt
column-oldest-action = Eldste aksjon
column-open-actions = Åpne aksjoner
column-overdue = Over frist
column-owner = Eier
column-passed = I orden
column-red = Røde
column-rejected = Avviste filer
column-run = Kjøring
no-longer-signed = { $count ->
    [one] én signatur gjelder ikke lenger
   *[other] { $count } signaturer gjelder ikke lenger
}
column-signed = Signert
column-tags = Gruppe
column-yellow = Gule
list-more-portfolio = portfolio.json
period-state-closed = lukket
period-state-none = ingen kjøring
period-state-open = åpen
period-state-signed = signert
portfolio-agencies = Virksomheter
portfolio-agencies-caption = Én linje for hver virksomhet, de som haster først
portfolio-footer = Laget av { $program } bare fra lagrede resultater. Rapporter til statsregnskapet inngår ikke.
portfolio-groups = Grupper
portfolio-groups-caption = Summer for hver gruppe; en virksomhet kan være i flere
portfolio-heading = Virksomhetsoversikt
portfolio-lead = { $agencies } virksomheter. Faner ferdige uten manuell registrering: { $automation }.
portfolio-note = Over frist: åpne aksjoner etter fristen, og perioder som ikke er lukket etter fristen for avstemmingsmappen. Automatiseringsgrad: faner ferdige uten manuell registrering av alle faner som gjelder.
portfolio-total = Alle
# Service levels and cases
case-estimate = Foreløpig svar er gitt; fristen er estimatet
case-impossible = Umulig statusendring { $date }: { $from } → { $to }
case-late = besvart for sent
case-no-target = uten mål
case-on-time = besvart i tide
case-overdue = over frist
case-paused = klokken står
case-reopened = Gjenåpnet { $count } { $count ->
    [one] gang
   *[other] ganger
}
case-running = løper
case-status-active = Aktiv
case-status-closed = Avsluttet
case-status-in-progress = Under arbeid
case-status-postponed = Utsatt
case-status-waiting-for-customer = Venter på kunde
case-unknown = Ukjent status «{ $word }»
cases-caption = Saker som var åpne i perioden eller er åpne, mot svarfristen
cases-heading = Saker mot kundesenteret
cases-lead = { $cases } saker, { $breaches } med brutt svarfrist.
column-case = Sak
column-case-type = Sakstype
column-closed-on = Besvart
column-received = Mottatt
column-service = Tjeneste
column-target = Mål
column-waiting = Ikke ferdig
level-counted = { $done } ferdig
level-measured = { $percent } % ({ $on_time } i tide, { $late } for sent av { $done })
level-overridden = Egen dato { $date } for { $period }: { $reason } ({ $author })
limit-over = Over { $count } virkedager
limit-within = Innen { $count } virkedager
list-more-results = results.json
service-levels-caption = Måloppfyllelse, de siste tre månedene
service-levels-formula = Måloppfyllelse = ferdig i tide / ferdig, etter måneden oppgaven ble ferdig. En måned uten ferdige oppgaver er blank.
service-levels-heading = Tjenestenivå
service-levels-year-caption = Hittil i år: ferdige oppgaver etter brukte virkedager
sheet-service = Tjenestenivå og saker
target-business-days = { $count } virkedager fra mottak ({ $source })
target-day = Senest den { $day }. i måneden etter ({ $source })
unmeasured-danish-calendar = Ikke målt: danske arbeidsdager er ikke de norske, og en dansk kalender mangler
unmeasured-no-period = Ikke målt: loggen sier ikke hvilken periode hver oppgave gjelder
unmeasured-no-target = Ikke målt: registers/service-targets.csv har ikke noe mål for tjenesten
# S-report
column-state-account = Statskonto
column-article = Artskonto
column-authority = Fullmakt
authority-own = Egen fullmakt
authority-another = Belastningsfullmakt
sheet-s-report = S-rapport
sheet-s-report-heading = S-rapport generert fra hovedboken
sheet-s-report-note = Akkumulerte beløp fra januar, debet er positivt. Summen skal være null. Rapporten hører til kjøringen den ligger i.
sheet-s-report-outside = Utenfor kontantregnskapet
sheet-s-report-excluded = Bilagsarter uten kontanteffekt
sheet-s-report-unexplained = Uoppklarte differanser (absolutt)

# L-rapport
column-settlement-account = Oppgjørskonto i Norges Bank
column-opening = Inngående saldo
column-movement = Bevegelse
column-closing = Utgående saldo

# Hva noen har gjort med tiltak
actions-accepted = Tatt på av { $by } { $on }: { $person } gjør det innen { $due }
actions-accepted-overdue = Tatt på av { $by } { $on }: { $person } skulle gjort det innen { $due }
area-pay = lønn
actions-case = Sak { $case }: { $status }, { $standing }, svarfrist { $due }
case-no-day = ingen dag
case-notice-open = Til kundesenteret, kategori { $category }, type { $type }. Sak { $case }, { $status }: virksomhet { $agency }, { $period }, { $subject }, beløp { $amount }. { $description }. Svarfrist: { $due }
case-notice-preliminary = Til virksomheten: Sak { $case } har fått et foreløpig svar. Den ventes løst innen { $due }. Logg inn for å lese svaret i saken
case-notice-status = Til virksomheten: Sak { $case } har status { $status }. Logg inn for å lese svaret i saken
case-notice-message = Til saksbehandleren på kundesenteret: Sak { $case } har en ny melding og status { $status }. Svarfrist: { $due }
case-notice-change-request = Til virksomheten: Sak { $case } er definert som et endringsønske og er sendt til nærmere vurdering. Regn med noe lengre behandlingstid
case-notice-assessed = Til virksomheten: Endringsønsket i sak { $case } er vurdert. Logg inn for å lese utfallet i saken

# P-rapport
column-section = Del
section-assets = Eiendeler
section-capital-and-debt = Statens kapital og gjeld
section-income = Inntekter
section-cost = Kostnader
sheet-p-report = P-rapport
sheet-p-report-heading = P-rapport laget fra hovedboken
sheet-p-report-note = Akkumulerte beløp på artskonto, debet er positivt; artskonto 280 samler avstemmingsdifferanser. Summen skal være null. Rapporten hører til kjøringen i mappen den ligger i.

# Papirene: rapportene som PDF
paper-control = Kontroll av rapporten
paper-covers = Signaturen gjelder filen { $file } i samme kjøring. Papiret viser det samme som filen når linjen for den i SHA256SUMS har denne SHA-256:
paper-differing = Med differanse
paper-findings = { $outcome } ({ $count ->
    [one] ett funn
   *[other] { $count } funn
})
paper-l-report = L-rapport
paper-l-report-heading = L-rapport laget fra hovedboken
paper-l-report-note = Saldo og bevegelse i perioden på oppgjørskontoene i Norges Bank etter hovedboken, debet er positivt. Rapporten hører til kjøringen i mappen den ligger i.
paper-lines = Linjene i rapporten
paper-no-control = Kontrollen av rapporten finnes ikke i denne mappen. Rapporten er ikke kontrollert.
paper-points = Punkter
paper-signature = Signatur
paper-sum-of = Sum { $name }
