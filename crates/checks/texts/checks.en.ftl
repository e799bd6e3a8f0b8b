# Titles
check-bank = Bank reconciliation: ledger against bank statement
check-bank-2025 = Bank: control of settlement accounts
check-error-account = Error account
check-subledger = Customer and supplier ledgers against the general ledger
check-interim = Interim account
check-completeness = Completeness: has every file come?
check-imports = Imports: is every file of a source system booked?
check-payroll-file = Payroll files against their control file
check-nav-refunds = NAV refunds

# Sides of a point
side-ledger-balance = Ledger balance
side-statement-balance = Statement balance
side-swept-to-zero = Expected balance (swept daily)
side-expected-zero = Expected balance
side-subledger = Sum of sub-ledger
side-open-items = Sum of open items
side-import-file = Sum of debit in the file
side-import-booked = Sum of debit in the ledger
side-payroll-control = Sum of debit in the control file
side-nav-received = Received from NAV at the bank
side-nav-reported = Reports of NAV
side-nav-income = Refunds in income
side-nav-debtor = Balance of debtor NAV
side-nav-transit = Balance of the pass-through accounts, sign turned

# Why a check was not done
reason-no-regime = No rule is in force for { $period }
reason-missing-input = An input is missing
reason-and = { $first }; { $second }
reason-no-ledger = The ledger for { $period } is missing
reason-no-opening = Opening balances for { $year } are missing (period 00, or SAF-T with opening balances)
reason-no-statement = The bank statement for account { $account } in { $period } is missing
reason-foreign-currency = Account { $account } is kept in { $currency }; the ledger's amounts in { $currency } are missing
reason-no-subledger = The sub-ledger listing for account { $account } in { $period } is missing
reason-file-refused = The file { $file } was refused
reason-no-bank-accounts = The playbook names no bank account
reason-no-error-account = The agency has no error account
reason-no-interim-account = The agency has no interim account
reason-no-control-accounts = The agency has no control accounts
reason-no-input-calendar = The playbook has no input calendar ([[expect]])
reason-no-imports = No file of a source system came in { $period }, and the input calendar expects none
reason-import-missing = The import ({ $interface }) that the input calendar expects in { $period } has not come
reason-import-without-batch = The import { $file } names no batch, so it cannot be found in the ledger
reason-ledger-without-batches = No ledger line up to { $period } names a batch, so no import can be found in the ledger
reason-no-payroll-interface = No payroll interface is named (setting payroll.interfaces)
reason-no-payroll-import = No payroll file and no control file ({ $interfaces }) came in { $period }
reason-no-payroll-control = The control file of { $subject } ({ $file }) is missing
reason-no-nav-refunds = NAV's accounts have neither balance nor movement in { $period }, and no report came or is expected
reason-nav-report-expected = The report (K27) that the input calendar expects from { $actor } in { $period } has not come
reason-nav-report-missing = NAV's report (K27) for { $period } is missing, but the bank has received money from NAV or refunds are in income; fetch it from NAV (Altinn)
reason-nav-report-undated = The report { $file } does not say when NAV paid; put NAV's metadata beside it or name it as NAV does

