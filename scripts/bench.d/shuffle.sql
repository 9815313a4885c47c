-- Copies a dataset with changes at random, so that vigie and core.sql are also compared on cases that `vigie synth` does not plant: trips
-- that overlap, copies of claims, changes of clocks, postcodes overseas, empty cells, registers with several rows for a key. What is
-- drawn depends on the ids alone. The caller sets the variables dir (the dataset) and shuffled (the copy), and makes the folders.

SET threads = 2;
CREATE MACRO draw(id, purpose, share) AS hash(id, purpose) % 1000 < share; -- share is of a thousand
CREATE MACRO up_to(n, id, purpose) AS (hash(id, purpose) % n)::INT; -- 0 to n - 1
CREATE MACRO emptied(cell, id, purpose) AS CASE WHEN NOT draw(id, purpose, 4) THEN cell END;
CREATE MACRO one_of(list, id) AS list_extract(list, (hash(id, 'which') % len(list) + 1)::INT);
CREATE MACRO place(postcode, id) AS CASE WHEN draw(id, 'place', 30)
  THEN one_of(['97110', '97200', '97300', '97400', '97500', '97600', '97133', '97150', '67000', '75001'], id) ELSE postcode END;
-- Days on which the clocks or the law change, and holidays of a part of the country.
CREATE MACRO day_of_change(id) AS
  one_of(['2025-03-30', '2025-10-26', '2026-03-29', '2025-03-09', '2025-05-27', '2025-05-21', '2025-04-19', '2026-05-26', '2019-05-28',
    '2014-05-27', '2014-05-28', '2019-12-11', '2019-12-12', '2022-04-30', '2022-05-01'], id)::DATE;
CREATE MACRO around(day, id) AS (day::DATE + up_to(4, id, 'around') - 2)::VARCHAR;
CREATE MACRO wall(t) AS strftime(t, '%Y-%m-%dT%H:%M');

CREATE TABLE leg AS SELECT *, row_number() OVER () AS line FROM read_csv(getvariable('dir') || '/transports*.csv', all_varchar = true);
CREATE TABLE act AS SELECT *, row_number() OVER () AS line FROM read_csv(getvariable('dir') || '/care*.csv', all_varchar = true);

-- Some legs move to a few hours of their day, so that they overlap, or to a change of clocks. They last up to 80 minutes, some a day
-- or two more.
UPDATE leg SET departed_at = wall(CASE WHEN draw(claim_id, 'clock', 100) THEN day_of_change(claim_id) ELSE departed_at[:10]::DATE END
  + to_minutes((CASE WHEN draw(claim_id, 'night', 500) THEN 60 ELSE 540 END + 4 * (hash(claim_id, 'minute') % 30))::INT))
WHERE draw(claim_id, 'moved', 400);
UPDATE leg SET arrived_at = wall(departed_at::TIMESTAMP
  + to_minutes((hash(claim_id, 'length') % 80 + CASE WHEN draw(claim_id, 'long', 3) THEN 1440 * (1 + up_to(2, claim_id, 'days')) ELSE 0 END)::INT))
WHERE draw(claim_id, 'moved', 400);
-- Other reasons, and bills of many lines that were sent a few days after their own day.
UPDATE leg SET reason = one_of(['series', 'camsp_cmpp', 'maternity_lodging', 'leave'], claim_id) WHERE draw(claim_id, 'other reason', 80);
UPDATE leg SET arrived_at = arrived_at[-5:],
  departed_at = around(CASE reason WHEN 'camsp_cmpp' THEN '2014-05-28' ELSE '2022-05-01' END, claim_id) || departed_at[11:]
WHERE draw(claim_id, 'other reason', 80) AND reason IN ('camsp_cmpp', 'maternity_lodging') AND draw(claim_id, 'around', 500);
UPDATE leg SET sent_on = (departed_at[:10]::DATE + up_to(16, claim_id, 'days to send'))::VARCHAR,
  third_party_payment = draw(claim_id, 'third party', 500)::VARCHAR
WHERE draw(claim_id, 'sent anew', 300);
UPDATE leg SET invoice_id = o.invoice_id, operator_id = o.operator_id
FROM leg AS o WHERE o.line = leg.line - 1 - leg.line % 3 AND draw(leg.claim_id, 'billed together', 150);
-- Some legs take the times, patient, vehicle or crew of an earlier leg.
UPDATE leg SET departed_at = o.departed_at, arrived_at = o.arrived_at,
  plate = CASE WHEN draw(leg.claim_id, 'plate', 600) THEN o.plate ELSE leg.plate END,
  service = CASE WHEN draw(leg.claim_id, 'service', 600) THEN o.service ELSE leg.service END,
  patient_id = CASE WHEN draw(leg.claim_id, 'patient', 300) THEN o.patient_id ELSE leg.patient_id END,
  driver_id = CASE WHEN draw(leg.claim_id, 'driver', 300) THEN o.attendant_id ELSE leg.driver_id END
