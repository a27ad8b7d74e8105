// What does @midlandsbank/node-nacha (npm) read in a file for a bank? node bank_file.mjs FILE; JSON on one line.

import { readFileSync } from "node:fs";
import nacha from "@midlandsbank/node-nacha";

const { file, batches } = nacha.from(readFileSync(process.argv[2], "ascii")).data;

const totals = ({ entryAndAddendaCount, totalDebit, totalCredit, entryHash }) => ({
  records: entryAndAddendaCount,
  debits: totalDebit,
  credits: totalCredit,
  hash: entryHash,
});

const entry = (found) => ({
  code: found.transactionCode,
  bank: String(found.receivingDFIIdentification).padStart(8, "0") + found.checkDigit,
  account: found.dfiAccount,
  amount: found.amount,
  number: found.identificationNumber,
  name: found.receivingCompanyName,
  trace: found.traceNumber,
});

const batch = (found) => ({
  class: found.entryClassCode,
  service: String(found.serviceClassCode),
  description: found.description,
  on: found.effectiveDate,
  ...totals(found.footer),
  entries: found.entries.map(entry),
});

const read = {
  to: file.destination.trim(),
  from: file.origin.trim(),
  batches: batches.map(batch),
  blocks: file.footer.blockCount,
  ...totals(file.footer),
};
process.stdout.write(`${JSON.stringify(read)}\n`);