# A1 bank
bank-statement-missing = No statement for account { $account } from { $from } to { $to } (bank days: { $days }); the balance moved by { $amount } meanwhile
bank-day-without-statement = No statement for account { $account } from { $from } to { $to }, but the chain of balances is unbroken
bank-sequence = The statement for account { $account } of { $date } has number { $after } after { $before }; the chain of balances is unbroken
bank-ocr-not-read = OCR settlement { $lump } of { $amount } ({ $date }, payments: { $payments }) is in the bank on account { $account }, but not in the ledger
bank-ocr-file-missing = OCR settlement { $lump } of { $amount } ({ $date }) is in the bank on account { $account }, but the OCR file was neither received nor read
bank-payment-file-not-read = Payment batch { $batch } of { $amount } ({ $date }) was executed on account { $account }, but its settlement return or payroll file was not read
bank-sweep-missing = The posting between working account and settlement account { $account } for { $date } is missing: { $amount }
bank-sweep-differs = The sweep of account { $account } on { $date } differs between bank and ledger by { $amount }
bank-transposed-digits = Voucher { $voucher } on account { $account } says { $ledger }, the bank { $bank } ({ $date }): two digits are swapped, difference { $amount }
bank-amount-differs = Voucher { $voucher } on account { $account } says { $ledger }, the bank { $bank } ({ $date }) with the same reference: difference { $amount }
bank-lump-differs = Batch { $batch } on account { $account } is { $ledger } in the ledger and { $bank } in the bank: difference { $amount }
bank-double-posting = Voucher { $voucher } on account { $account } ({ $date }, { $amount }) posts voucher { $original } twice
bank-wrong-account = The amount { $amount } ({ $date }) of account { $account } was posted on account { $other } in voucher { $voucher }
bank-wrong-period = Voucher { $voucher } on account { $account } ({ $amount }) is dated { $date }, but posted in { $period }
bank-not-posted = The bank has { $amount } on account { $account } on { $date } (reference { $reference }) that is not in the ledger
bank-not-in-bank = Voucher { $voucher } on account { $account } on { $date } ({ $amount }) is not on the statement
bank-carried = Account { $account } still differs by { $amount } from earlier periods
bank-not-swept = The bank did not sweep account { $account }; its balance at the end of the period is { $amount }
bank-late-posting = The opening balance of account { $account } in { $period } was changed by { $amount } after an earlier export
bank-within-tolerance = Account { $account }: { $amount } lies inside the tolerance of the rule { $rule }
bank-unexplained = Account { $account } differs by { $amount }, which no cause explains

# A3 error account
error-account-item = Voucher { $voucher } ({ $date }, { $amount }) stands on error account { $account }
error-account-survived = Voucher { $voucher } ({ $date }, { $amount }) still stands on error account { $account } after a payroll run
error-account-cleared-in-sum = Voucher { $voucher } ({ $date }, { $amount }) stands on error account { $account }, whose balance is zero in sum
error-account-unexplained = Error account { $account } has { $amount } that no posting explains

# A6 sub-ledgers
subledger-differs = The sub-ledger of account { $account } is { $items }, the ledger has { $ledger }: difference { $amount }
subledger-wrong-kid-digit = Voucher { $voucher } on account { $account } ({ $date }, { $amount }) has KID { $posted }, the customer paid with { $paid }: one digit is wrong
subledger-payment-not-posted = The OCR payment with KID { $kid } ({ $date }, { $amount }) is not on account { $account }
subledger-kid-without-payment = Voucher { $voucher } on account { $account } ({ $date }, { $amount }) has KID { $kid }, but there is no OCR payment

# D2 interim
interim-item = Voucher { $voucher } ({ $date }, { $amount }) on account { $account } is open, age in months: { $age }, status: { $status }
interim-no-status = Voucher { $voucher } ({ $date }, { $amount }) on account { $account } has no status
interim-over-age = Voucher { $voucher } ({ $date }, { $amount }) on account { $account } has been open too long, age in months: { $age }
interim-unexplained = Interim account { $account } has { $amount } that no open item explains

# Completeness of input
completeness-missing = { $input } ({ $account }) for { $day } is missing; it was due on { $due }, responsible: { $actor }
completeness-not-due = { $input } ({ $account }) for { $day } is expected by { $due } from { $actor }
completeness-late = { $input } ({ $account }) for { $day } was due on { $due }; { $file } was made on { $made }, responsible: { $actor }
completeness-refused = { $input } ({ $account }) for { $day } was due on { $due }, but { $file } was refused, responsible: { $actor }
completeness-gap = Series { $series }: after { $before } number { $expected } was expected, { $after } has { $found }
completeness-number-twice = Series { $series }: { $after } uses number { $found } again, which { $before } has used
completeness-copy = { $input } ({ $account }) in { $file } came already; it is counted once
completeness-period-closed = { $file } concerns { $periods }, which is closed; it was set aside
completeness-unexpected = The input calendar does not expect { $subject } (first file: { $file }, files: { $files })
completeness-vouchers = No file shows that every voucher sent for { $period } is registered and posted
completeness-voucher-not-posted = { $service }: what was received on { $day } (reference { $reference }) is not posted
input-bank-statement = Bank statement
input-credit-advice = Credit advice
input-debit-advice = Debit advice
input-ocr = OCR file
input-payment-file = Payment file
input-payment-return = Return of the payment file
input-nav-refunds = NAV settlement report
input-ledger = Ledger
input-import = File of a source system
input-register = Register

