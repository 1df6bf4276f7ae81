package io.epochal.cli.conformance.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.cli.conformance.duty.Duty;
import io.epochal.cli.conformance.duty.DutyResult;
import io.epochal.cli.conformance.messaging.KafkaLine;
import io.epochal.cli.view.ConformanceView;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunSpec;
import io.epochal.stack.EmbeddedKafka;
import io.epochal.stack.EmbeddedS3;
import io.epochal.stack.Endpoints;
import io.epochal.stack.Infrastructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The duties on the topics: of a program that attaches there, and of a trainer that takes runs from the queue. */
// Programs and the broker keep each other waiting: many may do so at a time. It takes longest, so it begins first.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
@Timeout(600)
class ConformanceTopicsTest {
    private static final RunSpec SPEC = RunSpec.of(Map.of(
            "data", Map.of("dataset", "mnist"),
            "model", Map.of("layers", List.of(Map.of("type", "Flatten"))),
            "optimizer", Map.of("type", "sgd", "learning_rate", 0.1),
            "epochs", 5));

    private static final Logger QUIET = Logger.getLogger("");
    /** What hangs is waited for as long. */
    private static final Duration HANGS = Duration.ofSeconds(20);
    /** A broker is restarted in it, beside other tests; nothing hangs then. */
    private static final Duration RESTARTS = Duration.ofMinutes(2);

    @TempDir
    private static Path stack;

