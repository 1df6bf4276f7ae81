package io.epochal.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which packages may use which. Think before you change this file: it is the architecture. */
class ArchitectureTest {
    /** What the command line computes without the world. */
    private static final String[] PURE = {
        "io.epochal.cli.view..", "io.epochal.cli.conformance", "io.epochal.cli.conformance.duty"
    };

    private static final Pattern READS = Pattern.compile(
            "to(\\w+)?Array|toByteBuffer|get(Float|Double|Int|Long|Boolean|Byte|Uint8)|contentEquals|allClose");

    private static JavaClasses all;

    @BeforeAll
    static void read() {
        List<Path> modules = List.of(
                        "training-protocol",
                        "keras-file",
                        "kafka-binding",
                        "tracing",
                        "service-guard",
                        "checkpoint-store",
                        "model-export",
                        "callback-service",
                        "trainer-service",
                        "local-stack",
                        "command-line",
                        "clients/djl",
                        "chaos")
                .stream()
                .map(module -> Path.of("..", module, "target", "classes"))
                .toList();
        all = new ClassFileImporter().importPaths(modules);
        for (String room : List.of(
                "protocol",
                "keras",
                "checkpoint",
                "callback.policy",
                "callback.api",
                "trainer.run",
                "trainer.djl",
                "trainer.data",
                "stack",
                "client",
                "cli")) {
            assertThat(all.stream().anyMatch(one -> one.getPackageName().startsWith("io.epochal." + room)))
                    .as("classes of " + room)
                    .isTrue();
        }
    }

    /** See {@code ScalarMath}: DJL frees the number before the gradient is computed, and on a GPU its copy waits. */
    @Test
    void tensorsAndNumbersMeetInOnePlace() {
        noClasses()
                .that()
                .resideInAPackage("io.epochal.trainer.djl..")
                .and()
                .doNotHaveSimpleName("ScalarMath")
                .should()
                .callMethodWhere(describe(
                        "NDArray's own arithmetic with a Number",
                        call -> call.getTargetOwner().getName().equals("ai.djl.ndarray.NDArray")
                                && call.getTarget().getRawParameterTypes().stream()
                                        .anyMatch(type -> type.getName().equals("java.lang.Number"))))
                .check(all);
    }

    /** See {@code InPlaceCopy}: DJL gives the tensor memory that it frees while PyTorch still writes to it. */
    @Test
    void tensorsKeepTheirMemory() {
        noClasses()
                .that()
                .resideInAPackage("io.epochal.trainer..")
                .should()
                .callMethodWhere(describe(
                        "NDArray's copyTo, or set with values of Java",
                        call -> call.getTargetOwner().isAssignableTo("ai.djl.ndarray.NDArray")
                                && (call.getName().equals("copyTo")
                                        || (call.getName().equals("set")
                                                && call.getTarget()
                                                                .getRawParameterTypes()
                                                                .size()
                                                        == 1))))
                .check(all);
    }

    /** See {@code HostReads}. Snapshots are read by other threads; the others are read before or behind a training. */
    @Test
    void aBatchIsReadInOnePlace() {
        noClasses()
                .that()
                .resideInAPackage("io.epochal.trainer.djl..")
                .and(describe("train", one -> !Set.of(
                                "HostReads", "DjlSnapshot", "DjlModel", "NativeValues", "ReplacedBuffers")
                        .contains(one.getSimpleName())))
                .should()
                .callMethodWhere(describe(
                        "a copy of an NDArray's elements to the host",
                        call -> call.getTargetOwner().isAssignableTo("ai.djl.ndarray.NDArray")
                                && !(call.getOriginOwner().getSimpleName().equals("DjlEngine")
                                        && call.getOrigin().getName().equals("restoreOptimizer"))
                                && READS.matcher(call.getName()).matches()))
                .check(all);
    }

