# What can be done here? Each job is below; what takes more than a line is in scripts/.

PORT ?= 8400
DATA ?= data

.PHONY: run test check bench bench-identity bench-timing coverage

# Builds the program and starts it with made-up people; a second run keeps DATA. Ctrl-C ends it.
run:
	cargo run --release --package counterfoil -- serve --demo --data $(DATA) --listen-base $(PORT)

# Installs what is missing, then runs every test: both databases, the whole program, a real browser.
# The last line adds up.
test:
	@scripts/test

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
