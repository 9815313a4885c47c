-- The core rules in SQL, for DuckDB: scripts/bench compares vigie with them. They follow the rule catalogue, for datasets that have every
-- column and register, as `vigie synth` writes them. Only empty cells are insufficient data, and those give no row. The caller sets two
-- variables: dir (the folder of the claims) and registers.
--
-- All core rules are in the SQL. It does not support a holidays register, registers that are local extracts, time zones before 1996,
-- holidays before 1999 and after 2050, identifiers that name nobody or have blanks around them, and cells that are not written as
-- the contract has them (one ends the load).
--
-- A verdict is 'anomaly', 'review' or NULL for none. "-- rule ID" marks where a rule begins: the caller makes the list of rules from it.

SET threads = 2;

-- ## Days, clocks, areas

-- The Sunday on or before a day of a month.
CREATE MACRO sunday(y, m, d) AS make_date(y, m, d) - dayofweek(make_date(y, m, d))::INT;

-- Summer time begins and ends on a Sunday, at an hour of local time. The zones give seconds ahead of UTC.
CREATE MACRO in_summer(wall, first, first_hour, last, last_hour) AS
  wall >= first::TIMESTAMP + to_hours(first_hour) AND wall < last::TIMESTAMP + to_hours(last_hour);
CREATE MACRO paris(wall, first_hour, last_hour) AS CASE
  WHEN month(wall) BETWEEN 4 AND 9 THEN 7200
  WHEN month(wall) NOT IN (3, 10) THEN 3600
  WHEN in_summer(wall, sunday(year(wall), 3, 31), first_hour, sunday(year(wall), 10, 31), last_hour) THEN 7200
  ELSE 3600 END;
CREATE MACRO miquelon(wall, first_hour, last_hour) AS CASE
  WHEN in_summer(wall, sunday(year(wall), 3, 14), first_hour, sunday(year(wall), 11, 7), last_hour) THEN -7200
  ELSE -10800 END;
CREATE MACRO overseas(postcode) AS CASE left(postcode, 3)
  WHEN '971' THEN -14400 WHEN '972' THEN -14400 WHEN '973' THEN -10800 WHEN '974' THEN 14400 WHEN '976' THEN 10800
  WHEN '977' THEN -14400 WHEN '978' THEN -14400 WHEN '986' THEN 43200 WHEN '987' THEN -36000 WHEN '988' THEN 39600 END;
-- In the hour that a change of clocks skips or repeats, both offsets are possible.
CREATE MACRO ahead_at_most(wall, postcode) AS CASE
  WHEN postcode IS NULL OR left(postcode, 2) NOT IN ('97', '98') THEN paris(wall, 2, 3)
  WHEN left(postcode, 3) = '975' THEN miquelon(wall, 2, 2)
  ELSE coalesce(overseas(postcode), paris(wall, 2, 3)) END;
CREATE MACRO ahead_at_least(wall, postcode) AS CASE
  WHEN postcode IS NULL OR left(postcode, 2) NOT IN ('97', '98') THEN paris(wall, 3, 2)
  WHEN left(postcode, 3) = '975' THEN miquelon(wall, 3, 1)
  ELSE coalesce(overseas(postcode), paris(wall, 3, 2)) END;
-- Absolute seconds. Where local time is ambiguous, a trip begins at the earliest and ends at the latest time that it can mean.
CREATE MACRO begin_of(wall, postcode) AS epoch_us(wall) // 1000000 - ahead_at_most(wall, postcode);
CREATE MACRO end_of(wall, postcode) AS epoch_us(wall) // 1000000 - ahead_at_least(wall, postcode);
CREATE MACRO doubtful(wall, postcode) AS ahead_at_most(wall, postcode) <> ahead_at_least(wall, postcode);

-- The area whose holidays apply; NULL where the postcode is not known.
CREATE MACRO area_of(postcode) AS CASE
  WHEN left(postcode, 2) IN ('57', '67', '68') THEN 'AM'
  WHEN postcode = '97133' OR left(postcode, 3) = '977' THEN 'BL'
  WHEN postcode = '97150' OR left(postcode, 3) = '978' THEN 'MF'
  WHEN left(postcode, 3) IN ('971', '972', '973', '974', '976') THEN left(postcode, 3)
  WHEN postcode IS NOT NULL THEN 'FR' END;

