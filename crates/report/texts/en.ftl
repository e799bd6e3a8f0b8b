# English

period-name = { $kind ->
    [p01] January { $year }
    [p02] February { $year }
    [p03] March { $year }
    [p04] April { $year }
    [p05] May { $year }
    [p06] June { $year }
    [p07] July { $year }
    [p08] August { $year }
    [p09] September { $year }
    [p10] October { $year }
    [p11] November { $year }
    [p12] December { $year }
    [p00] opening balance { $year }
   *[other] period { $number } { $year }
}

# Words
age-months = { $count ->
    [0] same period
    [one] { $count } month
   *[other] { $count } months
}
actor-agency = the agency
actor-provider = the provider (DFØ)
actor-payroll = payroll
actor-bank = the bank
actor-nav = NAV
actor-treasury = the treasury
actor-dfo = DFØ
actor-dfo-or-agency = DFØ or the agency
actor-ministry = the ministry
actor-user = user
actor-system = the system
bucket-0 = same period
bucket-1 = 1 month
bucket-2 = 2 months
bucket-3 = 3–5 months
bucket-6 = 6 months or more
budgeting-fund = fund
budgeting-gross = gross budgeted
budgeting-net = net budgeted
code-green = All OK
code-none = Not set
code-red = Customer follows up
code-yellow = DFØ follows up
model-name = { $service }, { $budgeting }, { $principle }
outcome-failed = Deviation
outcome-not-applicable = Not applicable
outcome-not-run = Not run
outcome-passed = In order
principle-cash = cash principle
principle-srs = SRS
service-full = full service
service-part = part service
severity-error = Error
severity-info = Note
severity-warning = Warning
side-bank = bank
side-ledger = ledger
side-ocr = OCR
yes = yes

# Title and head
as-of = As of
agency = Agency
agency-code = Agency code
footer-program = Made by { $program } with figures as of { $date }. The same input always gives the same folder.
folder-of = Reconciliation folder { $period }
generation = Folder generation
header-line = { $agency } – { $period }
model = Model
no-previous = None; no open items were carried
organisation = Organisation number
period-label = Reporting period
previous-run = Open items carried from run
previous-name = { $run } ({ $digest })
program = Program
skip-link = Skip to content
sections = Contents

# Sheets
sheet-accounts = Accounts and status
sheet-ageing = Ageing
sheet-deadlines = Deadlines
sheet-info = Info sheet
sheet-inputs = Files read
sheet-matching = Matching
sheet-open-items = Open items
sheet-overview = Reconciliation overview
sheet-tabs = Tab overview

# Columns
column-account = Account
column-accepted = Used
column-action = Action
column-actor = Responsible
column-age = Age
column-age-months = Age in months
column-amount = Amount
column-approved-by = Approved by customer
column-approved-date = Approved on
column-assessment = Assessment and follow-up
column-balance = Ledger balance
column-birth = Period of origin
column-cause = Cause
column-check = Check
column-cleared = Matched in
column-code = Code
column-comment = Explanation and measure
column-control = Control: in − matched − open − excluded
column-control-sums = Control sums
column-currency = Currency
column-date = Date
column-diagnostic = What is wrong
column-difference = Difference
column-difference-absolute = Difference, absolute sum
column-due = Due
column-excluded = Excluded
column-file = File
column-finding-code = Finding code
column-findings = Findings
column-format = Format
column-groups = Groups
column-group = Group
column-hint = Hint
column-id = Id
column-in = In
column-kid = KID
column-line = Line
column-lump = Settlement key
column-matched = Matched
column-message = What was found
column-name = Name
column-nearest = Nearest candidate (a suggestion)
column-open = Open
column-outcome = Conclusion
column-overridden = Overridden
column-place = Place
column-point = Control point
column-position = Row in source
column-prepared-by = Prepared by (initials)
column-prepared-date = Prepared on
column-proposal = Proposed voucher
column-published = Published
column-ready-by = Made ready by DFØ
column-ready-date = Made ready on
column-reference = Reference
column-reviewed-by = Reviewed by (initials)
column-reviewed-date = Reviewed on
column-rows = Rows
column-rows-excluded = Rows excluded
column-rows-in = Rows in
column-rows-matched = Rows matched
column-rows-open = Rows open
column-rows-control = Control of rows
column-rule = Rule
column-set = Matching set
column-severity = Severity
column-sha256 = SHA-256
column-side = Side
column-side1 = Side 1
column-side1-amount = Amount side 1
column-side2 = Side 2
column-side2-amount = Amount side 2
column-source = Source
column-specified = Specified
column-state = State
column-subject = Concerns
column-sum = Sum
column-tab = Tab
column-task = Task
column-text = Text
column-unexplained = Unexplained
column-voucher = Voucher
column-work-by = Last business day

