.DEFAULT_GOAL := help
.PHONY: compose-test k8s-test help check quick format train manifests chaos chaos-faults long-log

SEED ?= 1
ROUNDS ?= 10
STORE ?= embedded

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: ## everything that the gate runs
	.ci/run

quick: ## the inner loop: compile and the tests that need no broker, store or process; no static analysis
	mvn -q -B -Dquick package

format: ## format the sources as the check wants them
	mvn -q -B com.diffplug.spotless:spotless-maven-plugin:apply

train: ## the main job
	./epochal train runs/mnist-cnn.yaml

manifests: ## render k8s/ anew, with kubectl
	k8s/render

chaos: ## kill, stop, cut and fill what a run needs: ROUNDS=n SEED=s, or ROUND=k of a seed, STORE=minio
	mvn -q -B -ntp -Dquick -DskipTests package
	java -jar chaos/target/chaos-0.1.0-SNAPSHOT.jar --seed $(SEED) --store $(STORE) \
	  $(if $(ROUND),--from $(ROUND) --rounds 1,--rounds $(ROUNDS))

chaos-faults: ## plant faults in a copy of the sources; the rounds have to find each
	chaos/planted-faults.sh

compose-test: ## docker compose as a user walks through it, restart, scale and kills included; skips without an engine
	docker/compose-test

k8s-test: ## overlays/local on the cluster that kubectl talks to, drain and rolling update included; skips without one
	k8s/cluster-test

long-log: ## the command with 128 MB at a log of 20,000 runs and one of 526 epochs with every callback
	mvn -q -B -ntp -Dquick -pl command-line -am -Dtest=LongLogTest -Dsurefire.failIfNoSpecifiedTests=false \
	  -DargLine="-Dlong-log.runs=20000 -Dlong-log.epochs=526 -Dlong-log.heap=128m" test
