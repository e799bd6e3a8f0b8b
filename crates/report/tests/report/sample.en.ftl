sample-bank-title = Bank reconciliation, total overview
sample-error-title = Error account
sample-subledger-title = Customer and supplier ledgers
sample-interim-title = Interim account
sample-nav-title = NAV refunds
sample-saldo-ledger = Ledger balance
sample-saldo-statement = Statement balance
sample-expected-zero = Expected balance
sample-open-items = Sum of open items
sample-sweep = The sweep from { $account } on { $date } of { $amount } has not been posted
sample-sweep-action = Post proposal { $proposal } and check the sweep trigger with the bank
sample-ocr = OCR settlement { $reference } has not been read into the ledger
sample-ocr-action = Read the OCR file again before the S-report is laid out
sample-unexplained = No voucher of the period explains the difference
sample-pending = { $count ->
    [one] { $count } pending entry was left out
   *[other] { $count } pending entries were left out
}
sample-error-item = A posting from { $source } with an invalid dimension has stood on the error account since { $period }
sample-error-action = Correct the error in the source system before the next payroll run
sample-missing-subledger = The sub-ledger list for { $period } is missing
sample-no-nav = The agency has no accounts for NAV refunds
sample-task-bank = Reconcile the settlement account
sample-task-report = Send the S-report
sample-task-sign = Sign the reconciliation overview
sample-task-close = Close the period
sample-event = before the S-report is laid out
point-bank-settlement = Settlement account
point-bank-working = Working account
cause-sweep-missing = Sweep missing
cause-ocr-not-read = OCR file not read
sample-near = two digits are swapped, difference { $amount }