# Content
accounts-note = Made ready by DFØ and Approved by customer are filled in per account. A tab is finished when all its accounts are approved.
adjustments-caption = Differences that a tolerance let pass
ageing-desc = { $count ->
    [one] One open item by age.
   *[other] { $count } open items by age.
}
ageing-title = Open items by age
all-in-order = Every check that applies to the period is in order.
assessments = Assessments of the period
bridge-axis = The axis does not start at zero.
bridge-desc = Of the difference of { $difference }, { $specified } is explained and { $unexplained } is unexplained.
bridge-other = Other causes
bridge-title = { $point } { $subject }: from “{ $from }” to “{ $to }”
bridge-specified = Specified
checks = The checks
cleared-caption = Items of earlier periods that were matched now
conservation-caption = No row is lost: in = matched + open + excluded
conservation-heading = Evidence of matching
deadline-passed = passed
deadline-not-published = not published
deadlines-caption = Deadlines of the period
deadlines-desc = Deadlines from { $from } to { $to }. The vertical line shows { $date }.
deadlines-heading = Deadlines
deadlines-overridden = { $date } by { $author }: { $reason }
deadlines-published = { $date } ({ $source })
deadlines-timeline = Timeline of deadlines
deadlines-work-by = last business day { $date }
diagnostics-caption = Errors and notes in the files
diagnostics-place = line { $line }, column { $column }
evidence = Evidence
evidence-caption = What the check looked at
evidence-regime = Rules from
evidence-rows = Rows read: { $frame }
evidence-setting = Setting: { $setting }
findings-caption = Findings in { $check }
findings-none = No findings.
findings-more = { $count ->
    [one] { $count } more finding stands with the check below.
   *[other] { $count } more findings stand with the check below.
}
follow-up = To be followed up
follow-up-action = What to do
follow-up-amount = Amount
follow-up-cause = Why
follow-up-missing = Missing
follow-up-none = Not stated
follow-up-what = What is wrong
inputs-caption = The files that were read
inputs-heading = Files read
inputs-refused = Not used
list-more = Shows { $shown } of { $total }. The rest is in { $where }.
list-more-workbook = folder.xlsx and frames/open_items.parquet
list-more-findings = folder.xlsx and frames/findings.parquet
list-more-inputs = folder.xlsx and results.json
matching-note = The formulas show that no row is lost: the control columns must be zero.
open-items-caption = Open items in { $check }
open-items-all-caption = Open items by account and age, sum and count
open-items-heading = Open items
unsearched = { $rule }: { $left } and { $right } rows were too many ways to search; no group was made of them by this rule.
near = { $side } { $row }: { $reasons }
open-items-none = No open items.
overview-caption = Every check of the folder
overview-heading = Overview
points-caption = Control points of { $check }
points-none = The check has no control points in this period.
reason = Reason
rows-more = { $rows } and { $count } more
sheet-total = Sum
sign-off = Signature of the agency
sign-off-date = Date
sign-off-meaning = The signature confirms that the reconciliations have been received and reviewed for reasonableness: every reconciliation is done, every difference is explained, and every tab with a deviation has been followed up.
sign-off-name = Name
sign-off-signature = Signature
status-heading = Status
status-sentence = { $failed ->
    [0] No deviations
    [one] { $failed } check has deviations
   *[other] { $failed } checks have deviations
}{ $not_run ->
    [0] .
   *[other] {" "}and { $not_run } could not be run because input is missing.
}
unexplained-on = { $amount } on { $subject } is unexplained
unexplained-action = Find the vouchers behind the amount and explain the difference before the folder is signed
unexplained-cause = unexplained
certainty-proven = proven
certainty-suggested = suggested
not-implemented = not implemented: source not available
reserved-tab = Reserved tab code
# Proposed vouchers
column-dimensions = Dimensions
column-period = Period
column-problems = To settle before posting
column-reversal = Reversal
column-voucher-type = Voucher type
sheet-proposals = Proposed vouchers
proposals-heading = Proposed vouchers
proposals-caption = Proposed vouchers, line by line
proposals-note = The vouchers are proposals by the routines and are not posted. Check them against their basis; an empty account is to be filled in.
list-more-proposals = proposals/proposals.csv
dimension-cost_centre = cost centre
dimension-employee = employee
dimension-kid = KID
# Follow-up: actions, tasks, dispensations
action-closed = closed
action-open = open
actions-caption = Open actions: the first line is the case, the second its description and status
actions-carried = What earlier periods left on the same account still stands in { $period }
actions-closed = Closed actions ({ $count })
actions-closed-caption = Actions that were closed in the period
actions-closed-note = Rows of closed actions are hidden. Unhide the rows to see them.
actions-gone = Not found any more in { $period }; the folder of { $opened } stands as it was
actions-heading = Action list
actions-new = Found in { $period }
actions-no-check = the check is not in this folder
actions-none = No open actions.
actions-not-looked = Not looked at in { $period }: { $reason }
actions-note = Each difference to follow up has one action, with the same id from when it is found to when it is gone.
actions-point = { $point }, { $subject }: { $amount } is not explained
actions-still = Still there in { $period }
area-accounting = accounting
column-area = Area
column-closed = Closed in
column-dispensation = Dispensation
column-entity = Accounting entity
column-frequency = Frequency
column-opened = Opened in
column-process-area = Process area
column-reason = Reason
column-status = Status
column-until = Until
dispensations-caption = Permissions to deviate from deadlines and rules, with their last day
dispensations-heading = Dispensations
frequency-half-year = half-year
frequency-month = month
frequency-quarter = quarter
frequency-term = term
frequency-year = year
list-more-actions = actions.json
sheet-actions = Action list
sheet-tasks = Tasks
standing-expired = expired
standing-expiring = expires soon
standing-live = valid
tasks-caption = Tasks of the agency's playbook in this period
tasks-heading = Own tasks
tasks-no-day = the month has fewer business days
# Portfolio overview
automation = { $finished } of { $tabs } ({ $percent } %)
column-agencies = Agencies
column-automation = Automation degree
column-deputy = Deputy
column-expiring = Dispensations that expire
column-failed = Deviations
column-green = Green
column-missing = Missing files
column-not-run = Not run
column-oldest-action = Oldest action
column-open-actions = Open actions
column-overdue = Overdue
column-owner = Owner
column-passed = In order
column-red = Red
column-rejected = Rejected files
column-run = Run
no-longer-signed = { $count ->
    [one] one signature no longer stands
   *[other] { $count } signatures no longer stand
}
column-signed = Signed
column-tags = Group
column-yellow = Yellow
list-more-portfolio = portfolio.json
period-state-closed = closed
period-state-none = no run
period-state-open = open
period-state-signed = signed
portfolio-agencies = Agencies
portfolio-agencies-caption = One line for each agency, those that are urgent first
portfolio-footer = Made by { $program } from stored results only. Reports to the treasury are not included.
portfolio-groups = Groups
portfolio-groups-caption = Totals for each group; an agency may be in several
portfolio-heading = Portfolio overview
portfolio-lead = { $agencies } agencies. Tabs finished without manual entry: { $automation }.
portfolio-note = Overdue: open actions past their deadline, and periods that are not closed past the deadline of the reconciliation folder. Automation degree: tabs finished without manual entry of all tabs that apply.
portfolio-total = All
# Service levels and cases
case-estimate = A preliminary answer was given; its estimate counts
case-impossible = Impossible change of status { $date }: { $from } → { $to }
case-late = answered late
case-no-target = no target
case-on-time = answered in time
case-overdue = overdue
case-paused = the clock stands still
case-reopened = Opened again { $count } { $count ->
    [one] time
   *[other] times
}
case-running = running
case-status-active = Active
case-status-closed = Closed
case-status-in-progress = In progress
case-status-postponed = Postponed
case-status-waiting-for-customer = Waiting for the customer
case-unknown = Unknown status "{ $word }"
cases-caption = Cases that were open in the period or are open still, against their response time
cases-heading = Cases towards the customer centre
cases-lead = { $cases } cases, { $breaches } answered too late or overdue.
column-case = Case
column-case-type = Type of case
column-closed-on = Answered
column-received = Received
column-service = Service
column-target = Target
column-waiting = Not done
level-counted = { $done } done
level-measured = { $percent } % ({ $on_time } on time, { $late } late of { $done })
level-overridden = Own date { $date } for { $period }: { $reason } ({ $author })
limit-over = Over { $count } business days
limit-within = Within { $count } business days
list-more-results = results.json
service-levels-caption = Fulfilment, the latest three months
service-levels-formula = Fulfilment = done on time / done, by the month in which the task was done. A month in which nothing was done is blank.
service-levels-heading = Service levels
service-levels-year-caption = This year: tasks done, by the business days they took
sheet-service = Service and cases
target-business-days = { $count } business days from receipt ({ $source })
target-day = On day { $day } of the month after at the latest ({ $source })
unmeasured-danish-calendar = Not measured: Danish working days are not the Norwegian ones, and there is no Danish calendar
unmeasured-no-period = Not measured: the log does not say which period each task is of
unmeasured-no-target = Not measured: registers/service-targets.csv has no target for the service
# S-report
column-state-account = State account
column-article = Article account
column-authority = Authority
authority-own = Own authority
authority-another = Belastningsfullmakt
sheet-s-report = S-report
sheet-s-report-heading = S-report generated from the ledger
sheet-s-report-note = Amounts accumulated from January, debit is positive. The sum must be zero. The report belongs to the run in whose folder it lies.
sheet-s-report-outside = Outside the cash ledger
sheet-s-report-excluded = Voucher types without cash effect
sheet-s-report-unexplained = Unexplained differences (absolute)