-- Days by area. Area '??' is unknown: its working days are those of all areas. `working` is every day from Monday to Friday that is no
-- holiday of the whole area; `surely` is one of them that is no holiday in a part of it either, as Good Friday is in Alsace-Moselle.
-- `so_far` counts working days up to a day, `next` is the first sure one from a day on.
CREATE TABLE calendar AS
WITH easter AS (
  SELECT y, y % 19 AS a, y // 100 AS b, y % 100 AS c,
    (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30 AS h,
    (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7 AS l, (a + 11 * h + 22 * l) // 451 AS m, h + l - 7 * m + 114 AS n,
    make_date(y, n // 31, n % 31 + 1) AS sunday
  FROM range(1999, 2051) AS years(y)),
fixed(area, mm, dd) AS (VALUES ('FR', 1, 1), ('FR', 5, 1), ('FR', 5, 8), ('FR', 7, 14), ('FR', 8, 15), ('FR', 11, 1), ('FR', 11, 11),
  ('FR', 12, 25), ('AM', 12, 26), ('971', 5, 27), ('972', 5, 22), ('973', 6, 10), ('974', 12, 20), ('976', 4, 27), ('BL', 10, 9),
  ('MF', 5, 27), ('MF', 5, 28)),
moving(area, days) AS (VALUES ('FR', 1), ('FR', 39), ('FR', 50)),
holiday AS (
  SELECT area, make_date(y, mm, dd) AS day FROM easter, fixed WHERE (area, dd) <> ('MF', 28) OR y >= 2018
  UNION ALL SELECT area, sunday + days FROM easter, moving),
area(area) AS (VALUES ('FR'), ('AM'), ('971'), ('972'), ('973'), ('974'), ('976'), ('BL'), ('MF'), ('??')),
counted AS (
  SELECT area.area, d::DATE AS day, isodow(d) < 6 AND NOT EXISTS (
    FROM holiday WHERE holiday.day = d AND (holiday.area IN ('FR', area.area) OR area.area = '??')) AS working,
    area.area IN ('AM', '??') AND EXISTS (FROM easter WHERE sunday - 2 = d) AS off_in_part
  FROM area, range(DATE '1999-01-01', DATE '2051-01-01', INTERVAL 1 DAY) AS days(d))
SELECT area, day, working, working AND NOT off_in_part AS surely, (sum(working::INT) OVER (PARTITION BY area ORDER BY day))::INT AS so_far,
  min(day) FILTER (WHERE surely) OVER (PARTITION BY area ORDER BY day ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS next
FROM counted;

-- ## Registers

CREATE TYPE service AS ENUM ('ambulance', 'vsl', 'taxi', 'public_transport', 'scheduled_plane', 'scheduled_boat', 'private_vehicle', 'escort');
CREATE TYPE reason AS ENUM ('hospitalisation', 'ald', 'ambulance_state', 'long_distance', 'series', 'camsp_cmpp', 'appliance',
  'medical_control', 'court_expert', 'appointed_expert', 'commission', 'leave', 'maternity_lodging', 'other');

CREATE MACRO register(name, types) AS TABLE
  SELECT * FROM read_csv(getvariable('registers') || '/' || name || '.csv', columns = types, header = true, auto_detect = false);

-- The state of a credential over the days of a trip: 0 out of force, 1 not known, 2 ends before the arrival, 3 in force. An
-- empty end is open.
CREATE MACRO standing(valid_from, valid_to, day, last_day) AS CASE
  WHEN valid_to < day THEN 0 WHEN valid_from IS NULL THEN 1 WHEN day < valid_from THEN 0 WHEN valid_to < last_day THEN 2 ELSE 3 END;
CREATE MACRO credential(s) AS CASE s WHEN 0 THEN 'anomaly' WHEN 2 THEN 'review' END;
CREATE MACRO plain(plate) AS replace(replace(upper(plate), '-', ''), ' ', '');

CREATE TABLE prescriber AS
SELECT prescriber_id, valid_from, valid_to
FROM register('prescribers', {prescriber_id: 'VARCHAR', speciality: 'VARCHAR', valid_from: 'DATE', valid_to: 'DATE'});

-- What can justify a trip: prescriptions, and convocations for the reasons of R322-10 2°.
CREATE TABLE document AS
WITH prescription AS (
  SELECT *, left(signed_at, 10)::DATE AS signed_on
  FROM register('prescriptions', {prescription_id: 'VARCHAR', patient_id: 'VARCHAR', kind: 'VARCHAR', prescriber_id: 'VARCHAR',
    prescriber_facility: 'VARCHAR', signed_at: 'VARCHAR', mode: 'VARCHAR', shared_compatible: 'BOOLEAN', reason: 'VARCHAR', trips: 'INT',
    emergency: 'BOOLEAN', medical_grounds: 'BOOLEAN', non_reimbursable_required: 'BOOLEAN', non_reimbursable_ground: 'VARCHAR',
    non_reimbursable_marked: 'BOOLEAN', named_pharmacy_id: 'VARCHAR', escort_needed: 'BOOLEAN', arrival_facility: 'VARCHAR',
    treatment_id: 'VARCHAR'})),
registered AS (
  SELECT prescription_id, max(CASE
    WHEN valid_to < signed_on THEN 0 WHEN valid_from IS NULL THEN 1 WHEN signed_on < valid_from THEN 0 ELSE 3 END) AS standing
  FROM prescription JOIN prescriber USING (prescriber_id) GROUP BY prescription_id)
SELECT prescription_id AS document_id, false AS convocation, signed_on,
  CASE WHEN length(signed_at) > 10 THEN signed_at::TIMESTAMP END AS signed_at,
  CASE mode WHEN 'ambulance' THEN 3 WHEN 'seated' THEN 2 WHEN 'individual' THEN 1 END AS class,
  mode IS NULL OR reason IS NULL AS incomplete, coalesce(emergency, false) AS urgent, treatment_id,
  CASE WHEN prescriber_id IS NOT NULL AND signed_on IS NOT NULL THEN coalesce(standing, 0) END AS prescriber
FROM prescription LEFT JOIN registered USING (prescription_id);

INSERT INTO document
SELECT convocation_id, true, issued_on, NULL,
  CASE mode WHEN 'ambulance' THEN 3 WHEN 'seated' THEN 2 WHEN 'individual' THEN 1 END, false, false, NULL, NULL
FROM register('convocations', {convocation_id: 'VARCHAR', patient_id: 'VARCHAR', issued_on: 'DATE', mode: 'VARCHAR'})
WHERE convocation_id NOT IN (SELECT document_id FROM document);

CREATE TABLE agreement AS
SELECT prescription_id, sent_on AS dispatched, decision, decided_on, notified_on, treatment_id
FROM register('agreements', {agreement_id: 'VARCHAR', prescription_id: 'VARCHAR', sent_on: 'DATE', received_on: 'DATE', complete: 'BOOLEAN',
  decision: 'VARCHAR', decided_on: 'DATE', notified_on: 'DATE', delay_days: 'INT', service: 'VARCHAR', trips: 'INT', valid_from: 'DATE',
  valid_to: 'DATE', channel: 'VARCHAR', channel_required: 'VARCHAR'}) AS a
LEFT JOIN document ON document_id = prescription_id;

CREATE TABLE vehicle AS
SELECT plain(plate) AS plate, category, valid_from, valid_to, row_number() OVER () AS line, count(*) OVER (PARTITION BY plain(plate)) = 1 AS alone,
  CASE WHEN category IN ('A', 'C') THEN 'ambulance' WHEN category = 'D' THEN 'vsl' END::service AS fit_for
FROM register('vehicles', {plate: 'VARCHAR', operator_id: 'VARCHAR', category: 'VARCHAR', valid_from: 'DATE', valid_to: 'DATE'});

CREATE TABLE operator AS
SELECT operator_id, coalesce(licence_from, 'infinity') AS licence_from, licence_to, coalesce(convention_from, 'infinity') AS convention_from,
  convention_to
FROM register('operators', {operator_id: 'VARCHAR', kind: 'VARCHAR', licence_from: 'DATE', licence_to: 'DATE', convention_from: 'DATE',
  convention_to: 'DATE', department: 'VARCHAR', ambulances: 'INT', vsls: 'INT', taxis: 'INT'});

CREATE TABLE crew AS
SELECT person_id, qualification, qualified_on, driving_attestation_to, coalesce(renewal_pending, false) AS renewal_pending, valid_from, valid_to
FROM register('crew', {person_id: 'VARCHAR', operator_id: 'VARCHAR', name: 'VARCHAR', qualification: 'VARCHAR', qualified_on: 'DATE',
  driving_attestation_to: 'DATE', renewal_pending: 'BOOLEAN', afgsu_to: 'DATE', valid_from: 'DATE', valid_to: 'DATE'});

CREATE TABLE taxi_licence AS
SELECT operator_id, plain(plate) AS plate, issued_on, valid_to
FROM register('taxi_licences', {ads_number: 'VARCHAR', commune: 'VARCHAR', operator_id: 'VARCHAR', plate: 'VARCHAR', issued_on: 'DATE',
  valid_to: 'DATE'});

CREATE TABLE taxi_card AS
SELECT driver_id, valid_from, valid_to, suspended_from, suspended_to
FROM register('taxi_cards', {driver_id: 'VARCHAR', card_number: 'VARCHAR', department: 'VARCHAR', valid_from: 'DATE', valid_to: 'DATE',
  suspended_from: 'DATE', suspended_to: 'DATE', attestation_to: 'DATE'});

CREATE TABLE route AS
FROM register('routes', {departure_postcode: 'VARCHAR', arrival_postcode: 'VARCHAR', km: 'DECIMAL(7,1)'});

-- ## Claims

SET preserve_insertion_order = false;

-- An arrival may be a time without a day, of the same day or the next. An arrival before the departure, or more than two days after it,
-- counts as unknown.
CREATE MACRO arrival(departed_at, arrived_at) AS CASE
  WHEN length(arrived_at) > 8 THEN CASE
    WHEN arrived_at::TIMESTAMP BETWEEN departed_at AND departed_at + INTERVAL 48 HOURS THEN arrived_at::TIMESTAMP END
  WHEN arrived_at::TIME < departed_at::TIME THEN departed_at::DATE + 1 + arrived_at::TIME
  ELSE departed_at::DATE + arrived_at::TIME END;

-- An ambulance with a crew of one, or with the same person twice. It is judged while loading, because no other rule reads the names.
CREATE MACRO crew_size(service, driver_id, driver_name, attendant_id, attendant_name) AS CASE
  WHEN service <> 'ambulance' OR coalesce(driver_id, driver_name) IS NULL THEN NULL
  WHEN coalesce(attendant_id, attendant_name) IS NULL OR driver_id = attendant_id THEN CASE WHEN driver_id IS NULL THEN 'review' ELSE 'anomaly' END
  WHEN driver_id IS NULL AND attendant_id IS NULL AND driver_name = attendant_name THEN 'review' END;

CREATE TABLE leg AS
WITH line AS (
  SELECT *, departed_at::DATE AS day, arrival(departed_at, arrived_at) AS arrived,
    reason IN ('appliance', 'medical_control', 'court_expert', 'appointed_expert', 'commission') AS control
  FROM read_csv(getvariable('dir') || '/transports*.csv', header = true, auto_detect = false, columns = {claim_id: 'VARCHAR',
    cancels: 'VARCHAR', invoice_id: 'VARCHAR', sent_on: 'DATE', sent_by: 'VARCHAR', third_party_payment: 'BOOLEAN', operator_id: 'VARCHAR',
    operator_kind: 'VARCHAR', patient_id: 'VARCHAR', patient_born: 'DATE', patient_died: 'DATE', service: 'service', reason: 'reason',
    prescription_id: 'VARCHAR', plate: 'VARCHAR', driver_id: 'VARCHAR', attendant_id: 'VARCHAR', driver_name: 'VARCHAR',
    attendant_name: 'VARCHAR', departed_at: 'TIMESTAMP', arrived_at: 'VARCHAR', departure_postcode: 'VARCHAR', arrival_postcode: 'VARCHAR',
    departure_facility: 'VARCHAR', arrival_facility: 'VARCHAR', billed_km: 'DECIMAL(7,1)', measured_km: 'DECIMAL(7,1)',
    shared_code: 'UTINYINT', sharing_refused: 'BOOLEAN', surcharge: 'VARCHAR', emergency: 'BOOLEAN', agreement_flag: 'BOOLEAN', ald_exempt: 'BOOLEAN',
    tariff_codes: 'VARCHAR', insurance: 'VARCHAR', accident_id: 'VARCHAR', card_id: 'VARCHAR', card_read_at: 'TIMESTAMP',
    card_read_postcode: 'VARCHAR', amount_billed: 'DECIMAL(12,2)', amount_reimbursed: 'DECIMAL(12,2)', paid_on: 'DATE'}))
SELECT claim_id, cancels, invoice_id, patient_id, operator_id, service, reason, prescription_id, day, patient_died AS died,
  coalesce(arrived::DATE, day) AS last_day, departed_at, plain(plate) AS plate, driver_id, attendant_id,
  crew_size(service, driver_id, driver_name, attendant_id, attendant_name) AS crew_size,
  begin_of(departed_at, departure_postcode) AS begins,
  CASE WHEN departure_postcode IS NOT NULL THEN end_of(arrived, departure_postcode) END AS ends,
  service = 'vsl' AND (doubtful(departed_at, departure_postcode) OR coalesce(doubtful(arrived, departure_postcode), false)) AS doubt,
  departure_postcode AS departure, arrival_postcode AS arrival, departure_facility IS NOT NULL AS from_facility, billed_km AS km,
  coalesce(emergency, false) AS emergency, coalesce(agreement_flag, false) AS agreement_flag,
  area_of(departure_postcode) AS area, sent_on, sent_by = 'paper' AS paper, coalesce(third_party_payment, false) AS third_party,
  coalesce(amount_reimbursed = 0, false) AS paid_zero,
  document_id IS NOT NULL AND (NOT convocation OR coalesce(control, false)) AS prescribed,
  coalesce(convocation AND control IS NULL, false) AS perhaps_convoked,
  coalesce(convocation AND control, false) AS convoked,
  signed_on, signed_at, document.class, incomplete, urgent, treatment_id, prescriber
FROM line LEFT JOIN document ON document_id = prescription_id;

CREATE TABLE act AS
SELECT claim_id, cancels, invoice_id, provider_id, patient_id, act_code, coalesce(performed_at::DATE, performed_on) AS day,
  patient_died AS died, performed_at IS NULL AS day_only, provider_postcode IS NOT NULL AS placed,
  provider_kind IN ('pharmacy', 'laboratory', 'supplier') AS over_the_counter,
  begin_of(coalesce(performed_at, performed_on::TIMESTAMP), provider_postcode) AS instant,
  area_of(provider_postcode) AS area, sent_on, sent_by = 'paper' AS paper, coalesce(third_party_payment, false) AS third_party,
  amount_billed, coalesce(amount_reimbursed = 0, false) AS paid_zero, prescription_id
FROM read_csv(getvariable('dir') || '/care*.csv', header = true, auto_detect = false, columns = {claim_id: 'VARCHAR', cancels: 'VARCHAR',
  invoice_id: 'VARCHAR', sent_on: 'DATE', sent_by: 'VARCHAR', third_party_payment: 'BOOLEAN', provider_id: 'VARCHAR',
  provider_kind: 'VARCHAR', provider_postcode: 'VARCHAR', patient_id: 'VARCHAR', patient_born: 'DATE', patient_died: 'DATE',
  act_code: 'VARCHAR', care_kind: 'VARCHAR', performed_at: 'TIMESTAMP', performed_on: 'DATE', facility_id: 'VARCHAR',
  prescription_id: 'VARCHAR', agreement_flag: 'BOOLEAN', insurance: 'VARCHAR', accident_id: 'VARCHAR', accident_sheet: 'BOOLEAN',
  ald_exempt: 'BOOLEAN', disability_related: 'BOOLEAN', misuse_prone: 'BOOLEAN', pack_code: 'VARCHAR', packs: 'INT',
  units_prescribed: 'INT', card_id: 'VARCHAR', card_read_at: 'TIMESTAMP', card_read_postcode: 'VARCHAR', amount_billed: 'DECIMAL(12,2)',
  amount_reimbursed: 'DECIMAL(12,2)', paid_on: 'DATE'});

-- Reversals and the claims that they cancel are removed before any rule.
DELETE FROM leg WHERE cancels IS NOT NULL OR claim_id IN (SELECT cancels FROM leg WHERE cancels IS NOT NULL);
DELETE FROM act WHERE cancels IS NOT NULL OR claim_id IN (SELECT cancels FROM act WHERE cancels IS NOT NULL);

CREATE MACRO softened(verdict, emergency) AS CASE WHEN emergency THEN 'review' ELSE verdict END;
-- Urgency on the prescription lifts a finding, where there is a prescription; an emergency on the claim makes it a review.
CREATE MACRO urged(verdict, prescribed, urgent, emergency) AS CASE
  WHEN prescribed AND urgent THEN NULL WHEN emergency THEN 'review' WHEN prescribed OR verdict = 'review' THEN verdict END;
-- R322-10-9 knows no urgency. Where it is not known whether the trip is one for lodging, neither is what urgency does to it.
CREATE MACRO urged_but_for_lodging(verdict, lodging, prescribed, urgent, emergency) AS CASE
  WHEN lodging THEN verdict
  WHEN lodging IS NULL AND (prescribed AND urgent OR emergency) THEN CASE WHEN verdict = 'review' THEN verdict END
  ELSE urged(verdict, prescribed, urgent, emergency) END;

CREATE TABLE finding (claim_kind VARCHAR, claim_id VARCHAR, rule_id VARCHAR, verdict VARCHAR);

-- ## Rules of one claim

-- rule 1a-after-death
INSERT INTO finding
SELECT 'transport', claim_id, '1a-after-death', CASE WHEN day > died THEN 'anomaly' ELSE 'review' END FROM leg WHERE day >= died
UNION ALL
SELECT 'care', claim_id, '1a-after-death', CASE WHEN day > died THEN 'anomaly' ELSE 'review' END FROM act WHERE day >= died;

-- rule 2a-prescriber-not-registered
INSERT INTO finding
SELECT 'transport', claim_id, '2a-prescriber-not-registered', 'anomaly' FROM leg WHERE prescriber = 0
UNION ALL
SELECT 'care', claim_id, '2a-prescriber-not-registered', 'anomaly' FROM act
WHERE prescription_id IN (SELECT document_id FROM document WHERE prescriber = 0);

-- rule 2g-mode-above-prescription
-- rule 2g-mode-below-prescription
INSERT INTO finding
WITH classed AS (
  SELECT claim_id, emergency, class AS prescribed, CASE service WHEN 'ambulance' THEN 3 WHEN 'vsl' THEN 2 WHEN 'taxi' THEN 2 ELSE 1 END AS billed
  FROM leg WHERE leg.prescribed AND service <> 'escort')
SELECT 'transport', claim_id, '2g-mode-above-prescription', softened('anomaly', emergency) FROM classed WHERE billed > prescribed
UNION ALL
SELECT 'transport', claim_id, '2g-mode-below-prescription', 'review' FROM classed WHERE billed < prescribed;

-- rule 2g-no-prescription
INSERT INTO finding
SELECT 'transport', claim_id, '2g-no-prescription', 'anomaly' FROM leg WHERE NOT prescribed AND NOT perhaps_convoked;

-- rule 2g-prescription-after-trip
INSERT INTO finding
WITH judged AS (
  SELECT claim_id, urgent OR emergency AS soft, CASE
    WHEN signed_on > day OR signed_at > departed_at THEN 'anomaly'
    WHEN signed_at IS NULL AND NOT from_facility THEN 'review' END AS verdict
  FROM leg WHERE prescribed AND signed_on >= day)
SELECT 'transport', claim_id, '2g-prescription-after-trip', softened(verdict, soft) FROM judged WHERE verdict IS NOT NULL;

-- rule 2g-prescription-expired
-- A review where the trip came at most three days late and all of these were days off, or where only the arrival was late.
INSERT INTO finding
WITH late AS (
  SELECT claim_id, day, coalesce(area, '??') AS area, (signed_on + INTERVAL 1 YEAR)::DATE AS last FROM leg WHERE prescribed AND last_day > last),
judged AS (
  SELECT claim_id, CASE
    WHEN day <= last OR day < DATE '2019-12-12' THEN 'review'
    WHEN day > last + 3 OR EXISTS (FROM calendar AS c WHERE c.area = late.area AND surely AND c.day > last AND c.day <= late.day) THEN 'anomaly'
    WHEN area <> '??' OR NOT EXISTS (FROM calendar AS c WHERE c.area = 'FR' AND surely AND c.day > last AND c.day <= late.day) THEN 'review'
    END AS verdict
  FROM late)
SELECT 'transport', claim_id, '2g-prescription-expired', verdict FROM judged WHERE verdict IS NOT NULL;

-- rule 2g-prescription-incomplete
INSERT INTO finding
SELECT 'transport', claim_id, '2g-prescription-incomplete', 'anomaly' FROM leg WHERE prescribed AND NOT convoked AND incomplete;

-- Requests for agreement that apply to a leg which needs one: in a series those of the treatment, where there are any, otherwise those of
-- the prescription.
-- Trips to a CAMSP or CMPP need one from 28 May 2014, those of R322-10-9 (lodging) from 1 May 2022.
CREATE TABLE in_need AS
SELECT *, day >= DATE '2022-05-01' AND reason = 'maternity_lodging' AS lodging,
  service IN ('scheduled_plane', 'scheduled_boat') OR reason = 'series' OR day >= DATE '2014-05-28' AND reason = 'camsp_cmpp' OR lodging
    OR km > 150 AS needed
FROM leg WHERE needed OR km IS NULL;
CREATE TABLE request AS
WITH of_treatment AS (
  SELECT n.claim_id, dispatched, decision, decided_on, notified_on
  FROM in_need AS n JOIN agreement AS a USING (treatment_id) WHERE n.reason = 'series' AND n.prescribed)
FROM of_treatment
UNION ALL
SELECT n.claim_id, dispatched, decision, decided_on, notified_on FROM in_need AS n JOIN agreement AS a USING (prescription_id)
WHERE n.claim_id NOT IN (SELECT claim_id FROM of_treatment);

-- rule 2g-long-distance-no-agreement
-- Where the claim has no distance, that of the reference route is used, with a margin of 5 km.
INSERT INTO finding
WITH distant AS (
  SELECT n.*, coalesce(n.km, route.km) AS distance, n.km IS NULL AS by_route
  FROM in_need AS n LEFT JOIN route ON departure_postcode = CASE WHEN n.km IS NULL THEN departure END AND arrival_postcode = arrival),
judged AS (
  SELECT claim_id,
    urged(CASE WHEN agreement_flag OR by_route AND distance <= 155 THEN 'review' ELSE 'anomaly' END, prescribed, urgent, emergency) AS verdict
  FROM distant WHERE distance > CASE WHEN by_route THEN 144.9 ELSE 150 END AND claim_id NOT IN (SELECT claim_id FROM request))
SELECT 'transport', claim_id, '2g-long-distance-no-agreement', verdict FROM judged WHERE verdict IS NOT NULL;

-- rule 2g-agreement-refused
-- rule 2g-before-tacit-agreement
-- Possible outcomes of a request, as bits from the most to the least favourable to the claim: 1 agreed, 2 granted late, 4 pending on days
-- off, 8 refused late, 16 refused and not notified, 32 pending, 64 refused in time. Several bits are set where empty cells leave the
-- outcome open. The most favourable request counts.
INSERT INTO finding
WITH asked AS (
  SELECT n.*, decision, decided_on, notified_on, dispatched,
    dispatched + CASE WHEN day < DATE '2006-12-30' THEN 10 ELSE 15 END AS last_waiting
  FROM in_need AS n JOIN request AS r USING (claim_id)
  WHERE needed),
silence AS (
  SELECT asked.*, here.next < asked.day AS tacit, asked.area IS NULL AND anywhere.next > here.next AS unsettled
  FROM asked LEFT JOIN calendar AS here ON here.area = coalesce(asked.area, 'FR') AND here.day = last_waiting
  LEFT JOIN calendar AS anywhere ON anywhere.area = '??' AND anywhere.day = last_waiting),
became AS (
  SELECT claim_id, CASE
    WHEN decision IS NULL OR decision = 'refused' AND decided_on IS NULL THEN 127
    WHEN decision = 'granted' AND decided_on IS NULL THEN 7
    WHEN decision = 'granted' AND decided_on <= day THEN 1
    WHEN decision = 'refused' AND decided_on < day THEN CASE
      WHEN dispatched IS NULL THEN 88 WHEN decided_on > last_waiting THEN 8 WHEN notified_on IS NULL THEN 16 ELSE 64 END
    WHEN dispatched IS NULL THEN 39
    WHEN day > last_waiting THEN CASE WHEN NOT tacit THEN 4 WHEN unsettled THEN 5 ELSE 1 END
    WHEN decision = 'granted' THEN 2
    ELSE 32 END AS may
  FROM silence),
best AS (SELECT claim_id, bit_or(may) & min((2 << floor(log2(may))::INT) - 1) AS may FROM became GROUP BY claim_id),
judged AS (
  SELECT claim_id, lodging, prescribed, urgent, emergency,
    CASE WHEN may & ~64 = 0 THEN 'anomaly' WHEN may & ~24 = 0 THEN 'review' END AS refused,
    CASE WHEN may & ~32 = 0 THEN 'anomaly' WHEN may & ~6 = 0 THEN 'review' END AS waiting
  FROM best JOIN in_need USING (claim_id)),
verdicts AS (
  SELECT claim_id, '2g-agreement-refused' AS rule_id, urged_but_for_lodging(refused, lodging, prescribed, urgent, emergency) AS verdict
  FROM judged WHERE refused IS NOT NULL
  UNION ALL
  SELECT claim_id, '2g-before-tacit-agreement', urged_but_for_lodging(waiting, lodging, prescribed, urgent, emergency)
  FROM judged WHERE waiting IS NOT NULL)
SELECT 'transport', claim_id, rule_id, verdict FROM verdicts WHERE verdict IS NOT NULL;

-- rule 2h-crew-size
INSERT INTO finding
SELECT 'transport', claim_id, '2h-crew-size', crew_size FROM leg WHERE crew_size IS NOT NULL;

-- Anti-joins find the few legs whose credentials are not all in force. Only these are examined in detail.

-- rule 2h-crew-qualification
INSERT INTO finding
WITH candidate AS (
  FROM leg AS t
  WHERE service = 'vsl' AND driver_id IS NOT NULL AND NOT EXISTS (
    FROM crew WHERE person_id = driver_id AND qualification IN ('dea', 'auxiliary', 'first_aid') AND qualified_on <= t.day
      AND valid_from <= t.day AND (valid_to IS NULL OR valid_to >= t.last_day))
  UNION ALL
  FROM leg AS t
  WHERE service = 'ambulance' AND driver_id IS NOT NULL AND attendant_id IS NOT NULL AND driver_id <> attendant_id AND NOT (
    EXISTS (FROM crew WHERE person_id = driver_id AND qualification = 'dea' AND qualified_on <= t.day
      AND valid_from <= t.day AND (valid_to IS NULL OR valid_to >= t.last_day))
    AND EXISTS (FROM crew WHERE person_id = attendant_id AND qualification IS NOT NULL AND qualified_on <= t.day
      AND valid_from <= t.day AND (valid_to IS NULL OR valid_to >= t.last_day)))),
seat AS (
  SELECT claim_id, day, last_day, driver_id AS person_id, 1 AS seat_number FROM candidate
  UNION ALL SELECT claim_id, day, last_day, attendant_id, 2 FROM candidate),
qualified AS (
  SELECT claim_id, seat_number, qualification, CASE
    WHEN standing(valid_from, valid_to, day, last_day) = 0 THEN 0
    WHEN qualification IS NULL OR qualified_on IS NULL THEN 1
    WHEN qualified_on > day THEN 0 ELSE standing(valid_from, valid_to, day, last_day) END AS s
  FROM seat JOIN crew USING (person_id)),
crewed AS (
  SELECT claim_id,
    coalesce(max(s) FILTER (WHERE seat_number = 1 AND coalesce(qualification = 'dea', true)), 0) AS driver_dea,
    coalesce(max(s) FILTER (WHERE seat_number = 1), 0) AS driver_any,
    coalesce(max(s) FILTER (WHERE seat_number = 1 AND coalesce(qualification IN ('dea', 'auxiliary', 'first_aid'), true)), 0) AS driver_vsl,
    coalesce(max(s) FILTER (WHERE seat_number = 2 AND coalesce(qualification = 'dea', true)), 0) AS attendant_dea,
    coalesce(max(s) FILTER (WHERE seat_number = 2), 0) AS attendant_any
  FROM candidate LEFT JOIN qualified USING (claim_id) GROUP BY claim_id),
judged AS (
  SELECT claim_id, CASE
    WHEN service = 'ambulance' THEN credential(greatest(least(driver_dea, attendant_any), least(attendant_dea, driver_any)))
    WHEN day < DATE '2026-08-16' THEN softened(credential(driver_vsl), driver_vsl = 0)
    ELSE credential(driver_vsl) END AS verdict
  FROM candidate JOIN crewed USING (claim_id))
SELECT 'transport', claim_id, '2h-crew-qualification', verdict FROM judged WHERE verdict IS NOT NULL;

-- rule 2h-driving-attestation
-- A person without a row in force is unknown.
INSERT INTO finding
WITH candidate AS (
  FROM leg AS t
  WHERE service IN ('ambulance', 'vsl') AND NOT EXISTS (
    FROM crew WHERE person_id = driver_id AND valid_from <= t.day AND (valid_to IS NULL OR valid_to >= t.day)
      AND driving_attestation_to >= t.last_day)),
attested AS (
  SELECT claim_id, bool_or(renewal_pending) AS pending, max(CASE
    WHEN standing(valid_from, valid_to, day, day) = 0 THEN NULL
    WHEN valid_from IS NULL OR driving_attestation_to IS NULL THEN 1
    WHEN driving_attestation_to < day THEN 0 WHEN driving_attestation_to < last_day THEN 2 ELSE 3 END) AS s
  FROM candidate JOIN crew ON person_id = driver_id GROUP BY claim_id)
SELECT 'transport', claim_id, '2h-driving-attestation', softened(credential(s), pending) FROM attested WHERE s IN (0, 2);

-- rule 2h-vehicle-category
-- The category is that of the row in force, otherwise of the nearest one in time; of several that are equally near, the first.
INSERT INTO finding
WITH candidate AS (
  FROM leg AS t
  WHERE service IN ('ambulance', 'vsl') AND plate IS NOT NULL AND NOT EXISTS (
    FROM vehicle AS v WHERE v.plate = t.plate AND alone AND fit_for = service)),
nearest AS (
  SELECT claim_id, service, count(v.plate) AS vehicles,
    arg_min(struct_pack(category := category),
      (CASE WHEN valid_to < day THEN day - valid_to WHEN day < valid_from THEN valid_from - day ELSE 0 END, line)) AS v
  FROM candidate LEFT JOIN vehicle AS v USING (plate) GROUP BY claim_id, service),
judged AS (
  SELECT claim_id, CASE
    WHEN vehicles = 0 OR v.category = 'D' AND service = 'ambulance' THEN 'anomaly'
    WHEN v.category = 'B' OR v.category IN ('A', 'C') AND service = 'vsl' THEN 'review' END AS verdict
  FROM nearest)
SELECT 'transport', claim_id, '2h-vehicle-category', verdict FROM judged WHERE verdict IS NOT NULL;

-- rule 2a-transport-without-licence
INSERT INTO finding
WITH candidate AS (
  SELECT claim_id, operator_id, plate, day, last_day FROM leg AS t
  WHERE service IN ('ambulance', 'vsl') AND NOT EXISTS (
    FROM operator AS o WHERE o.operator_id = t.operator_id AND licence_from <= t.day AND (licence_to IS NULL OR licence_to >= t.last_day))
  UNION
  SELECT claim_id, operator_id, plate, day, last_day FROM leg AS t
  WHERE service IN ('ambulance', 'vsl') AND NOT EXISTS (
    FROM vehicle AS v WHERE v.plate = t.plate AND valid_from <= t.day AND (valid_to IS NULL OR valid_to >= t.last_day))),
licensed AS (SELECT claim_id, max(standing(licence_from, licence_to, day, last_day)) AS s FROM candidate JOIN operator USING (operator_id)
  GROUP BY claim_id),
authorised AS (SELECT claim_id, max(standing(valid_from, valid_to, day, last_day)) AS s FROM candidate JOIN vehicle USING (plate) GROUP BY claim_id),
judged AS (
  SELECT claim_id, credential(least(coalesce(licensed.s, 0), CASE WHEN plate IS NULL THEN 1 ELSE coalesce(authorised.s, 0) END)) AS verdict
  FROM candidate LEFT JOIN licensed USING (claim_id) LEFT JOIN authorised USING (claim_id))
SELECT 'transport', claim_id, '2a-transport-without-licence', verdict FROM judged WHERE verdict IS NOT NULL;

-- rule 2a-taxi-without-convention
INSERT INTO finding
WITH candidate AS (
  FROM leg AS t
  WHERE service = 'taxi' AND NOT EXISTS (
    FROM operator AS o WHERE o.operator_id = t.operator_id AND convention_from <= t.day
      AND (convention_to IS NULL OR convention_to >= t.last_day))),
judged AS (
  SELECT claim_id,
    credential(coalesce(max(standing(convention_from, convention_to, day, last_day)) FILTER (WHERE o.operator_id IS NOT NULL), 0)) AS verdict
  FROM candidate LEFT JOIN operator AS o USING (operator_id) GROUP BY claim_id)
SELECT 'transport', claim_id, '2a-taxi-without-convention', verdict FROM judged WHERE verdict IS NOT NULL;

-- rule 2i-no-parking-licence
-- rule 2i-parking-licence-expired
-- If a licence for another vehicle may be in force (a relief vehicle), the first finding is a review. 2 yes, 1 not known, 0 no.
INSERT INTO finding
WITH candidate AS (
  FROM leg AS t
  WHERE service = 'taxi' AND plate IS NOT NULL AND NOT EXISTS (
    FROM taxi_licence AS l WHERE l.operator_id = t.operator_id AND l.plate = t.plate AND issued_on <= t.day
      AND (issued_on < DATE '2014-10-01' OR valid_to > t.day AND valid_to >= t.last_day))),
licence AS (
  SELECT claim_id, l.plate = candidate.plate AS same, CASE WHEN issued_on <= day THEN 2 WHEN issued_on IS NULL THEN 1 ELSE 0 END AS issued,
    CASE
      WHEN issued_on > day THEN 0 WHEN issued_on < DATE '2014-10-01' THEN 3 WHEN issued_on IS NULL OR valid_to IS NULL THEN 1
      WHEN valid_to < day THEN 0 WHEN valid_to = day OR valid_to < last_day THEN 2 ELSE 3 END AS s,
    issued_on < DATE '2014-10-01' OR valid_to IS NULL OR valid_to >= day AS holds
  FROM candidate JOIN taxi_licence AS l USING (operator_id)),
licensed AS (
  SELECT claim_id, max(issued) FILTER (WHERE same) AS issued, max(least(issued, 1)) FILTER (WHERE same IS NULL) AS perhaps,
    max(s) FILTER (WHERE same) AS s, max(issued) FILTER (WHERE NOT coalesce(same, false) AND holds) AS elsewhere
  FROM licence GROUP BY claim_id),
judged AS (
  SELECT claim_id, greatest(coalesce(issued, 0), coalesce(perhaps, 0)) AS issued, s, coalesce(elsewhere, 0) AS elsewhere
  FROM candidate LEFT JOIN licensed USING (claim_id))
SELECT 'transport', claim_id, '2i-no-parking-licence', softened('anomaly', elsewhere = 2) FROM judged WHERE issued = 0 AND elsewhere <> 1
UNION ALL
SELECT 'transport', claim_id, '2i-parking-licence-expired', credential(s) FROM judged WHERE issued = 2 AND s IN (0, 2);

-- rule 2i-no-professional-card
INSERT INTO finding
WITH candidate AS (
  FROM leg AS t
  WHERE service = 'taxi' AND driver_id IS NOT NULL AND NOT EXISTS (
    FROM taxi_card AS k WHERE k.driver_id = t.driver_id AND valid_from <= t.day AND (valid_to IS NULL OR valid_to >= t.last_day)
      AND suspended_from IS NULL)),
card AS (
  SELECT claim_id, standing(valid_from, valid_to, day, last_day) AS s, CASE
    WHEN suspended_from IS NULL THEN 3
    WHEN standing(suspended_from, suspended_to, day, last_day) >= 2 THEN 0
    WHEN suspended_from > day AND suspended_from <= last_day THEN 2 ELSE 3 END AS suspended
  FROM candidate JOIN taxi_card USING (driver_id)),
judged AS (
  SELECT claim_id, credential(coalesce(max(least(s, suspended)), 0)) AS verdict FROM candidate LEFT JOIN card USING (claim_id) GROUP BY claim_id)
SELECT 'transport', claim_id, '2i-no-professional-card', verdict FROM judged WHERE verdict IS NOT NULL;

-- rule 4a-sent-late
-- There are never more working days than days: most claims are in time by the number of days alone. A bill of several acts may
-- count from a later one of the same invoice, or of the same prescription within 31 days.
INSERT INTO finding
WITH bill AS (
  SELECT 'transport' AS claim_kind, claim_id, operator_id AS biller, invoice_id, prescription_id, day, sent_on, paper, third_party, area FROM leg
  UNION ALL SELECT 'care', claim_id, provider_id, invoice_id, prescription_id, day, sent_on, paper, third_party, area FROM act),
suspect AS (
  SELECT *, CASE WHEN paper OR third_party THEN 8 ELSE 3 END AS allowed FROM bill
  WHERE sent_on > day + allowed AND (third_party OR NOT paper)),
sent AS (
  SELECT suspect.*, calendar.area AS counted_in, so_far FROM suspect
  JOIN calendar ON calendar.area = coalesce(suspect.area, 'FR') AND calendar.day = sent_on),
late AS (
  FROM sent WHERE paper
  UNION ALL
  SELECT sent.* FROM sent JOIN calendar AS done ON done.area = sent.area AND done.day = sent.day
  WHERE NOT paper AND sent.so_far - done.so_far > allowed
  UNION ALL -- where the area is not known, it must be late in every area
  FROM sent WHERE NOT paper AND sent.area IS NULL AND NOT EXISTS (
    FROM calendar AS done JOIN calendar AS here USING (area)
    WHERE area <> '??' AND done.day = sent.day AND here.day = sent_on
      AND here.so_far - done.so_far <= allowed)),
of_bill AS (
  SELECT late.*, other.day AS other_day FROM late JOIN bill AS other USING (biller, invoice_id)
  WHERE other.day > late.day AND other.day <= late.sent_on
  UNION ALL
  SELECT late.*, other.day FROM late JOIN bill AS other USING (biller, prescription_id)
  WHERE other.day > late.day AND other.day <= least(late.sent_on, late.day + 31)),
excused AS (
  SELECT claim_kind, claim_id FROM of_bill JOIN calendar AS done ON done.area = counted_in AND done.day = other_day
  WHERE CASE WHEN paper THEN sent_on - other_day ELSE of_bill.so_far - done.so_far END <= allowed)
SELECT claim_kind, claim_id, '4a-sent-late', 'review' FROM late
WHERE (claim_kind, claim_id) NOT IN (FROM excused);

-- ## Rules of groups

-- rule 1a-duplicate-claim
-- Few claims have the same patient and time; only those are compared cell by cell. Each copy is compared with the first of the others in
-- order of sending. Acts of which only the day is known are copies only if they are on another invoice.
INSERT INTO finding
WITH line AS (
  SELECT 'transport' AS claim_kind, claim_id, patient_id, begins AS instant, sent_on, paid_zero, NULL AS invoice_id,
    (operator_id, service::VARCHAR, departure, arrival) AS what
  FROM leg
  WHERE service <> 'escort' AND departure IS NOT NULL AND arrival IS NOT NULL
    AND hash(patient_id, begins) IN (SELECT hash(patient_id, begins) FROM leg GROUP BY 1 HAVING count(*) > 1)
  UNION ALL
  SELECT 'care', claim_id, patient_id, instant, sent_on, paid_zero, CASE WHEN day_only THEN invoice_id END,
    (provider_id, act_code, day_only::VARCHAR, CASE WHEN day_only THEN amount_billed::VARCHAR ELSE '' END)
  FROM act
  WHERE act_code IS NOT NULL AND (NOT day_only OR NOT over_the_counter AND invoice_id IS NOT NULL)
    AND hash(patient_id, instant) IN (SELECT hash(patient_id, instant) FROM act GROUP BY 1 HAVING count(*) > 1)),
numbered AS (
  SELECT *, row_number() OVER (PARTITION BY claim_kind, patient_id, instant, what ORDER BY sent_on, claim_id) AS by_day,
    row_number() OVER (PARTITION BY claim_kind, patient_id, instant, what ORDER BY claim_id) AS by_id,
    bool_or(sent_on IS NULL) OVER (PARTITION BY claim_kind, patient_id, instant, what) AS undated
  FROM line),
ordered AS (SELECT *, CASE WHEN undated THEN by_id ELSE by_day END AS turn FROM numbered),
copy AS (
  SELECT claim_kind, b.claim_id, arg_min(a.paid_zero, a.turn) AS resubmitted
  FROM ordered AS a JOIN ordered AS b USING (claim_kind, patient_id, instant, what)
  WHERE a.turn < b.turn AND (a.invoice_id IS NULL OR a.invoice_id <> b.invoice_id) GROUP BY ALL)
SELECT claim_kind, claim_id, '1a-duplicate-claim', 'review' FROM copy WHERE NOT resubmitted;

-- Trips with a departure, an arrival and a postcode, one row for each day of absolute time that they touch: two that overlap share a day.
CREATE TABLE aboard AS
SELECT leg.rowid AS n, claim_id, patient_id, plate, driver_id, attendant_id, service, operator_id, departure, arrival, begins, ends, doubt,
  unnest(range(begins // 86400, (ends - 1) // 86400 + 1)) AS day
FROM leg WHERE service <> 'escort' AND ends > begins;
CREATE MACRO together(a_begins, a_ends, b_begins, b_ends) AS least(a_ends, b_ends) - greatest(a_begins, b_begins) > 300;

-- rule 1a-patient-in-two-places
INSERT INTO finding
WITH pair AS (
  SELECT a.claim_id AS one, b.claim_id AS other
  FROM aboard AS a JOIN aboard AS b USING (patient_id, day)
  WHERE a.n < b.n AND together(a.begins, a.ends, b.begins, b.ends) AND NOT (a.begins = b.begins AND a.service = b.service
    AND a.operator_id = b.operator_id AND a.departure = b.departure AND (a.arrival IS NULL OR b.arrival IS NULL OR a.arrival = b.arrival))),
treated AS (
  SELECT aboard.claim_id AS trip, act.claim_id AS act
  FROM act JOIN aboard USING (patient_id)
  WHERE NOT day_only AND placed AND instant // 86400 = aboard.day AND begins <= instant AND instant < ends)
SELECT DISTINCT claim_kind, claim_id, '1a-patient-in-two-places', 'review' FROM (
  SELECT 'transport' AS claim_kind, unnest([one, other]) AS claim_id FROM pair
  UNION ALL SELECT 'transport', trip FROM treated
  UNION ALL SELECT 'care', act FROM treated);

-- rule 1a-vehicle-in-two-places
INSERT INTO finding
SELECT DISTINCT 'transport', unnest([a.claim_id, b.claim_id]), '1a-vehicle-in-two-places', 'review'
FROM aboard AS a JOIN aboard AS b USING (plate, day)
WHERE a.n < b.n AND together(a.begins, a.ends, b.begins, b.ends) AND a.patient_id <> b.patient_id AND a.departure <> b.departure
  AND a.arrival <> b.arrival;

-- rule 1a-crew-in-two-vehicles
INSERT INTO finding
WITH duty AS (
  SELECT driver_id AS person_id, day, n, claim_id, plate, begins, ends FROM aboard WHERE plate IS NOT NULL AND driver_id IS NOT NULL
  UNION ALL
  SELECT attendant_id, day, n, claim_id, plate, begins, ends FROM aboard
  WHERE plate IS NOT NULL AND attendant_id IS NOT NULL AND attendant_id IS DISTINCT FROM driver_id)
SELECT DISTINCT 'transport', unnest([a.claim_id, b.claim_id]), '1a-crew-in-two-vehicles', 'review'
FROM duty AS a JOIN duty AS b USING (person_id, day)
WHERE a.n < b.n AND together(a.begins, a.ends, b.begins, b.ends) AND a.plate <> b.plate;

-- rule 2h-vsl-overloaded
-- The passengers on board whenever another one gets in. As a margin, nobody counts in the last five minutes before the arrival.
INSERT INTO finding
WITH vsl AS (FROM aboard WHERE service = 'vsl' AND plate IS NOT NULL),
moment AS (
  SELECT a.n FROM vsl AS a JOIN vsl AS b USING (plate, day)
  WHERE a.begins // 86400 = day AND b.begins <= a.begins AND a.begins < b.ends GROUP BY a.n HAVING count(*) > 3),
seated AS (
  SELECT a.n AS moment, b.claim_id, b.patient_id, b.doubt, a.ends - 300 > a.begins AND b.ends - 300 > a.begins AS beyond_margin
  FROM moment JOIN vsl AS a USING (n) JOIN vsl AS b USING (plate, day)
  WHERE a.begins // 86400 = day AND b.begins <= a.begins AND a.begins < b.ends),
crowded AS (
  SELECT moment, count(DISTINCT patient_id) FILTER (WHERE beyond_margin) > 3 AND NOT bool_or(doubt) FILTER (WHERE beyond_margin) AS proven
  FROM seated GROUP BY moment HAVING count(DISTINCT patient_id) > 3)
SELECT 'transport', claim_id, '2h-vsl-overloaded', CASE WHEN bool_or(proven AND beyond_margin) THEN 'anomaly' ELSE 'review' END
FROM seated JOIN crowded USING (moment) GROUP BY claim_id;
