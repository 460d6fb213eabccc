# What one does with this project. `make help` lists it.

TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
# The window is served from the program itself, as in a release.
FEATURES := --features causerie-desktop/custom-protocol
TAURI_CLI := @tauri-apps/cli@2.12.5
NODE_MODULES := ui/node_modules/.package-lock.json
BINDINGS := ui/src/ipc/bindings
COMPLETIONS := $(TARGET)/completions
FUZZ_SECONDS ?= 600

export CAUSERIE_BAGIT_PYTHON := $(TARGET)/venv/bin/python
export CAUSERIE_TAURI_DRIVER := $(TARGET)/tools/bin/tauri-driver

.DEFAULT_GOAL := help
.PHONY: help run test check bench package screen window setup-run setup-test setup-check setup-bench bindings deny fuzz

help: ## Lists the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r target text; do \
		printf '  make %-9s %s\n' "$$target" "$$text"; done

run: screen setup-run window ## Opens the window on the sample session
	cargo run --package causerie-desktop $(FEATURES) -- --sample

test: setup-test window ## Runs every test; the last line is that of cargo test
	npm test --prefix ui
	cargo build --workspace --bins --tests $(FEATURES)
	cargo test --workspace $(FEATURES)

check: setup-check window bindings deny ## Format, lints, types, bindings, directions of the crates, licences, strange bytes
	cargo fmt --all --check
	cargo clippy --workspace --all-targets $(FEATURES) -- --deny warnings
	cargo test --package causerie-tests --test structure
	npm run --prefix ui lint
	npm run --prefix ui check
	@tests/fuzz/run.sh 10
	@echo 'check: all is well'

fuzz: setup-check ## Feeds strange bytes to the readers of logs and tags, FUZZ_SECONDS to each target (600)
	@tests/fuzz/run.sh $(FUZZ_SECONDS)

bench: setup-bench window ## Measures against named peers, side by side
	cargo build --release --workspace --bins $(FEATURES)
	cargo build --release --package causerie-desktop --example blank $(FEATURES),causerie-desktop/bench
	cargo bench --package causerie-tests
	cargo test --release --package causerie-audio --test measured -- --ignored --nocapture --test-threads=1 beside_mpv

package: setup-run window ## Builds a package to install, below target/release/bundle
	cargo build --release --package causerie-cli
	mkdir -p $(COMPLETIONS)
	for shell in bash zsh fish; do $(TARGET)/release/causerie completions $$shell >$(COMPLETIONS)/causerie.$$shell; done
	npm exec --yes --package=$(TAURI_CLI) -- tauri build --bundles deb --config '{"bundle":{"linux":{"deb":{"files":{ \
		"/usr/bin/causerie":"$(TARGET)/release/causerie", \
		"/usr/share/bash-completion/completions/causerie":"$(COMPLETIONS)/causerie.bash", \
		"/usr/share/zsh/vendor-completions/_causerie":"$(COMPLETIONS)/causerie.zsh", \
		"/usr/share/fish/vendor_completions.d/causerie.fish":"$(COMPLETIONS)/causerie.fish"}}}}}'

# The pieces of which the above are made.

screen:
	@if [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		echo 'error: there is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set' >&2; \
		echo '  help: Log in to a desktop, or run it on a screen that leads nowhere:' >&2; \
		echo '        scripts/setup.sh test && xvfb-run --auto-servernum make run' >&2; \
		exit 1; \
	fi

setup-run:
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test

setup-check:
	@scripts/setup.sh check

setup-bench:
	@scripts/setup.sh bench

$(NODE_MODULES): ui/package-lock.json
	npm ci --prefix ui --no-audit --no-fund
	@touch $@

window: $(NODE_MODULES)
	npm run --prefix ui build

bindings:
	cargo test --quiet --package causerie-app export_bindings
	@if [ -n "$$(git status --porcelain $(BINDINGS))" ]; then \
		git --no-pager diff -- $(BINDINGS); \
		echo 'error: the bindings of the window are stale' >&2; \
		echo '  help: git add $(BINDINGS), and commit them with the types they come from' >&2; \
		exit 1; \
	fi

# Advisories need the network and are left to `cargo deny check advisories`.
deny:
	$(TARGET)/tools/bin/cargo-deny --log-level error check bans licenses sources
