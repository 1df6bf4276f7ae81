.DEFAULT_GOAL := help
.PHONY: archives bench bench-data bench-examples bench-growth bench-ideas bench-models bench-read-model bench-start clients-test compose-test conformance fuzz k8s-test monitoring-test help check quick format train manifests chaos chaos-faults long-log long-tests memory-test concurrency http-fuzz

SEED ?= 1
N ?= 1000000
DOOR ?=
STRESS ?= -m quick -sc false
ROUNDS ?= 10
STORE ?= embedded
CLIENTS_PYTHON ?= target/clients/bin/python
BENCH_PYTHON ?= target/bench/bin/python
BENCH ?=

help: ## show this
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: ## all checks of the gate
	.ci/run

quick: ## the inner loop: compile and the tests that need no broker, store or process; no static analysis
	mvn -q -B -T 1C -Dquick package

format: ## format the sources
	mvn -q -B com.diffplug.spotless:spotless-maven-plugin:apply

archives: ## build, and archive the classes of the programs: ./epochal starts a stack with half the processor time
	mvn -q -B -Dquick -DskipTests package
	command-line/archive-classes

train: ## the main job
	./epochal train runs/mnist-cnn.yaml

manifests: ## render k8s/ again, with kubectl
	k8s/render

long-tests: ## the whole-process tests that mvn verify leaves out: kills, control, chaos rounds (11 minutes)
	mvn -B -ntp -Dlong -pl chaos,command-line -am verify

memory-test: ## the engine's tests, where freed memory is overwritten and Java collects all the time (Linux with glibc)
	trainer-service/memory-test -Dquick

chaos: ## random faults against a run: ROUNDS=n SEED=s, or ROUND=k of a seed, STORE=minio
	mvn -q -B -ntp -Dquick -DskipTests package
	java -jar chaos/target/chaos-0.1.0-SNAPSHOT.jar --seed $(SEED) --store $(STORE) \
	  $(if $(ROUND),--from $(ROUND) --rounds 1,--rounds $(ROUNDS))

chaos-faults: ## plant faults in a copy of the sources; the rounds must find each
	chaos/planted-faults.sh

compose-test: ## test docker compose as a user, with restart, scale and kills; skips without an engine
	docker/compose-test

k8s-test: ## test overlays/local on kubectl's cluster, with drain and rolling update; skips without one
	k8s/cluster-test

fuzz: ## generated inputs through every door for longer than in the gate: N=1000000 SEED=2 DOOR="run specs"
	mvn -q -B -ntp -Dquick -pl fuzz -am test -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dfuzz.inputs=$(N) -Dfuzz.seed=$(SEED) -Dfuzz.door="$(DOOR)"

http-fuzz: ## requests that schemathesis derives from /q/openapi, more than in the gate: EXAMPLES=200 SEED=2; FUZZ_PYTHON=a Python with schemathesis
	test -e command-line/target/lib || mvn -q -B -ntp -Dquick -DskipTests package
	callback-service/http-fuzz

concurrency: ## look for outcomes of races that must not be, with jcstress; STRESS="-m default" for longer on many cores
	mvn -q -B -ntp -Pconcurrency -Dquick -DskipTests -pl concurrency -am package
	mkdir -p concurrency/target/results
	cd concurrency/target/results && java -jar ../concurrency-0.1.0-SNAPSHOT.jar $(STRESS)

clients-test: ## test the Python client with Keras on JAX, and with TORCH=1 Lightning and Transformers; CLIENTS_PYTHON=a Python with them
	clients/python/run-tests

monitoring-test: ## test dashboard, alerts and traces with a real Prometheus, which is built if Go is there (10 minutes the first time)
	k8s/build-prometheus target/prometheus || echo "skipped: without Go there is no Prometheus; the tests say so where they need one"
	PROMTOOL="$$(pwd)/target/prometheus/promtool" PROMETHEUS="$$(pwd)/target/prometheus/prometheus" \
	  mvn -B -ntp -pl deployment,command-line -am verify -Dtest=PromtoolTest -Dit.test=MonitoringIT -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dfailsafe.failIfNoSpecifiedTests=false

