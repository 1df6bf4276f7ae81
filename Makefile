.DEFAULT_GOAL := help
.PHONY: help check quick format train

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: ## everything that the gate runs
	.ci/run

quick: ## the inner loop: compile and unit tests, no static analysis
	mvn -q -B -Dquick package

format: ## format the sources as the check wants them
	mvn -q -B com.diffplug.spotless:spotless-maven-plugin:apply

train: ## the main job
	./epochal train runs/mnist-cnn.yaml