# L-report
column-settlement-account = Settlement account in Norges Bank
column-opening = Opening balance
column-movement = Movement
column-closing = Closing balance

# What people did about actions
actions-accepted = Taken on by { $by } on { $on }: { $person } does it by { $due }
actions-accepted-overdue = Taken on by { $by } on { $on }: { $person } was to do it by { $due }
area-pay = pay
actions-case = Case { $case }: { $status }, { $standing }, answer due { $due }
case-no-day = no day
case-notice-open = To the customer centre, category { $category }, type { $type }. Case { $case }, { $status }: agency { $agency }, { $period }, { $subject }, amount { $amount }. { $description }. Answer due: { $due }
case-notice-preliminary = To the agency: case { $case } has a preliminary answer. It is estimated to be solved by { $due }. Log in to read the answer in the case
case-notice-status = To the agency: case { $case } has the status { $status }. Log in to read the answer in the case
case-notice-message = To the handler at the customer centre: case { $case } has a new message and the status { $status }. Answer due: { $due }
case-notice-change-request = To the agency: case { $case } is defined as a change request and goes to closer assessment. Expect a somewhat longer handling time
case-notice-assessed = To the agency: the change request in case { $case } has been assessed. Log in to read the outcome in the case

# P-report
column-section = Section
section-assets = Assets
section-capital-and-debt = State capital and debt
section-income = Income
section-cost = Cost
sheet-p-report = P-report
sheet-p-report-heading = P-report made from the ledger
sheet-p-report-note = Accumulated amounts on article accounts, debit is positive; article account 280 collects differences. The sum must be zero. The report belongs to the run in whose folder it lies.

# The papers: the reports as PDF
paper-control = Control of the report
paper-covers = The signature covers the file { $file } of the same run. This paper shows what the file says when the line for it in SHA256SUMS has this SHA-256:
paper-differing = With a difference
paper-findings = { $outcome } ({ $count ->
    [one] one finding
   *[other] { $count } findings
})
paper-l-report = L-report
paper-l-report-heading = L-report made from the ledger
paper-l-report-note = Balances and movement of the period on the settlement accounts in Norges Bank by the ledger, debit is positive. The report belongs to the run in whose folder it lies.
paper-lines = Lines of the report
paper-no-control = This folder has no control of the report. The report has not been controlled.
paper-points = Points
paper-signature = Signature
paper-sum-of = Sum { $name }