# Imports
imports-not-booked = Import { $subject } ({ $file }, lines: { $lines }, debit: { $debit }) is not in the ledger
imports-partly-booked = Import { $subject } ({ $file }) has { $debit } in debit (lines: { $lines }), the ledger has only { $booked } of it (lines: { $booked_lines })
imports-booked-twice = Import { $subject } ({ $file }) has { $debit } in debit (lines: { $lines }) and is booked twice: { $booked } (lines: { $booked_lines })
imports-differ = Import { $subject } ({ $file }) has { $debit } in debit (lines: { $lines }), the ledger has { $booked } (lines: { $booked_lines })
imports-error-account = Voucher { $voucher } ({ $amount }) of import { $subject } stands on { $account }, the account for errors of imports
imports-value-replaced = Voucher { $voucher } ({ $amount }) of import { $subject } on account { $account } has ***** in place of a value
imports-numbers-left-out = Import { $subject } has vouchers { $first } to { $last }; numbers left out between them: { $left_out }

# Payroll files
payroll-file-imported = Payroll file { $subject }: its control file says { $sum } in debit (transactions: { $transactions }), the file has { $debit } (lines: { $lines })
payroll-file-booked = Payroll file { $subject }: its control file says { $sum } in debit (transactions: { $transactions }), the ledger has { $debit } (lines: { $lines })
payroll-file-without-import = Control file { $subject } says { $sum } in debit (transactions: { $transactions }), but the file was not received: { $debit } (lines: { $lines })
payroll-file-contradicted = Control files of { $subject } contradict each other

# A7 NAV refunds
nav-refunds-not-received = NAV reports a payment of { $date } to { $account } that the bank does not have: { $amount }
nav-refunds-negative = NAV's settlement of { $date } (unit { $about }) is negative and is not paid; effect on { $account }: { $amount }
nav-refunds-outside = A receipt from NAV of { $date } (reference { $about }) stands on no report; effect on { $account }: { $amount }
nav-refunds-other-account = NAV has paid the settlement of { $date } to another account than the report says; effect on { $account }: { $amount }
nav-refunds-file-missing = A receipt from NAV of { $date } (reference { $about }) is at the bank, but the file of receipts has not been read; effect on { $account }: { $amount }
nav-refunds-not-read = NAV's report paid { $date } is not income; effect on { $account }: { $amount }
nav-refunds-after-payroll = NAV's report paid { $date }, after the main payroll run, is not income; effect on { $account }: { $amount }
nav-refunds-read-twice = NAV's report paid { $date } is income twice; effect on { $account }: { $amount }
nav-refunds-not-reversed = Voucher { $about } ({ $date }) is not reversed, but payroll has posted the same; effect on { $account }: { $amount }
nav-refunds-income-by-hand = Refunds are income by hand in voucher { $about } ({ $date }); effect on { $account }: { $amount }
nav-refunds-receipt-by-hand = A receipt from NAV is posted by hand in voucher { $about } ({ $date }); effect on { $account }: { $amount }
nav-refunds-corrected = Voucher { $about } ({ $date }) moved { $amount } between debtor NAV and { $account }; it is not settled
nav-refunds-wrong-benefit = Parental benefit paid by NAV { $date } differs on { $account } by { $amount }; sick pay differs the other way
nav-refunds-settled = The difference of { $date } ({ $about }) is moved to the interim account; effect on { $account }: { $amount }
nav-refunds-earlier-year = Open since an earlier year, { $date } ({ $about }), and followed up there; effect on { $account }: { $amount }
nav-refunds-december = What NAV paid after December's payroll is accrued in voucher { $about } ({ $date }); effect on { $account }: { $amount }
nav-refunds-unexplained = { $amount } on { $account } is not explained

