package io.epochal.cli.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.summary.RunDetails;
import io.epochal.cli.run.RunMessages;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FollowOptionsTest {
    @Test
    void showsWhatIsNewAndEndsWithAnEndThatIsNotRevoked() {
        RunMessages run = new RunMessages("run");
        RunDetails details = new RunDetails("run");
        Stream.of(run.requested(), run.started(1), run.ended(1, 5, RunStatus.CANCELLED))
                .forEach(details::add);
        FollowOptions resuming = FollowOptions.resume(details);

        assertThat(resuming.shows(run.epoch(1, 4, 0, 1))).isFalse();
        assertThat(resuming.shows(run.resumed(2, 0, 1, 4))).isTrue();
        assertThat(resuming.endsWith((RunEnded) run.ended(1, 5, RunStatus.CANCELLED)))
                .isFalse();
        assertThat(resuming.endsWith((RunEnded) run.ended(2, 5, RunStatus.COMPLETED)))
                .isTrue();
        assertThat(FollowOptions.watch(details).shows(run.started(1))).isTrue();
        assertThat(FollowOptions.watch(details).endsWith((RunEnded) run.ended(1, 5, RunStatus.CANCELLED)))
                .isTrue();
        assertThat(FollowOptions.watch(details).cancels()).isFalse();
    }
}
