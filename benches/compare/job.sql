-- The matching job in DuckDB, by the same rules: reference and amount, sums by batch, amount inside three bank days.
-- Run by duckdb_job.py in the folder of the listings. It does nothing that this data does not need: references are unique
-- here, so a plain join pairs them; the proof at the end (write.sql) would show it if they were not.

CREATE TABLE days AS SELECT * FROM read_csv('bank_days.csv', delim = ';', header = true,
    columns = {'date': 'DATE', 'number': 'INTEGER'});

CREATE MACRO listing(file) AS TABLE
    SELECT voucher - 700000000 AS row, amount, currency, number AS day, reference, batch
    FROM read_csv(file, delim = ';', header = true, decimal_separator = ',', quote = '"', auto_detect = false, columns = {
        'account': 'VARCHAR', 'voucher': 'BIGINT', 'voucher_type': 'VARCHAR', 'period': 'VARCHAR', 'date': 'DATE',
        'amount': 'DECIMAL(18,2)', 'currency': 'VARCHAR', 'batch': 'VARCHAR', 'reference': 'VARCHAR', 'kid': 'VARCHAR',
        'party': 'VARCHAR', 'text': 'VARCHAR'}) JOIN days USING (date);

CREATE TABLE l AS FROM listing('left.csv');
CREATE TABLE r AS FROM listing('right.csv');

-- Exact reference and amount.
CREATE TABLE by_reference AS
    SELECT l.row AS left_row, r.row AS right_row
    FROM l JOIN r ON l.reference = r.reference AND l.amount = r.amount AND l.currency = r.currency;

CREATE TABLE l2 AS FROM l ANTI JOIN by_reference ON l.row = left_row;
CREATE TABLE r2 AS FROM r ANTI JOIN by_reference ON r.row = right_row;

-- Sums by batch.
CREATE TABLE by_batch AS
    WITH a AS (SELECT batch, currency, sum(amount) AS amount FROM l2 WHERE batch IS NOT NULL GROUP BY ALL),
         b AS (SELECT batch, currency, sum(amount) AS amount FROM r2 WHERE batch IS NOT NULL GROUP BY ALL)
    FROM a JOIN b USING (batch, currency, amount);

CREATE TABLE batch_groups AS
    WITH a AS (SELECT batch, currency, string_agg(row::VARCHAR, ' ') AS rows FROM l2 SEMI JOIN by_batch USING (batch, currency) GROUP BY ALL),
         b AS (SELECT batch, currency, string_agg(row::VARCHAR, ' ') AS rows FROM r2 SEMI JOIN by_batch USING (batch, currency) GROUP BY ALL)
    SELECT a.rows AS left_rows, b.rows AS right_rows
    FROM by_batch JOIN a USING (batch, currency) JOIN b USING (batch, currency);

CREATE TABLE l3 AS FROM l2 ANTI JOIN by_batch USING (batch, currency);
CREATE TABLE r3 AS FROM r2 ANTI JOIN by_batch USING (batch, currency);

-- Amount inside the window, nearest first. A pair is taken if each is the other's first choice; then again with what is
-- left (next_round.sql), until there is nothing more to take.
CREATE TABLE candidates AS
    SELECT l.row AS left_row, r.row AS right_row, abs(l.day - r.day) AS distance
    FROM l3 AS l JOIN r3 AS r
        ON l.amount = r.amount AND l.currency = r.currency AND r.day BETWEEN l.day - 3 AND l.day + 3;
CREATE TABLE by_window (left_row BIGINT, right_row BIGINT);