# Actions
action-none = Nothing to do
action-within-tolerance = Post the difference, or correct the posting; it stays on the account until then
action-unexplained = Go through the account's postings of the period against the statement
action-carried = Correct what was reported in the earlier period
action-late-posting = Find the voucher posted in a closed period and settle it with whoever posted it
action-statement-missing = Fetch the statement for these days from the bank and put it in the inbox
action-ocr-not-read = Read the OCR file, including the posting to the settlement account
action-payment-file-not-read = Read the settlement return (SU12) or the payroll file
action-sweep-missing = Post the transfer between working and settlement account
action-sweep-differs = Check the day's postings between working and settlement account
action-transposed-digits = Correct the amount with a voucher that refers to the original
action-amount-differs = Check the amount against the bank's document and correct it with a voucher
action-double-posting = Reverse the second posting with a voucher that refers to the original
action-wrong-account = Re-post to the right account with a voucher that refers to the original
action-wrong-period = Move the voucher to the period in which the bank booked it
action-not-posted = Find the document and post it
action-not-in-bank = Find out whether the voucher was posted too early, on the wrong account or by mistake
action-not-swept = Ask the bank about the daily sweep
action-error-account = Correct the value in the source system before the next payroll run
action-error-account-rest = Find the postings that make up the balance
action-subledger-differs = Run XRE02 for the account and find the vouchers that make up the difference
action-wrong-kid-digit = Re-post the payment to the right KID
action-payment-not-posted = Find the payment on the OCR receipt and post it on the customer
action-interim-item = Clear the item within its age limit
action-interim-no-status = State in the text: unknown, to repay or to re-post
action-interim-over-age = Clear or repay the amount now
action-interim-rest = Find the postings that make up the balance
action-completeness-missing = Ask { $actor } for the file of { $day } and put it in the inbox before the period is reconciled
action-completeness-not-due = Nothing to do before { $due }
action-completeness-late = Agree with { $actor } on delivery by { $due }; check that nothing was reconciled without it
action-completeness-refused = Correct what is wrong with { $file }, or ask { $actor } for it again
action-completeness-gap = Ask for what lies between the two numbers, or for the reason why it was never sent
action-completeness-number-twice = Find out which of the two files is right, and remove the other from the inbox
action-completeness-copy = Nothing to do; the copy can be removed from the inbox
action-completeness-period-closed = Have an approver reopen the period if the file must be used there; else post the difference in the open period
action-completeness-unexpected = Add a line to the input calendar, or find out why the file came
action-completeness-vouchers = Confirm that manual vouchers are posted and all vouchers sent are registered
action-completeness-voucher-not-posted = Register and post it before the period is closed, or note in the log when it was posted
action-import-not-booked = Make sure that no later period has it; look for settlement list and error list; with neither, set the current period and read the file again
action-import-partly-booked = Find on the error list what was left out, correct master data or currency documentation code, and read the file again; what was corrected in staging is read without the file name
action-import-booked-twice = Reverse the second booking; what was corrected in staging is read again without the file name
action-import-differs = Compare the settlement list with the transfer list of the source system, line by line
action-import-master-data = Correct the validity of account or dimension and read the line again, or re-post it with a voucher that refers to the original
action-import-numbers-left-out = Check that other imports or manual vouchers have the numbers left out
action-payroll-file-imported = Ask for the payroll file again and compare it with the control file before anything is paid
action-payroll-file-without-import = Put the payroll file in the inbox, or find out why it was not sent
action-payroll-file-contradicted = Find out from payroll which control file is right, and remove the other from the inbox
action-nav-not-received = Find out from NAV and the bank where the money is
action-nav-negative = Agree with payroll: debit debtor NAV, credit the NAV interim account; NAV's claim is debited to the interim account when it comes
action-nav-outside = Tell payroll, which debits debtor NAV and credits the NAV interim account; take the amount to the right income account against the interim account in the same period
action-nav-other-account = Move the amount between the bank accounts and correct the account registered with NAV
action-nav-file-missing = Tell payroll the account, bank, date and amount; by hand, debit bank and credit the NAV interim account, and reverse when the file has been read
action-nav-not-read = Tell payroll; post the refunds by hand in the month of payment, debit the NAV interim account and credit the refund accounts, and reverse when K27 has been read
action-nav-read-twice = Agree the correction with payroll; until then debit the refund accounts and credit the NAV interim account
action-nav-not-reversed = Reverse the voucher in the period in which payroll posted K27
action-nav-income-by-hand = Reverse the voucher in the period in which payroll posts K27
action-nav-receipt-by-hand = Reverse the voucher when the file of receipts has been read
action-nav-corrected = Post NAV's claim, or the income, against the interim account
action-nav-wrong-benefit = Re-post between the refund accounts with cost centre, chapter/item and employee number
action-nav-december = Reverse the accrual in January
action-nav-unexplained = Compare the sum per employee in the ledger with the sum per person on K27, and find the vouchers that make the difference