    private static EmbeddedS3 s3;
    private static EmbeddedKafka shared;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        QUIET.setLevel(Level.OFF);
        Files.createDirectories(stack.resolve("s3").resolve(Infrastructure.BUCKET));
        s3 = new EmbeddedS3(stack.resolve("s3"), 0, "key", "secret");
        shared = new EmbeddedKafka(stack.resolve("kafka"), 0);
    }

    @AfterAll
    static void stop() throws IOException {
        shared.close();
        s3.close();
    }

    @Test
    void aProgramThatAttachesOnTheTopicsHasEveryDuty() throws Exception {
        List<DutyResult> results = attached(PlantedFault.NONE, EnumSet.allOf(Duty.class));

        assertThat(results).extracting(DutyResult::duty).containsExactly(Duty.values());
        assertThat(results).allSatisfy(result -> assertThat(result.isFailed())
                .as(ConformanceView.text(result))
                .isFalse());
        assertThat(results).allMatch(DutyResult::isDeclared);
    }

    @Test
    void aTrainerThatTakesRunsFromTheQueueHasEveryDuty() throws Exception {
        List<DutyResult> results = queued(PlantedFault.NONE, EnumSet.allOf(Duty.class));

        assertThat(results).extracting(DutyResult::duty).containsExactly(Duty.values());
        assertThat(results).allSatisfy(result -> assertThat(result.isFailed())
                .as(ConformanceView.text(result))
                .isFalse());
        assertThat(results).allMatch(DutyResult::isDeclared);
    }

    /** One of each duty, and those whose judgement is the transport's own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ATTACHES_AGAIN | one AttachedRunStarted",
                "TRAINS_ALTHOUGH_IT_WAS_REFUSED | no batch after step 0",
                "LEAVES_A_GAP |",
                "SAYS_ANOTHER_CE_ID |",
                "USES_ANOTHER_KEY |",
                "TRAINS_ON_BEFORE_THE_VERDICT |",
                "ECHOES_ITS_FIRST_CALLBACKS |",
                "STOPS_TWO_STEPS_LATE |",
                "IGNORES_A_USERS_RATE |",
                "SAYS_NO_URI |",
                "RESTORES_NOTHING |",
                "TRAINS_WHILE_PAUSED |",
                "REPLACES_WITHOUT_ASKING |",
                "FORGETS_WHO_ASKED |",
                "NUMBERS_A_REPEAT_ANEW | the very same event again",
                "GIVES_UP_AFTER_A_CUT | the very same event again",
                "LOSES_WHAT_A_CUT_LINE_HELD |",
                "TALKS_ON_WHEN_SUPERSEDED | no event after another program has attached",
                "HANGS_WHEN_SUPERSEDED |",
                "BEGINS_ANEW | RunResumed or AttachedRunResumed",
                "TAKES_A_USED_ATTEMPT |",
                "RESUMES_UNDER_ITS_OLD_ATTACH_ID |",
                "FORGETS_THE_CALLBACKS_STATE |",
                "SAYS_NO_TRAINING_ENDED |",
                "TALKS_AFTER_THE_END |",
                "DIES_OF_CTRL_C |",
            })
    void aFaultOfAnAttachedProgramIsFoundByItsDuty(PlantedFault fault, @Nullable String instead) throws Exception {
        assertFound(fault, instead, attached(fault, EnumSet.of(fault.breaks)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TRAINS_ALTHOUGH_IT_WAS_REFUSED | no batch after step 0",
                "ECHOES_ITS_FIRST_CALLBACKS |",
                "STOPS_TWO_STEPS_LATE | no batch after step 6",
                "STOPS_AS_COMPLETED | RunEnded.status stopped_early",
                "STOPS_A_ROUND_LATE |",
                "KEEPS_THE_RATE_AS_A_DOUBLE |",
                "SAVES_A_ROUND_LATE |",
                "RESTORES_NOTHING |",
                "TRAINS_WHILE_PAUSED |",
                "KEEPS_WHAT_WAS_REPLACED | callbacks as the verdict on 7 gave them",
                "REFUSES_WITHOUT_A_REASON |",
                "GIVES_UP_AFTER_A_CUT | the very same event again",
                "IGNORES_NEWER_CLAIMS |",
                "BEGINS_ANEW | RunResumed or AttachedRunResumed",
                "FORGETS_THE_CALLBACKS_STATE |",
                "RESUMES_WITH_A_WRONG_STEP |",
                "ASKS_AT_THE_END |",
                "SAYS_NO_RUN_ENDED |",
                "CANCELS_AS_STOPPED | RunEnded.status cancelled",
                "DIES_OF_CTRL_C | one RunSuspended",
            })
    void aFaultOfATrainerOfTheQueueIsFoundByItsDuty(PlantedFault fault, @Nullable String instead) throws Exception {
        assertFound(fault, instead, queued(fault, EnumSet.of(fault.breaks)));
    }

    private static void assertFound(PlantedFault fault, @Nullable String instead, List<DutyResult> results) {
        DutyResult result = results.get(0);
        String expected = instead == null ? fault.instead : instead;
        assertThat(result.duty()).isEqualTo(fault.breaks);
        assertThat(result.findings()).as(ConformanceView.text(result)).anyMatch(finding -> finding.expected()
                .contains(expected));
    }

    private List<DutyResult> attached(PlantedFault fault, Collection<Duty> duties) throws Exception {
        return check(
                new ContractProgram(TopicContractLine::new, fault, ContractProgram.MOST), Optional.empty(), duties);
    }

    private List<DutyResult> queued(PlantedFault fault, Collection<Duty> duties) throws Exception {
        return check(new ContractProgram(QueueContractLine::new, fault, Command.types()), Optional.of(SPEC), duties);
    }

    private List<DutyResult> check(TrainerProgram program, Optional<RunSpec> spec, Collection<Duty> duties)
            throws Exception {
        if (!duties.contains(Duty.RETRY)) {
            return check(program, spec, duties, new SteadyBroker(endpoints(shared.bootstrap())), HANGS);
        }
        try (RestartableBroker own = new RestartableBroker(folder.resolve("kafka"))) {
            return check(program, spec, duties, own, RESTARTS);
        }
    }

    private List<DutyResult> check(
            TrainerProgram program,
            Optional<RunSpec> spec,
            Collection<Duty> duties,
            KafkaLine.Broker broker,
            Duration limit)
            throws Exception {
        List<DutyResult> results = new ArrayList<>();
        ConformanceRun.overTopics(program, KafkaLine.on(broker), spec, folder, limit)
                .check(duties, results::add);
        return results;
    }

    private static Endpoints endpoints(String bootstrap) {
        return Endpoints.withOpenKafka(bootstrap, s3.endpoint(), "key", "secret");
    }

    /** For many tests at a time: none of them cuts its line. */
    private record SteadyBroker(Endpoints endpoints) implements KafkaLine.Broker {
        @Override
        public void restart() {
            throw new AssertionError("others are using it");
        }
    }

    /** For one test, which cuts its line. */
    private static final class RestartableBroker implements KafkaLine.Broker, AutoCloseable {
        private final Path folder;
        private final Endpoints endpoints;
        private EmbeddedKafka kafka;

        RestartableBroker(Path folder) throws IOException {
            this.folder = folder;
            this.kafka = new EmbeddedKafka(folder, 0);
            this.endpoints = ConformanceTopicsTest.endpoints(kafka.bootstrap());
        }

        @Override
        public Endpoints endpoints() {
            return endpoints;
        }

        @Override
        public void restart() throws IOException {
            kafka.close();
            String bootstrap = endpoints.kafka();
            kafka = new EmbeddedKafka(folder, Integer.parseInt(bootstrap.substring(bootstrap.indexOf(':') + 1)));
        }

        @Override
        public void close() {
            kafka.close();
        }
    }
}
