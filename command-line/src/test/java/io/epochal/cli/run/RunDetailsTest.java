package io.epochal.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.summary.RunDetails;
import io.epochal.callback.summary.RunPhase;
import io.epochal.protocol.Command;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested.TakenBack;
import io.epochal.protocol.RunStatus;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunDetailsTest {
    private static final RunMessages RUN = new RunMessages("run");
    private static final Command PAUSE = new Command.PauseTraining();
    private static final Command RESUME = new Command.ResumeTraining();
    private static final Command CANCEL = new Command.CancelRun("no");

    private record PhaseCase(RunPhase phase, List<Message> messages) {}

    static Stream<PhaseCase> phases() {
        return Stream.of(
                new PhaseCase(RunPhase.QUEUED, List.of(RUN.requested())),
                new PhaseCase(RunPhase.RUNNING, List.of(RUN.requested(), RUN.started(1))),
                new PhaseCase(
                        RunPhase.PAUSED,
                        List.of(RUN.requested(), RUN.started(1), RUN.answered(1, 1, "a", PAUSE, "applied"))),
                new PhaseCase(
                        RunPhase.RUNNING,
                        List.of(RUN.requested(), RUN.started(1), RUN.answered(1, 1, "a", PAUSE, "rejected: no"))),
                new PhaseCase(
                        RunPhase.RUNNING,
                        List.of(
                                RUN.requested(),
                                RUN.started(1),
                                RUN.answered(1, 1, "a", PAUSE, "applied"),
                                RUN.answered(1, 2, "b", RESUME, "applied"))),
                new PhaseCase(RunPhase.SUSPENDED, List.of(RUN.requested(), RUN.started(1), RUN.suspended(1, 1))),
                new PhaseCase(
                        RunPhase.RUNNING,
                        List.of(RUN.requested(), RUN.started(1), RUN.suspended(1, 1), RUN.resumed(2, 1, 1, 1))),
                new PhaseCase(
                        RunPhase.QUEUED,
                        List.of(
                                RUN.requested(),
                                RUN.started(1),
                                RUN.ended(1, 1, RunStatus.CANCELLED),
                                RUN.requested(new TakenBack(1, List.of())))),
                new PhaseCase(
                        RunPhase.RUNNING,
                        List.of(
                                RUN.requested(),
                                RUN.requested(new TakenBack(1, List.of())),
                                RUN.started(1),
                                RUN.answered(1, 1, "a", PAUSE, "applied"),
                                RUN.ended(1, 2, RunStatus.FAILED),
                                RUN.resumed(2, 1, 1, 2))),
                new PhaseCase(
                        RunPhase.CANCELLED,
                        List.of(
                                RUN.requested(new TakenBack(1, List.of())),
                                RUN.started(1),
                                RUN.ended(1, 1, RunStatus.FAILED),
                                RUN.resumed(2, 1, 1, 1),
                                RUN.ended(2, 1, RunStatus.CANCELLED))));
    }

    @ParameterizedTest
    @MethodSource("phases")
    void derivesThePhaseFromTheMessages(PhaseCase one) {
        assertThat(details(one.messages()).phase(RunMessages.at(100))).isEqualTo(one.phase());
    }

    @ParameterizedTest
    @EnumSource(RunStatus.class)
    void aRunThatEndedHasThePhaseOfItsStatus(RunStatus status) {
        RunDetails details = details(List.of(RUN.requested(), RUN.started(1), RUN.ended(1, 1, status)));

        assertThat(details.phase(RunMessages.at(100)).text()).isEqualTo(status.wireName());
        assertThat(details.phase(RunMessages.at(100)).ended()).isTrue();
    }

    /** Kafka keeps the order within a topic only. */
    @ParameterizedTest
    @MethodSource("phases")
    void theOrderOfTheTopicsDoesNotMatter(PhaseCase one) {
        List<Message> events = one.messages().stream()
                .filter(io.epochal.protocol.TrainingEvent.class::isInstance)
                .toList();
        RunDetails details = details(events);
        one.messages().stream().filter(message -> !events.contains(message)).forEach(details::add);

        assertThat(details.phase(RunMessages.at(100))).isEqualTo(one.phase());
    }

    @Test
    void dropsWhatAResumedAttemptMakesVoid() {
        RunDetails details = details(List.of(
                RUN.requested(),
                RUN.started(1),
                RUN.epoch(1, 1, 0, 0.5),
                RUN.epoch(1, 3, 1, 0.25),
                RUN.answered(1, 4, "a", PAUSE, "applied"),
                RUN.resumed(2, 1, 1, 3),
                // A superseded trainer may publish for a while.
                RUN.epoch(1, 5, 2, 0.125)));

        assertThat(details.epochs()).containsOnlyKeys(0);
        assertThat(details.commands().answer("a")).isEmpty();
        assertThat(details.attempts()).hasSize(2);
    }

    @Test
    void aRevokedEndIsNoEndAndTheCommandsThatCausedItAreObsolete() {
        RunDetails details = details(List.of(
                RUN.requested(),
                RUN.asked("rate", new Command.SetLearningRate(0.5)),
                RUN.asked("cancel", CANCEL),
                RUN.asked("late", PAUSE),
                RUN.started(1),
                RUN.answered(1, 1, "rate", new Command.SetLearningRate(0.5), "applied"),
                RUN.answered(1, 2, "cancel", CANCEL, "applied"),
                RUN.ended(1, 3, RunStatus.CANCELLED)));

        assertThat(details.commands().obsolete()).containsExactlyInAnyOrder("cancel", "late");
        assertThat(details.ended()).isPresent();

        details.add(RUN.requested(new TakenBack(1, details.commands().obsolete())));

        assertThat(details.ended()).isEmpty();
    }

    @Test
    void aRunIsKnownOnceItWasRequestedOrHasStarted() {
        assertThat(details(List.of(RUN.asked("a", PAUSE))).known()).isFalse();
        assertThat(details(Collections.singletonList(RUN.started(1))).known()).isTrue();
    }

    private static RunDetails details(List<Message> messages) {
        RunDetails details = new RunDetails("run");
        messages.forEach(details::add);
        return details;
    }
}