FROM leg AS o WHERE o.line = leg.line - 1 - leg.line % 5 AND draw(leg.claim_id, 'met', 300);
UPDATE leg SET departed_at = wall(departed_at::TIMESTAMP + to_minutes((hash(claim_id, 'later') % 12)::INT)) WHERE draw(claim_id, 'later', 200);
UPDATE act SET performed_at = t.departed_at, performed_on = NULL
FROM leg AS t WHERE t.patient_id = act.patient_id AND draw(act.claim_id, 'met', 100);

-- Copies of claims, some with nothing reimbursed.
INSERT INTO leg SELECT * REPLACE (claim_id || 'C' AS claim_id,
  CASE WHEN draw(claim_id, 'sent', 500) THEN sent_on ELSE (sent_on::DATE - 1)::VARCHAR END AS sent_on,
  CASE WHEN draw(claim_id, 'zero', 300) THEN '0.00' ELSE amount_reimbursed END AS amount_reimbursed,
  CASE WHEN draw(claim_id, 'end', 100) THEN NULL ELSE arrival_postcode END AS arrival_postcode) FROM leg WHERE cancels IS NULL AND draw(claim_id, 'copy', 20);
INSERT INTO act SELECT * REPLACE (claim_id || 'C' AS claim_id,
  CASE WHEN draw(claim_id, 'invoice', 500) THEN invoice_id ELSE invoice_id || '1' END AS invoice_id,
  CASE WHEN draw(claim_id, 'zero', 300) THEN '0.00' ELSE amount_reimbursed END AS amount_reimbursed,
  CASE WHEN draw(claim_id, 'price', 200) THEN '1.00' ELSE amount_billed END AS amount_billed) FROM act WHERE cancels IS NULL AND draw(claim_id, 'copy', 40);
INSERT INTO act SELECT * REPLACE (claim_id || 'D' AS claim_id) FROM act WHERE claim_id LIKE '%C' AND draw(claim_id, 'again', 300);

-- Empty cells, other postcodes, distances and deaths.
UPDATE leg SET departure_postcode = emptied(place(departure_postcode, plate), claim_id, 1) WHERE NOT draw(claim_id, 'clock', 100);
UPDATE leg SET departure_postcode = one_of(['67000', '97150', '97200', departure_postcode, NULL], claim_id) WHERE draw(claim_id, 'clock', 100);
UPDATE leg SET arrival_postcode = emptied(arrival_postcode, claim_id, 2), arrived_at = emptied(arrived_at, claim_id, 3),
  plate = emptied(plate, claim_id, 4), driver_id = emptied(driver_id, claim_id, 5), attendant_id = emptied(attendant_id, claim_id, 6),
  driver_name = emptied(driver_name, claim_id, 7), prescription_id = emptied(prescription_id, claim_id, 8),
  reason = CASE WHEN NOT draw(claim_id, 'no reason', 20) THEN reason END,
  billed_km = emptied(CASE WHEN draw(claim_id, 'far', 30) THEN '150.1' ELSE billed_km END, claim_id, 10),
  sent_on = emptied(sent_on, claim_id, 11), sent_by = emptied(sent_by, claim_id, 12),
  emergency = CASE WHEN draw(claim_id, 'emergency', 100) THEN '1' ELSE emergency END,
  third_party_payment = CASE WHEN NOT draw(claim_id, 'third', 50) THEN third_party_payment END,
  agreement_flag = CASE WHEN draw(claim_id, 'flag', 200) THEN 'true' ELSE agreement_flag END,
  patient_died = CASE WHEN draw(claim_id, 'died', 5) THEN departed_at[:10] ELSE patient_died END;
UPDATE act SET provider_postcode = emptied(place(provider_postcode, provider_id), claim_id, 1),
  act_code = emptied(act_code, claim_id, 2),
  invoice_id = emptied(invoice_id, claim_id, 3), sent_on = emptied(sent_on, claim_id, 4), prescription_id = emptied(prescription_id, claim_id, 5);

COPY (SELECT * EXCLUDE (line) FROM leg ORDER BY hash(claim_id)) TO (getvariable('shuffled') || '/transports.csv');
COPY (SELECT * EXCLUDE (line) FROM act ORDER BY hash(claim_id)) TO (getvariable('shuffled') || '/care.csv');

-- Registers: empty cells, other days, missing rows, and second rows for a key.
CREATE MACRO register(name) AS TABLE
  SELECT *, row_number() OVER () AS line FROM read_csv(getvariable('dir') || '/registers/' || name || '.csv', all_varchar = true);
CREATE MACRO again(name) AS TABLE -- each row has an id of its own
  SELECT r.* EXCLUDE (line), hash(line, n) AS id
  FROM register(name) AS r, range(CASE WHEN draw(line, 'again', 150) THEN 2 WHEN draw(line, 'gone', 10) THEN 0 ELSE 1 END) AS times(n);
CREATE MACRO moved(cell, id, purpose) AS CASE
  WHEN cell IS NULL OR draw(id, purpose, 850) THEN emptied(cell, id, purpose || 'empty')
  WHEN draw(id, purpose || 'far', 300) THEN (cell[:10]::DATE - 700)::VARCHAR
  ELSE (cell[:10]::DATE + (hash(id, purpose || 'days') % 25)::INT - 12)::VARCHAR END;
