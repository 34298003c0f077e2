# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Settings, each an environment variable or "make demo LAB_SUITE=bookworm":
#   LAB_SUITE  Debian suite of the lab's hosts: trixie (OVN 25.03) or bookworm (OVN 23.03)
#   LAB_BASE   where their image starts: an image reference, debootstrap, or auto
#   LAB_NAME   name of the lab; two labs can run side by side
#   OVN_TEST_SUITES  suites whose Open vSwitch, OVN and ovsdbapp the unit tests use
LAB_SUITE ?= trixie
LAB_BASE ?= auto
OVN_TEST_SUITES ?= bookworm trixie sid
export LAB_SUITE LAB_BASE OVN_TEST_SUITES
ifdef LAB_NAME
export LAB_NAME
endif

T := tests/tools

.DEFAULT_GOAL := help
.PHONY: help demo demo-down test test-long lint unit unit-lab oracle sanity cores importer molecule test-kernel bench bench-engine bench-scale clean setup

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## build an OVN cluster on three containers and pass packets
	@$(T)/demo up

demo-down: ## remove all of the demo, and nothing else
	@$(T)/demo down

test: ## run every check; one summary at the end
	@$(T)/run-tests

test-long: setup ## the random unit tests at length with three releases, and all operations of day two: hours (not part of make test)
	@OVN_TEST_LONG=1 $(T)/run-tests unit molecule-day2

lint: setup ## ansible-lint, shellcheck, documentation and changelog
	@$(T)/run-tests ansible-lint shellcheck docs changelog

unit: setup ## unit tests against private ovsdb-servers; some of them in seconds: SUITE=trixie ARGS="-k qos"
	@$(if $(or $(SUITE),$(ARGS)),$(T)/unit $(or $(SUITE),$(lastword $(OVN_TEST_SUITES))) $(ARGS),$(T)/run-tests unit)

unit-lab: setup ## the same with the Python of the lab's hosts, in a container
	@$(T)/run-tests unit-lab

oracle: setup ## compare with what LXD writes
	@$(T)/run-tests oracle

sanity: setup ## ansible-test sanity
	@$(T)/run-tests sanity

cores: setup ## the oldest and the newest ansible-core, and the Pythons that hosts have
	@$(T)/run-tests cores

importer: setup ## the collection as its users get it, before Galaxy's importer
	@$(T)/run-tests importer

molecule: setup ## scenarios on three containers
	@$(T)/run-tests molecule

test-kernel: setup ## uplinks, tunnels, NAT and ACLs on two machines with a kernel of their own (not part of make test)
	@$(T)/run-tests kernel

bench: setup ## time the engine, a converge from nothing, the second one, and a single task
	@$(T)/bench-engine
	@$(T)/bench

bench-engine: setup ## time the engine beside ovn-nbctl and a raw transaction, without containers
	@$(T)/bench-engine

bench-scale: setup ## count what playbooks cost the controller with 100 hosts and 1,000 instances (not part of make bench)
	@$(T)/bench-scale

setup:
	@$(T)/setup test

clean: ## remove the virtual environment and the caches (not a running demo)
	rm -rf .venv .cache .ansible .pytest_cache tests/output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