    @Test
    void policyIsPure() {
        classes()
                .that()
                .resideInAPackage("io.epochal.callback.policy..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.math..",
                        "java.util..",
                        "java.time..",
                        "org.jspecify..",
                        "io.epochal.protocol..",
                        "io.epochal.callback.policy.."))
                .check(all);
    }

    @Test
    void summariesArePure() {
        classes()
                .that()
                .resideInAPackage("io.epochal.callback.summary..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.math..",
                        "java.util..",
                        "java.time..",
                        "org.jspecify..",
                        "io.epochal.protocol..",
                        "io.epochal.callback.policy..",
                        "io.epochal.callback.summary.."))
                .check(all);
    }

    @Test
    void whichRunsAreAskedForIsAValue() {
        classes()
                .that()
                .resideInAPackage("io.epochal.callback.query..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "org.jspecify..",
                        "com.fasterxml.jackson..",
                        "io.epochal.protocol..",
                        "io.epochal.callback.guard..",
                        "io.epochal.callback.summary..",
                        "io.epochal.callback.query.."))
                .check(all);
    }

    @Test
    void whoAsksIsAValue() {
        classes()
                .that()
                .resideInAPackage("io.epochal.callback.guard..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.nio.charset..",
                        "java.security..",
                        "java.util..",
                        "java.time..",
                        "javax.crypto..",
                        "org.jspecify..",
                        "io.epochal.protocol..",
                        "io.epochal.callback.guard.."))
                .check(all);
    }

    @Test
    void policyAsksNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.epochal.callback.policy..",
                        "io.epochal.callback.guard..",
                        "io.epochal.callback.summary..",
                        "io.epochal.callback.query..",
                        "io.epochal.callback.page.view..",
                        "io.epochal.trainer.run.state..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(all);
    }

    @Test
    void onlyMessagingKnowsKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "..messaging..",
                        "io.epochal.kafka..",
                        "io.epochal.tracing..",
                        "io.epochal.stack..",
                        "io.epochal.cli.timeline..",
                        "io.epochal.chaos.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "org.eclipse.microprofile.reactive..")
                .check(all);
        // Quarkus' security speaks Mutiny.
        noClasses()
                .that()
                .resideOutsideOfPackages("..messaging..", "io.epochal.callback.api.guard..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.smallrye..")
                .check(all);
    }

    @Test
    void theRestInterfaceKnowsPortsOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.epochal.callback.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.epochal.callback.messaging..",
                        "io.epochal.callback.policy..",
                        "io.epochal.callback.recording..",
                        "io.epochal.callback.plugin..")
                .check(all);
    }

    @Test
    void theRoomsOfTheCallbackServiceUseEachOtherOneWay() {
        useOnlyEarlierRooms(
                "io.epochal.callback.recording",
                ".folder",
                ".http",
                ".gauges",
                "",
                ".csv",
                ".tensorboard",
                ".remote",
                ".mlflow",
                ".alert");
        useOnlyEarlierRooms(
                "io.epochal.callback.recording", "", ".alert", ".mlflow", ".remote", ".tensorboard", ".csv");
        useOnlyEarlierRooms("io.epochal.callback.policy", ".alert", "");
        useOnlyEarlierRooms(
                "io.epochal.callback.api",
                ".log",
                ".problem",
                ".guard",
                ".access",
                ".runs",
                ".events",
                ".commands",
                ".trainers",
                ".tokens",
                "");
    }

    /** The log is read through ports; what a page shows is made of values. */
    @Test
    void thePageKnowsPortsOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.epochal.callback.page..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.epochal.callback.messaging..",
                        "io.epochal.callback.recording..",
                        "io.epochal.callback.plugin..")
                .check(all);
        useOnlyEarlierRooms("io.epochal.callback.page", ".view", ".live", "");
        classes()
                .that()
                .resideInAPackage("io.epochal.callback.page.view..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java.lang..",
                                "java.math..",
                                "java.util..",
                                "java.time..",
                                "org.jspecify..",
                                "com.fasterxml.jackson..",
                                "io.epochal.protocol..",
                                "io.epochal.callback.policy..",
                                "io.epochal.callback.summary..",
                                "io.epochal.callback.query..",
                                "io.epochal.callback.page.view..")
                        .or(belongToAnyOf(URLEncoder.class, Charset.class, StandardCharsets.class)))
                .check(all);
    }

    /** @param rooms packages of the area, the lowest first */
    private static void useOnlyEarlierRooms(String area, String... rooms) {
        for (int room = 0; room < rooms.length - 1; room++) {
            String[] later =
                    Arrays.stream(rooms).skip(room + 1).map(area::concat).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(area + rooms[room])
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later)
                    .check(all);
        }
    }

    @Test
    void onlyDjlKnowsTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.epochal.trainer.djl..", "io.epochal.client.djl..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(all);
    }

    /** A program that trains takes one small jar: its client knows nothing of the services but the contract. */
    @Test
    void theJavaClientKnowsNoOtherModule() {
        classes()
                .that()
                .resideInAPackage("io.epochal.client..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "com.google.gson..",
                        "ai.djl..",
                        "io.epochal.client.."))
                .check(all);
        noClasses()
                .that()
                .resideInAPackage("io.epochal.client")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.epochal.client.djl..")
                .check(all);
    }

    @Test
    void onlyTheCheckpointStoreKnowsMinio() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.epochal.checkpoint..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.minio..")
                .check(all);
    }

    @Test
    void theRunKnowsPortsOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.epochal.trainer.run..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.epochal.trainer.djl..",
                        "io.epochal.trainer.messaging..",
                        "io.epochal.trainer.input..",
                        "io.epochal.trainer.offline..",
                        "io.epochal.trainer.data..",
                        "io.epochal.keras..")
                .check(all);
    }

    @Test
    void theRunsRoomsKnowThoseBelowOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.epochal.trainer.run..")
                .layer("run")
                .definedBy("io.epochal.trainer.run")
                .layer("claim")
                .definedBy("io.epochal.trainer.run.claim..")
                .layer("barrier")
                .definedBy("io.epochal.trainer.run.barrier..")
                .layer("checkpoint")
                .definedBy("io.epochal.trainer.run.checkpoint..")
                .layer("port")
                .definedBy("io.epochal.trainer.run.port..")
                .layer("state")
                .definedBy("io.epochal.trainer.run.state..")
                .whereLayer("run")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("claim")
                .mayOnlyBeAccessedByLayers("run")
                .whereLayer("barrier")
                .mayOnlyBeAccessedByLayers("run")
                .whereLayer("checkpoint")
                .mayOnlyBeAccessedByLayers("run", "barrier")
                .whereLayer("port")
                .mayOnlyBeAccessedByLayers("run", "claim", "barrier", "checkpoint")
                .whereLayer("state")
                .mayOnlyBeAccessedByLayers("run", "barrier", "checkpoint", "port")
                .check(all);
    }

    @Test
    void theStateOfARunIsPure() {
        classes()
                .that()
                .resideInAPackage("io.epochal.trainer.run.state..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.util..",
                        "org.jspecify..",
                        "com.fasterxml.jackson.annotation..",
                        "io.epochal.protocol..",
                        "io.epochal.trainer.run.state.."))
                .check(all);
    }

    @Test
    void theBindingKnowsTheProtocolOnly() {
        classes()
                .that()
                .resideInAPackage("io.epochal.kafka..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "org.apache.kafka..",
                        "io.epochal.protocol..",
                        "io.epochal.kafka.."))
                .check(all);
    }

    @Test
    void theProtocolKnowsNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage("io.epochal.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.epochal.keras..",
                        "io.epochal.torchscript..",
                        "io.epochal.kafka..",
                        "io.epochal.checkpoint..",
                        "io.epochal.callback..",
                        "io.epochal.trainer..",
                        "io.epochal.stack..",
                        "io.epochal.cli..",
                        "io.quarkus..")
                .check(all);
    }

    /** Keras' files are read and written without the rest of this repository, and only there. */
    @Test
    void theFilesOfKerasAreAModuleOfTheirOwn() {
        classes()
                .that()
                .resideInAPackage("io.epochal.keras..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..", "org.jspecify..", "com.fasterxml.jackson..", "io.jhdf..", "io.epochal.keras.."))
                .check(all);
        classes()
                .that()
                .resideInAPackage("io.epochal.torchscript..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", "io.epochal.torchscript.."))
                .check(all);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.epochal.keras..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.jhdf..")
                .check(all);
    }

    /** protocol → what a run spec is made of → field; metrics know losses, and models the files among the data. */
    @Test
    void theRoomsOfTheProtocolDependOneWay() {
        mayUse("io.epochal.protocol.field");
        mayUse("io.epochal.protocol.data", "field");
        mayUse("io.epochal.protocol.loss", "field");
        mayUse("io.epochal.protocol.metric", "field", "loss");
        mayUse("io.epochal.protocol.optimizer", "field");
        mayUse("io.epochal.protocol.model", "field", "data");
        mayUse("io.epochal.protocol.attach", "", "field");
    }

    /** engine → network → layer, safetensors, torchscript; engine → backbone → torchscript; engine → rows; engine → metric → loss; engine → optimizer → torchscript; all of them but rows → tensor. */
    @Test
    void theRoomsOfTheEngineDependOneWay() {
        mayUse("io.epochal.trainer.djl.tensor");
        mayUse("io.epochal.trainer.djl.layer", "tensor");
        mayUse("io.epochal.trainer.djl.loss", "tensor");
        mayUse("io.epochal.trainer.djl.optimizer", "torchscript", "tensor");
        mayUse("io.epochal.trainer.djl.metric", "loss", "tensor");
        mayUse("io.epochal.trainer.djl.safetensors", "tensor");
        mayUse("io.epochal.trainer.djl.network", "layer", "safetensors", "torchscript", "tensor");
        mayUse("io.epochal.trainer.djl.rows", "layer");
        mayUse("io.epochal.trainer.djl.backbone", "torchscript");
        mayUse("io.epochal.trainer.djl.torchscript");
        mayUse("io.epochal.trainer.plugin");
    }

    /** data → the kinds of data → zip → rows; the engine and the cache of inputs know what they give and take. */
    @Test
    void theRoomsOfTheDataDependOneWay() {
        mayUse("io.epochal.trainer.data.rows");
        mayUse("io.epochal.trainer.data.zip", "rows");
        mayUse("io.epochal.trainer.data.npz", "rows", "zip");
        mayUse("io.epochal.trainer.data.image", "rows", "zip");
        mayUse("io.epochal.trainer.data.table", "rows");
        mayUse("io.epochal.trainer.data", "plugin", "data.rows", "data.zip", "data.npz", "data.image", "data.table");
        mayUse("io.epochal.trainer.input", "data.rows");
        mayUse("io.epochal.trainer.offline", "djl", "djl.backbone", "data", "data.rows", "data.npz", "plugin");
        noClasses()
                .that()
                .resideInAPackage("io.epochal.trainer.data..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.epochal.trainer.djl..",
                        "io.epochal.trainer.run..",
                        "io.epochal.trainer.input..",
                        "io.epochal.trainer.messaging..")
                .check(all);
    }

    @Test
    void onlyTablesKnowTheDatabase() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.epochal.trainer.data.table..", "io.epochal.callback.readmodel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.duckdb..", "org.h2..", "org.postgresql..", "io.agroal..")
                .check(all);
        noClasses()
                .that()
                .resideInAPackage("io.epochal.callback.readmodel..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "jakarta.ws..",
                        "io.epochal.callback.messaging..",
                        "io.epochal.callback.api..",
                        "io.epochal.callback.page..")
                .check(all);
    }

    @Test
    void theServicesDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.epochal.callback..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.epochal.trainer..")
                .check(all);
        // One room reads checkpoints, and none writes them.
        noClasses()
                .that()
                .resideInAPackage("io.epochal.callback..")
                .and()
                .resideOutsideOfPackage("io.epochal.callback.store")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.epochal.checkpoint..")
                .check(all);
        noClasses()
                .that()
                .resideInAPackage("io.epochal.trainer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.epochal.callback..")
                .check(all);
    }

    /** Holds for every package, also for one that no other rule names. */
    @Test
    void noPackagesUseEachOtherInACircle() {
        slices().matching("io.epochal.(**)").should().beFreeOfCycles().check(all);
    }

    @Test
    void nothingDependsOnWhatIsOnTop() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.epochal.stack..", "io.epochal.cli..", "io.epochal.chaos..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.epochal.stack..", "io.epochal.cli..", "io.epochal.chaos..")
                .check(all);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.epochal.chaos..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.epochal.chaos..")
                .check(all);
    }

    @Test
    void whatChaosPlansAndFindsIsPure() {
        noClasses()
                .that()
                .resideInAnyPackage("io.epochal.chaos.plan..", "io.epochal.chaos.outcome..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio..",
                        "java.net..",
                        "io.epochal.chaos",
                        "io.epochal.chaos.stack..",
                        "io.epochal.chaos.kafka..",
                        "io.epochal.chaos.evidence..",
                        "io.epochal.chaos.round..",
                        "io.epochal.stack..",
                        "io.epochal.checkpoint..")
                .check(all);
    }

    @Test
    void whatTheCommandLineShowsIsPure() {
        classes()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.math..",
                        "java.util..",
                        "java.time..",
                        "org.jspecify..",
                        "com.fasterxml.jackson..",
                        "io.epochal.protocol..",
                        "io.epochal.callback.policy..",
                        "io.epochal.callback.summary..",
                        "io.epochal.cli.view..",
                        "io.epochal.cli.conformance",
                        "io.epochal.cli.conformance.duty"))
                .check(all);
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(all);
    }

    /** command → stack → timeline → spec; command → view; command → offline; messaging → program → duty → conformance. */
    @Test
    void theRoomsOfTheCommandLineDependOneWay() {
        mayUse("io.epochal.cli.spec");
        mayUse("io.epochal.cli.offline");
        mayUse("io.epochal.cli.conformance");
        mayUse("io.epochal.cli.conformance.duty", "");
        mayUse("io.epochal.cli.conformance.program", "", "duty");
        mayUse("io.epochal.cli.conformance.messaging", "", "program");
        mayUse("io.epochal.cli.view", "conformance", "conformance.duty");
        mayUse("io.epochal.cli.timeline", "spec");
        mayUse("io.epochal.cli.stack", "timeline", "spec");
        mayUse(
                "io.epochal.cli.command",
                "stack",
                "timeline",
                "view",
                "spec",
                "offline",
                "conformance.duty",
                "conformance.program",
                "conformance.messaging");
    }

    /** round → stack, kafka, evidence and outcome; outcome → plan. */
    @Test
    void theRoomsOfTheChaosHarnessDependOneWay() {
        mayUse("io.epochal.chaos.plan");
        mayUse("io.epochal.chaos.hostile");
        mayUse("io.epochal.chaos.stack");
        mayUse("io.epochal.chaos.kafka");
        mayUse("io.epochal.chaos.outcome", "plan");
        mayUse("io.epochal.chaos.evidence", "outcome");
        mayUse("io.epochal.chaos.round", "stack", "kafka", "evidence", "outcome", "plan");
    }

    /** Of the packages beside it, a room depends on these only; an empty name is that of the package above it. */
    private static void mayUse(String room, String... others) {
        String module = room.substring(0, room.lastIndexOf('.'));
        Set<String> allowed = Stream.concat(
                        Stream.of(room),
                        Stream.of(others).map(other -> other.isEmpty() ? module : module + "." + other))
                .collect(Collectors.toSet());
        classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(describe(
                        "are of " + allowed + " or of another module",
                        one -> !one.getPackageName().startsWith(module) || allowed.contains(one.getPackageName())))
                .check(all);
    }
}
