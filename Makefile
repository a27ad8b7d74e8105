# What can be done here? Each job is below; what takes more than a line is in scripts/.

PORT ?= 8400
DATA ?= data

.PHONY: run test test-crash crash-long check bench bench-identity bench-timing coverage

# Builds the program and starts it with made-up people; a second run keeps DATA. Ctrl-C ends it.
run:
	cargo run --release --package counterfoil -- serve --demo --data $(DATA) --listen-base $(PORT)

# Installs what is missing, then runs every test: both databases, the whole program, a real browser.
# The last line adds up.
test:
	@scripts/test

# The program killed 500 times while people pay, and a disk that lost its power 500 times; on SQLite, a fifth on PostgreSQL
# if COUNTERFOIL_TEST_POSTGRES names a server. Part of `make test`.
test-crash:
	@cargo build --package counterfoil
	@cargo nextest run --package tests crash::

# The same 10,000 times: hours.
crash-long:
	@cargo build --release --package counterfoil
	@COUNTERFOIL_PROGRAM=$${CARGO_TARGET_DIR:-target}/release/counterfoil COUNTERFOIL_KILLS=10000 COUNTERFOIL_CUTS=10000 \
		cargo nextest run --profile long --package tests crash::

# What a reviewer need not look for.
check:
	@scripts/check

# Figures for the README. Not part of `make test`: a busy machine must not fail it.
bench:
	cargo bench --package tax --bench payoff
	cargo bench --package store --bench handle
	cargo bench --package agency --bench intake
	cargo bench --package agency --bench settlement
	cargo bench --package agency --bench information_returns
	cargo bench --package sandbox --bench papers

# Our OpenID provider against the npm package oidc-provider, each on one core. Installs it; fails if a goal is missed.
bench-identity:
	@scripts/bench-identity

# Does the time of an answer tell whether an address has a sign-in? Fails if it does: |t| over 4.5.
# PAIRS is how many pairs of requests with cheap hashing; a fiftieth of them are sent with the real one.
bench-timing:
	cargo test --release --package identity --lib -- --ignored --nocapture --test-threads 1 timing

# Which branches of the rules and the values do their own tests reach? Lists every branch they do not.
coverage:
	@scripts/coverage