conformance: ## every duty of a trainer, by our own and each client: DJL, and in CLIENTS_PYTHON a loop, Keras, Lightning, Transformers (half an hour)
	mvn -q -B -ntp -Dquick -DskipTests package
	./epochal conformance --kafka --spec runs/wine-classifier.yaml --set epochs=6 -- env QUARKUS_MANAGEMENT_PORT=0 \
	  EPOCHAL_INPUTS_DIRECTORY={folder}/inputs EPOCHAL_UNSTORED_DIRECTORY={folder}/unstored \
	  java -Xmx768m -jar trainer-service/target/quarkus-app/quarkus-run.jar
	./epochal conformance -- java -cp examples/djl/target/classes:$$(cat examples/djl/target/classpath) \
	  io.epochal.example.djl.TrainSpirals --epochs 6 --rows 320 --checkpoints {folder}
	for program in loop keras_program lightning_program transformers_program; do \
	  KERAS_BACKEND=jax ./epochal conformance -- $(CLIENTS_PYTHON) clients/python/conformance/$$program.py {folder} || exit 1; done

long-log: ## test the command with 128 MB on a log of 20,000 runs and one of 526 epochs with every callback
	mvn -q -B -ntp -Dquick -pl command-line -am -Dtest=LongLogTest -Dsurefire.failIfNoSpecifiedTests=false \
	  -DargLine="-Dlong-log.runs=20000 -Dlong-log.epochs=526 -Dlong-log.heap=128m" test

bench: archives ## measure everything that docs/performance.md shows, and write it (25 minutes): BENCH="--quick", "--only start,decisions"
	test -x $(BENCH_PYTHON) || python3 -m venv target/bench
	$(BENCH_PYTHON) -c 'import tensorflow, keras, tensorboard, matplotlib, httpx' 2>/dev/null || $(BENCH_PYTHON) -m pip install --quiet \
	  tensorflow-cpu==2.21.0 keras==3.15.1 tensorboard 'setuptools<80' matplotlib httpx
	mvn -q -B -ntp -Dquick -DskipTests package \
	  org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile=target/test.classpath
	$(BENCH_PYTHON) benchmarks/bench.py $(BENCH)

bench-data: ## train on 5 times more data than heap, with numpy, pillow and pyarrow: HEAP=MiB TIMES=n KINDS="npz csv parquet images"
	mvn -q -B -ntp -Dquick -DskipTests -pl trainer-service -am package
	HEAP=$(HEAP) TIMES=$(TIMES) KINDS="$(KINDS)" benchmarks/data/run

bench-examples: ## train the examples of runs/ by ./epochal and by tf.keras, and compare how good they become; BENCH="--seeds 5 transfer"
	test -x $(BENCH_PYTHON) || { python3 -m venv target/bench \
	  && target/bench/bin/pip install --quiet tensorflow-cpu==2.21.0 keras==3.15.1; }
	$(BENCH_PYTHON) -c 'import yaml' || $(BENCH_PYTHON) -m pip install --quiet pyyaml
	mvn -q -B -ntp -Dquick -DskipTests package
	$(BENCH_PYTHON) benchmarks/examples_beside_keras.py $(BENCH)

bench-start: archives ## how long the command takes from Enter to the prompt, and the steps of a start: BENCH="--rounds 5 --root OTHER"
	python3 benchmarks/start.py --budget $(BENCH)

bench-growth: archives ## how long the command takes with 10, 1,000 and 10,000 old runs in the log: BENCH="--rounds 3 10 10000"
	python3 benchmarks/growth.py $(BENCH)

bench-read-model: archives ## how long the list of runs takes with 10,000 runs and 10 million batches, in H2 and PostgreSQL: BENCH="--runs 1000"
	python3 benchmarks/read_model.py $(BENCH)

bench-ideas: ## other ways of computing the example, on PyTorch alone, beside the trainer's; BENCH_PYTHON=a Python with torch 2.7.1
	$(BENCH_PYTHON) benchmarks/training_ideas.py

bench-models: ## train models by tf.keras and by the engine, in turn; BENCH_PYTHON=a Python with both, BENCH="--rounds 3 lstm"
	test -x $(BENCH_PYTHON) || { python3 -m venv target/bench \
	  && target/bench/bin/pip install --quiet tensorflow-cpu==2.21.0 keras==3.15.1; }
	mvn -q -B -ntp -Dquick -DskipTests -pl trainer-service -am package \
	  org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile=target/test.classpath
	KERAS_BACKEND=tensorflow TF_CPP_MIN_LOG_LEVEL=3 $(BENCH_PYTHON) benchmarks/beside_keras.py $(BENCH)