CREATE MACRO to_file(name) AS getvariable('shuffled') || '/registers/' || name || '.csv';

-- Some prescriptions were signed a year, less or more three days, before a leg that names them, and have a request for agreement of the
-- days about the 15th before it.
CREATE TABLE named AS SELECT prescription_id, min(departed_at[:10])::DATE AS day FROM leg GROUP BY ALL;
COPY (SELECT * EXCLUDE (line, day) REPLACE (emptied(mode, prescription_id, 1) AS mode, emptied(reason, prescription_id, 2) AS reason,
    CASE WHEN draw(prescription_id, 'urgent', 100) THEN 'true' END AS emergency, emptied(prescriber_id, prescription_id, 3) AS prescriber_id,
    CASE WHEN draw(prescription_id, 'year', 50)
      THEN (day - INTERVAL 1 YEAR - to_days(up_to(7, prescription_id, 'late') - 3))::DATE::VARCHAR
      WHEN draw(prescription_id, 'hour', 900) THEN signed_at ELSE moved(signed_at, prescription_id, 'signed') END AS signed_at)
  FROM register('prescriptions') LEFT JOIN named USING (prescription_id) WHERE NOT draw(prescription_id, 'gone', 10)) TO (to_file('prescriptions'));
COPY (SELECT * EXCLUDE (line) REPLACE (emptied(mode, convocation_id, 1) AS mode, moved(issued_on, convocation_id, 'issued') AS issued_on)
  FROM register('convocations')) TO (to_file('convocations'));
COPY (SELECT * EXCLUDE (id) REPLACE (one_of(['granted', 'refused', 'none', decision, decision, NULL], id) AS decision,
    moved(sent_on, id, 'sent') AS sent_on, moved(decided_on, id, 'decided') AS decided_on,
    CASE WHEN draw(id, 'notified', 500) THEN notified_on END AS notified_on)
  FROM again('agreements')
  UNION ALL BY NAME
  SELECT 'N' || prescription_id AS agreement_id, prescription_id,
    emptied((day - 13 - up_to(8, prescription_id, 'asked'))::VARCHAR, prescription_id, 'asked') AS sent_on,
    one_of(['granted', 'refused', 'none', 'none'], prescription_id) AS decision,
    CASE WHEN decision <> 'none' THEN (day + 2 - up_to(15, prescription_id, 'answered'))::VARCHAR END AS decided_on,
    CASE WHEN draw(prescription_id, 'notified', 500) THEN decided_on END AS notified_on
  FROM named WHERE draw(prescription_id, 'asks', 300)) TO (to_file('agreements'));
COPY (SELECT * EXCLUDE (id) REPLACE (one_of([category, category, category, 'A', 'B', 'D', NULL], id) AS category,
    moved(valid_from, id, 'from') AS valid_from, moved(valid_to, id, 'to') AS valid_to)
  FROM again('vehicles')) TO (to_file('vehicles'));
COPY (SELECT * EXCLUDE (id) REPLACE (moved(licence_from, id, 'from') AS licence_from, moved(licence_to, id, 'to') AS licence_to,
    moved(convention_from, id, 'cfrom') AS convention_from, moved(convention_to, id, 'cto') AS convention_to)
  FROM again('operators')) TO (to_file('operators'));
COPY (SELECT * EXCLUDE (id) REPLACE (
    one_of([qualification, qualification, 'dea', 'driver', 'firefighter', 'auxiliary', NULL], id) AS qualification,
    moved(qualified_on, id, 'qualified') AS qualified_on, moved(driving_attestation_to, id, 'attested') AS driving_attestation_to,
    moved(valid_from, id, 'from') AS valid_from, moved(valid_to, id, 'to') AS valid_to,
    CASE WHEN draw(id, 'renewal', 300) THEN 'true' END AS renewal_pending)
  FROM again('crew')) TO (to_file('crew'));
COPY (SELECT * EXCLUDE (id) REPLACE (emptied(plate, id, 1) AS plate, moved(issued_on, id, 'issued') AS issued_on,
    moved(valid_to, id, 'to') AS valid_to)
  FROM again('taxi_licences')) TO (to_file('taxi_licences'));
COPY (SELECT * EXCLUDE (id) REPLACE (moved(valid_from, id, 'from') AS valid_from, moved(valid_to, id, 'to') AS valid_to,
    CASE WHEN draw(id, 'suspended', 50) THEN '2025-06-01' ELSE suspended_from END AS suspended_from)
  FROM again('taxi_cards')) TO (to_file('taxi_cards'));
COPY (SELECT * EXCLUDE (id) REPLACE (moved(valid_from, id, 'from') AS valid_from, moved(valid_to, id, 'to') AS valid_to)
  FROM again('prescribers')) TO (to_file('prescribers'));
COPY (SELECT * EXCLUDE (line) REPLACE (CASE WHEN draw(line, 'near', 200) THEN (140 + hash(line) % 20) || '.' || (hash(line, 1) % 10) ELSE km END AS km)
  FROM register('routes')) TO (to_file('routes'));
