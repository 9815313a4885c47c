"""Writes a dataset as people have them: as_they_come.py FOLDER, which has the folders registers and Care_2026. What is to be understood and what
is to be refused stands beside values that only look like trouble."""

import os
import sys

folder = sys.argv[1]


def write(name, *lines):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")


# Another delimiter and another case in the header, decimal commas, days in the French order; null words, sentinel days and placeholders.
rows = ["sep=;", 'CLAIM_ID; Cancels ;"operator_id";operator_kind;patient_id;patient_died;service;departed_at;driver_name;plate;billed_km;amount_billed;sent_on;paid_on']
for n in range(40):
    died = ("1600-01-01", "NULL", "9999-12-31", "", "01/02/2026")[n % 5]
    patient = "00000000" if n == 7 else f"PAT{n % 11}"
    rows.append(f"C{n};NULL;0750{n:03};ambulance;{patient};{died};vsl;{10 + n % 3}/03/2026 {8 + n % 9:02}:00;Nil;AB-12{n % 4}-CD;12,5;25,30;2026-03-12;\\N")
rows[5] = rows[5].removesuffix("\\N") + "2062-03-12"
rows += ["R1;'C1;0750001;ambulance;PAT1;;vsl;11/03/2026 09:00;;AB-121-CD;12,5;-25,30;2026-03-12;",
         "R2;NOWHERE;0750001;ambulance;PAT1;;vsl;11/03/2026 09:00;;AB-121-CD;12,5;-25,30;2026-03-12;",
         "R3;R3;0750001;ambulance;PAT1;;vsl;11/03/2026 09:00;;AB-121-CD;12,5;-25,30;2026-03-12;",
         "C3;;0750003;ambulance;PAT3;;vsl;11/03/2026 09:00;;AB-121-CD;12,5;25,30;2026-03-12;",
         "C50;;0750003;ambulance;PAT3;;vsl;2026-03-11T09:00Z;;AB-121-CD;12,5;25,30;2026-03-12;",
         "C51;;0750003;ambulance;PAT3;;vsl;11/03/2026 09:00;;AB-121-CD;12,5;-25,30;2026-03-12;"]
write("Transports 2026.CSV", *rows)
write("Care_2026/part-0.csv", "claim_id,provider_id,provider_kind,patient_id,performed_on,amount_billed,act_code",
      "A1,DR1,doctor,PAT1,2026-03-10,25.00,NA", "A2,DR1,doctor,PAT2,2026-03-10,25.00,G", "A3,DR1,doctor,PAT2,1600-01-01,25.00,G")
write("Care_2026/part-1.CSV", "claim_id,provider_id,provider_kind,patient_id,performed_on,amount_billed,act_code",
      "A1,DR1,doctor,PAT1,2026-03-10,25.00,G")
write("Care_2026/_SUCCESS", "")
write("transports_april.zip", "")
write("notes.txt", "")
# Leading zeros were lost: no operator is found. The vehicles are the right ones; one row cannot be read.
write("registers/operators.csv", "operator_id,licence_from,licence_to", *[f"750{n:03},2010-01-01," for n in range(40)])
write("registers/vehicles.csv", "plate,category,valid_from,valid_to", "AB120CD,C,2010-01-01,", "AB121CD,D,2010-01-01,2020-12-31", "AB122CD,D,soon,")
