package io.epochal.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.summary.RunDetails;
import io.epochal.callback.summary.RunPhase;
import io.epochal.protocol.AttachedTrainer.Unit;
import io.epochal.protocol.Command;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunStatus;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run of a program that is not our trainer. */
class AttachedRunDetailsTest {
    private static final RunMessages RUN = new RunMessages("run");
    private static final Message BEGUN = RUN.attached(1, Unit.EPOCH);

    @Test
    void isKnownWithoutASpec() {
        RunDetails details = details(BEGUN);

        assertThat(details.known()).isTrue();
        assertThat(details.isAttached()).isTrue();
        assertThat(details.facts().spec()).isEmpty();
        assertThat(details.facts().epochs()).isEmpty();
        assertThat(details.facts().params()).isEqualTo(RunMessages.PARAMS);
        assertThat(details.attempts()).hasSize(1);
        assertThat(details.started()).isEqualTo(RunMessages.at(1));
    }

    @Test
    void isLostWhenItIsSilentForHalfAsLongAgainAsItPromised() {
        RunDetails details = details(BEGUN, RUN.heartbeat(1, 1, 10));

        assertThat(details.phase(RunMessages.at(100))).isEqualTo(RunPhase.RUNNING);
        assertThat(details.lostSince(RunMessages.at(100))).isEmpty();
        assertThat(details.phase(RunMessages.at(101))).isEqualTo(RunPhase.LOST);
        assertThat(details.lostSince(RunMessages.at(101))).contains(RunMessages.at(10));
        assertThat(details.until(RunMessages.at(101))).as("its time stands").isEqualTo(RunMessages.at(10));
    }

    @Test
    void anEventThatIsNotDecodedIsASignOfLife() {
        RunDetails details = details(BEGUN);
        details.heard(RunMessages.at(100));
        details.heard(RunMessages.at(50));

        assertThat(details.phase(RunMessages.at(190))).isEqualTo(RunPhase.RUNNING);
        assertThat(details.lostSince(RunMessages.at(191))).contains(RunMessages.at(100));
    }

    @Test
    void aPausedProgramMustSayThatItIsAlive() {
        RunDetails details = details(BEGUN, RUN.answered(1, 1, "a", new Command.PauseTraining(), "applied"));

        assertThat(details.phase(RunMessages.at(20))).isEqualTo(RunPhase.PAUSED);
        assertThat(details.phase(RunMessages.at(999))).isEqualTo(RunPhase.LOST);
    }

    @Test
    void goesOnWhenTheProgramAttachesAgain() {
        RunDetails details = details(BEGUN, RUN.reattached(2, 1, 1, 1));

        assertThat(details.phase(RunMessages.at(60))).isEqualTo(RunPhase.RUNNING);
        assertThat(details.facts().round()).isEqualTo("evaluation");
        assertThat(details.attempts()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(RunStatus.class)
    void anEndedRunIsNotLost(RunStatus status) {
        RunDetails details = details(BEGUN, RUN.trainingEnded(1, 1), RUN.ended(1, 2, status));

        assertThat(details.phase(RunMessages.at(9999)).text()).isEqualTo(status.wireName());
        assertThat(details.lostSince(RunMessages.at(9999))).isEmpty();
    }

    @Test
    void aRunOfOurTrainerIsNeverLost() {
        assertThat(details(RUN.requested(), RUN.started(1)).phase(RunMessages.at(99_999)))
                .isEqualTo(RunPhase.RUNNING);
    }

    @Test
    void itsCheckpointsAreWhereTheLogSays() {
        RunDetails details = details(
                BEGUN,
                RUN.saved(1, 1, "best", "file:/models/1"),
                RUN.saved(1, 2, "last", "file:/models/2"),
                RUN.saved(1, 3, "best", "file:/void"),
                RUN.reattached(2, 1, 1, 3));

        assertThat(details.ownCheckpoints())
                .containsExactlyInAnyOrderEntriesOf(Map.of("best", "file:/models/1", "last", "file:/models/2"));

        details.add(RUN.ended(2, 1, RunStatus.COMPLETED));
        assertThat(details.ownCheckpoints()).containsEntry("final", "key");
    }

    private static RunDetails details(Message... messages) {
        RunDetails details = new RunDetails("run");
        Stream.of(messages).forEach(details::add);
        return details;
    }
}
