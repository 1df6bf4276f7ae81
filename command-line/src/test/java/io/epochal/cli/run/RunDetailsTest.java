package io.epochal.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

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

class StoryTest {
    private static final RunMessages RUN = new RunMessages("run");
    private static final Command PAUSE = new Command.PauseTraining();
    private static final Command RESUME = new Command.ResumeTraining();
    private static final Command CANCEL = new Command.CancelRun("no");

    private record Case(RunPhase state, List<Message> heard) {}

    static Stream<Case> states() {
        return Stream.of(
                new Case(RunPhase.QUEUED, List.of(RUN.requested())),
                new Case(RunPhase.RUNNING, List.of(RUN.requested(), RUN.started(1))),
                new Case(
                        RunPhase.PAUSED,
                        List.of(RUN.requested(), RUN.started(1), RUN.answered(1, 1, "a", PAUSE, "applied"))),
                new Case(
                        RunPhase.RUNNING,
                        List.of(RUN.requested(), RUN.started(1), RUN.answered(1, 1, "a", PAUSE, "rejected: no"))),
                new Case(
                        RunPhase.RUNNING,
                        List.of(
                                RUN.requested(),
                                RUN.started(1),
                                RUN.answered(1, 1, "a", PAUSE, "applied"),
                                RUN.answered(1, 2, "b", RESUME, "applied"))),
                new Case(RunPhase.SUSPENDED, List.of(RUN.requested(), RUN.started(1), RUN.suspended(1, 1))),
                new Case(
                        RunPhase.RUNNING,
                        List.of(RUN.requested(), RUN.started(1), RUN.suspended(1, 1), RUN.resumed(2, 1, 1, 1))),
                new Case(
                        RunPhase.QUEUED,
                        List.of(
                                RUN.requested(),
                                RUN.started(1),
                                RUN.ended(1, 1, RunStatus.CANCELLED),
                                RUN.requested(new TakenBack(1, List.of())))),
                new Case(
                        RunPhase.RUNNING,
                        List.of(
                                RUN.requested(),
                                RUN.requested(new TakenBack(1, List.of())),
                                RUN.started(1),
                                RUN.answered(1, 1, "a", PAUSE, "applied"),
                                RUN.ended(1, 2, RunStatus.FAILED),
                                RUN.resumed(2, 1, 1, 2))),
                new Case(
                        RunPhase.CANCELLED,
                        List.of(
                                RUN.requested(new TakenBack(1, List.of())),
                                RUN.started(1),
                                RUN.ended(1, 1, RunStatus.FAILED),
                                RUN.resumed(2, 1, 1, 1),
                                RUN.ended(2, 1, RunStatus.CANCELLED))));
    }

    @ParameterizedTest
    @MethodSource("states")
    void saysWhatTheRunIsDoing(Case one) {
        assertThat(told(one.heard()).state()).isEqualTo(one.state());
    }

    @ParameterizedTest
    @EnumSource(RunStatus.class)
    void endsAsTheRunDoes(RunStatus status) {
        RunDetails story = told(List.of(RUN.requested(), RUN.started(1), RUN.ended(1, 1, status)));

        assertThat(story.state().text()).isEqualTo(status.wireName());
        assertThat(story.state().over()).isTrue();
    }

    /** Kafka keeps the order within a topic only. */
    @ParameterizedTest
    @MethodSource("states")
    void itDoesNotMatterWhichTopicIsReadFirst(Case one) {
        List<Message> events = one.heard().stream()
                .filter(io.epochal.protocol.TrainingEvent.class::isInstance)
                .toList();
        RunDetails story = told(events);
        one.heard().stream().filter(message -> !events.contains(message)).forEach(story::hear);

        assertThat(story.state()).isEqualTo(one.state());
    }

    @Test
    void forgetsWhatAResumedAttemptHasTakenBack() {
        RunDetails story = told(List.of(
                RUN.requested(),
                RUN.started(1),
                RUN.epoch(1, 1, 0, 0.5),
                RUN.epoch(1, 3, 1, 0.25),
                RUN.answered(1, 4, "a", PAUSE, "applied"),
                RUN.resumed(2, 1, 1, 3),
                // A trainer that was given up goes on for a while.
                RUN.epoch(1, 5, 2, 0.125)));

        assertThat(story.epochs()).containsOnlyKeys(0);
        assertThat(story.answer("a")).isEmpty();
        assertThat(story.attempts()).hasSize(2);
    }

    @Test
    void anEndThatIsTakenBackIsNoneAndWhatBroughtItAboutIsNotObeyedAgain() {
        RunDetails story = told(List.of(
                RUN.requested(),
                RUN.asked("rate", new Command.SetLearningRate(0.5)),
                RUN.asked("cancel", CANCEL),
                RUN.asked("late", PAUSE),
                RUN.started(1),
                RUN.answered(1, 1, "rate", new Command.SetLearningRate(0.5), "applied"),
                RUN.answered(1, 2, "cancel", CANCEL, "applied"),
                RUN.ended(1, 3, RunStatus.CANCELLED)));

        assertThat(story.dialogue().over()).containsExactlyInAnyOrder("cancel", "late");
        assertThat(story.ended()).isPresent();

        story.hear(RUN.requested(new TakenBack(1, story.dialogue().over())));

        assertThat(story.ended()).isEmpty();
    }

    @Test
    void knowsNothingOfARunThatNobodyHasRequested() {
        assertThat(told(List.of(RUN.asked("a", PAUSE))).known()).isFalse();
        assertThat(told(Collections.singletonList(RUN.started(1))).known()).isTrue();
    }

    private static RunDetails told(List<Message> messages) {
        RunDetails story = new RunDetails("run");
        messages.forEach(story::hear);
        return story;
    }
}
