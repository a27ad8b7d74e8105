"""What does carta-ach (PyPI) read in a file for a bank? python bank_file.py FILE; JSON on one line."""

import json
import sys

from ach.parser import Parser

with open(sys.argv[1], encoding="ascii", newline="") as file:
    read = Parser(file.read()).as_dict()


def batch(found):
    """One batch, in the words of the test."""
    header, control = found["batch_header"], found["batch_control"]
    entries = [found["entry_detail"] for found in found["entries"]]
    return {
        "class": header["std_ent_cls_code"],
        "service": header["serv_cls_code"],
        "description": header["entry_desc"].strip(),
        "on": header["eff_ent_date"],
        "records": int(control["entadd_count"]),
        "debits": int(control["debit_amount"]),
        "credits": int(control["credit_amount"]),
        "hash": int(control["entry_hash"]),
        "entries": [
            {
                "code": entry["transaction_code"],
                "bank": entry["recv_dfi_id"] + entry["check_digit"],
                "account": entry["dfi_acnt_num"].strip(),
                "amount": int(entry["amount"]),
                "number": entry["ind_id"].strip(),
                "name": entry["ind_name"].strip(),
                "trace": int(entry["trace_num"]),
            }
            for entry in entries
        ],
    }


control = read["file_control"]
print(
    json.dumps(
        {
            "to": read["file_header"]["immediate_dest"].strip(),
            "from": read["file_header"]["immediate_org"].strip(),
            "batches": [batch(found) for found in read["batches"]],
            "records": int(control["entadd_count"]),
            "blocks": int(control["block_count"]),
            "debits": int(control["debit_amount"]),
            "credits": int(control["credit_amount"]),
            "hash": int(control["entry_hash"]),
        }
    )
)
