-- What left in a file is listed by its entries (bank_entry): the index of payments by file is not read. A module's payments
-- are few: without their state in its index, a payment that moves on leaves that index alone.
DROP INDEX payment_by_file;
DROP INDEX payment_by_module;
CREATE INDEX payment_by_module ON payment (owner_id, module_id);
