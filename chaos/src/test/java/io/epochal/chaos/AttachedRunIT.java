package io.epochal.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Deliberation;
import io.epochal.chaos.kafka.RunLog;
import io.epochal.chaos.round.ChaosWorkspace;
import io.epochal.chaos.stack.BrokerMain;
import io.epochal.chaos.stack.ProcessCommands;
import io.epochal.chaos.stack.ProcessSignals;
import io.epochal.chaos.stack.ProxiedStack;
import io.epochal.chaos.stack.StoreKind;
import io.epochal.protocol.RunTimeline;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.Barrier;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.epochal.stack.StackPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that has attached over HTTP, while services, broker and lines fail under it: nothing is lost, and nothing decided twice. */
@Tag("long")
@Tag("longest")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AttachedRunIT {
    private static final Path WORK = Path.of("target/attached-it").toAbsolutePath();
    private static ProxiedStack stack;

    enum Failure {
        ONE_SERVICE {
            @Override
            void inflict() {
                kill("callback-service");
            }
        },
        BOTH_SERVICES {
            @Override
            void inflict() {
                stack.processes().stream()
                        .map(process -> process.name())
                        .filter(name -> name.startsWith("callback-service"))
                        .forEach(Failure::kill);
            }
        },
        BROKER {
            @Override
            void inflict() {
                kill(ProcessCommands.BROKER);
            }
        },
        LINE_TO_THE_BROKER {
            @Override
            void inflict() throws Exception {
                stack.kafkaProxy().cut();
                TimeUnit.SECONDS.sleep(2);
                stack.kafkaProxy().heal();
            }
        },
        LINES_OF_THE_PROGRAM {
            @Override
            void inflict() {
                // The program does it itself.
            }
        };

        abstract void inflict() throws Exception;

        private static void kill(String name) {
            ProcessSignals.send("KILL", stack.process(name));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        BrokerMain.quiet();
        stack = new ChaosWorkspace(Path.of("..").toAbsolutePath().normalize(), WORK, StoreKind.EMBEDDED)
                .stack(new StackPlan(1, 2));
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @ParameterizedTest
    @EnumSource
    void endsAsWithoutTheFailure(Failure failure) throws Exception {
        String run = "attached-" + failure.ordinal();
        int seed = failure.ordinal();
        try (RunLog log = new RunLog(stack.direct().kafka(), run)) {
            CompletableFuture<List<JsonNode>> training = CompletableFuture.supplyAsync(() -> {
                try {
                    return new AttachedProgram(stack, run, seed, failure == Failure.LINES_OF_THE_PROGRAM).train(seed);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int times = 0; times < 2; times++) {
                TimeUnit.MILLISECONDS.sleep(700);
                failure.inflict();
            }
            List<JsonNode> verdicts = training.get(4, TimeUnit.MINUTES);
            read(log);

            List<TrainingEvent> events = RunTimeline.trueEvents(log.events());
            assertThat(events)
                    .extracting(TrainingEvent::sequence)
                    .containsExactlyElementsOf(
                            LongStream.range(0, events.size()).boxed().toList());
            assertThat(events.get(events.size() - 1)).isInstanceOf(RunEnded.class);
            verdicts.forEach(AttachedRunIT::withoutTime);
            assertThat(verdicts).isEqualTo(decided(events));
            assertThat(events.stream().filter(VerdictApplied.class::isInstance)).hasSize(verdicts.size());
            assertThat(log.deadLetters()).isEmpty();
        }
    }

    private static void read(RunLog log) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (log.events().stream().noneMatch(RunEnded.class::isInstance) && System.nanoTime() < deadline) {
            log.poll(Duration.ofMillis(200));
        }
    }

    /** What the deciders must have said to these questions, without the time. */
    private static List<JsonNode> decided(List<TrainingEvent> events) throws IOException {
        List<JsonNode> verdicts = new ArrayList<>();
        for (TrainingEvent event : events) {
            if (event instanceof Barrier barrier) {
                Verdict decided = Deliberation.decide(barrier, CallbackProviders.NONE, Instant.EPOCH);
                JsonNode verdict = Wire.JSON.readTree(Wire.JSON.writeValueAsBytes(decided));
                withoutTime(verdict);
                verdicts.add(verdict);
            }
        }
        return verdicts;
    }

    private static void withoutTime(JsonNode verdict) {
        ((ObjectNode) verdict).remove("time");
    }
}
