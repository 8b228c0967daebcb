# Two commands: `make run` shows the main job, `make test` proves the house. Both do all set-up.
#
#   make run                                 a minute of trading against the simulated venue, the proof of its journal
#   make run SECONDS_OF_TRADING=600 SEED=9   longer, at another venue
#   make run RECORDING=path/to/file.ndjson.gz     the same as make replay with it
#
#   make replay                              a generated session, its replay, the proof of its journal
#   make replay RECORDING=path/to/file.ndjson.gz  the same with a recorded session
#
#   make fuzz FUZZ_SECONDS=600               hostile input for everything that reads what people write (libFuzzer)
#
#   make approve-demo                        the policies of this folder as a new release, signed with published keys
#   make approve-demo FRESH=1                the same as the first release, all earlier ones forgotten
#
# Other targets: setup build format lint bench clean

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := test
MAKEFLAGS += --no-print-directory

SEED ?= 7
RECORDING ?=
RUN := .build/run
SESSION := $(RUN)/session.ndjson.gz
JOURNAL := $(RUN)/journal.sqlite
CORPUS := .build/corpus
FUZZ_SECONDS ?= 60
FORMATTED := Sources Tests Package.swift

SECONDS_OF_TRADING ?= 60
LIVE := .build/run/live

# The command lines of `make replay`.
polytraders = $$(swift build -c release --show-bin-path)/polytraders
generate = generate --seed $(SEED) --out $(SESSION)
replay = replay --market $(if $(RECORDING),$(RECORDING),$(SESSION)) --journal $(JOURNAL) --fresh
verify = audit verify --journal $(JOURNAL)

FRESH ?=

# Bob and Carol of specs/approvers.yaml. THESE ARE DEMONSTRATION KEYS, published with every Ethereum test node: whoever
# reads this can sign with them. A desk that trades has its own approvers, and never runs this.
DEMO_BOB := 59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d
DEMO_CAROL := 5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a

.PHONY: run replay replay-session test setup approve-demo build release format lint bench simulate fuzz clean

run: release
ifeq ($(RECORDING),)
	@.ci/trade $(polytraders) $(LIVE) $(SECONDS_OF_TRADING) $(SEED)
else
	@$(MAKE) replay-session
endif

replay: release
	@$(MAKE) replay-session

replay-session:
	@mkdir -p $(RUN)
	@$(if $(RECORDING),,$(polytraders) $(generate))
	@$(polytraders) $(replay)
	@$(polytraders) $(verify)

test: setup
	swift build --build-tests
	@$(MAKE) lint
	@.ci/suite

setup:
	@.ci/setup

build: setup
	swift build

release: setup
	swift build -c release --product polytraders

format:
	swift format -i -r $(FORMATTED)

lint:
	swift format lint -r -s $(FORMATTED)

bench: release
	$(polytraders) bench

SIMULATE_SEED ?= 1
SIMULATE_RUNS ?= 10000
simulate: release
	$(polytraders) simulate --seed $(SIMULATE_SEED) --runs $(SIMULATE_RUNS)

fuzz: setup
	swift build -c release --product fuzz
	@mkdir -p $(CORPUS)
	$$(swift build -c release --show-bin-path)/fuzz seeds $(CORPUS)
	swift build -c release --product fuzz --sanitize fuzzer -Xswiftc -DFUZZING --scratch-path .build/fuzz
	SWIFT_BACKTRACE=enable=no .build/fuzz/release/fuzz -dict=$(CORPUS)/words.dict -max_total_time=$(FUZZ_SECONDS) \
	  -max_len=16384 -timeout=10 -rss_limit_mb=1024 -artifact_prefix=$(CORPUS)/ -print_final_stats=1 $(CORPUS)/inputs

approve-demo: build
	@$(if $(FRESH),rm -rf specs/approved .polytraders)
	@program=$$(swift build --show-bin-path)/polytraders; \
	if $$program approve status >/dev/null 2>&1; then $$program approve status; exit 0; fi; \
	BOB=$(DEMO_BOB) $$program approve --proposer alice --key env:BOB --yes; \
	if [ -e specs/approved/pending.yaml ]; then CAROL=$(DEMO_CAROL) $$program approve --key env:CAROL --yes; fi; \
	$$program approve status

clean:
	rm -rf .build
