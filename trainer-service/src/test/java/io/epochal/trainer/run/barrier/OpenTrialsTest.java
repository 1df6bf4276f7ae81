package io.epochal.trainer.run.barrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TestStates;
import io.epochal.trainer.run.state.Trial;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenTrialsTest {
    private static final RunState BEFORE = TestStates.at(0, 3);
    private static final Trial FIRST = new Trial(7, 0, BEFORE);
    private static final Trial SECOND = new Trial(9, 0, BEFORE);

    private final TestBarriers barriers = new TestBarriers();
    private final OpenTrials open = new OpenTrials();
    private final List<String> published = new ArrayList<>();

    @AfterEach
    void close() {
        barriers.close();
    }

    @Test
    void ofEachTrialItsOwnSavepointAndEventsAreHeld() {
        Savepoint savepoint = barriers.savepoint(BEFORE);
        open.open(FIRST, savepoint);
        open.open(SECOND, barriers.savepoint(BEFORE));
        open.defer(FIRST, () -> published.add("first"));
        open.defer(SECOND, () -> published.add("second"));
        open.defer(FIRST, () -> published.add("third"));
        assertThat(published).isEmpty();

        OpenTrials.Held held = open.close(FIRST);
        held.events().publish();

        assertThat(held.savepoint()).isSameAs(savepoint);
        assertThat(published).containsExactly("first", "third");
    }

    @Test
    void nothingIsHeldBeforeATrialBeginsOrBehindItsEnd() {
        assertNotOpen();
        open.open(FIRST, barriers.savepoint(BEFORE));
        var unused = open.close(FIRST);

        assertNotOpen();
    }

    private void assertNotOpen() {
        assertThatThrownBy(() -> open.defer(FIRST, () -> {})).hasMessage("the trial of event 7 is not open");
        assertThatThrownBy(() -> open.close(FIRST)).hasMessage("the trial of event 7 is not open");
    }
}
