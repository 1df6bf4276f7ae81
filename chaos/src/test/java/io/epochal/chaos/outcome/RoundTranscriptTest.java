package io.epochal.chaos.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.TrainingEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundTranscriptTest {
    private static final AttemptEvents FIRST = new AttemptEvents(1);
    private static final AttemptEvents SECOND = new AttemptEvents(2);
    private static final List<TrainingEvent> UNDISTURBED =
            List.of(FIRST.started(0), FIRST.reached(1, 2), FIRST.ended(2, 4, 0.5), FIRST.over(3));

    @Test
    void aResumedRunTellsTheSameStory() {
        RoundTranscript story = RoundTranscript.of(List.of(
                FIRST.started(0),
                FIRST.reached(1, 2),
                FIRST.ended(2, 4, 0.5),
                SECOND.resumed(0, 1, 1, 2),
                SECOND.reached(1, 2),
                SECOND.ended(2, 4, 0.5),
                SECOND.over(3)));

        assertThat(story.events()).isEqualTo(RoundTranscript.of(UNDISTURBED).events());
        assertThat(story.faults()).isEmpty();
        assertThat(story.ended()).isTrue();
        assertThat(story.segments())
                .containsExactly(new AttemptSegment(1, 0, 2, false), new AttemptSegment(2, 2, 4, true));
    }

    @Test
    void whatAZombieSaysLateIsNoPartOfIt() {
        RoundTranscript story = RoundTranscript.of(List.of(
                FIRST.started(0),
                FIRST.reached(1, 2),
                SECOND.resumed(0, 1, 1, 2),
                SECOND.reached(1, 2),
                FIRST.ended(2, 4, 0.7),
                SECOND.ended(2, 4, 0.5),
                SECOND.over(3)));

        assertThat(story.events()).isEqualTo(RoundTranscript.of(UNDISTURBED).events());
    }

    @Test
    void anAttemptFromTheBeginningTellsAllOfIt() {
        RoundTranscript story = RoundTranscript.of(List.of(
                FIRST.started(0), SECOND.started(0), SECOND.reached(1, 2), SECOND.ended(2, 4, 0.5), SECOND.over(3)));

        assertThat(story.events()).isEqualTo(RoundTranscript.of(UNDISTURBED).events());
        assertThat(story.segments()).containsExactly(new AttemptSegment(2, 0, 4, true));
    }

    @Test
    void anotherLossIsAnotherStory() {
        RoundTranscript story = RoundTranscript.of(
                List.of(FIRST.started(0), FIRST.reached(1, 2), FIRST.ended(2, 4, 0.51), FIRST.over(3)));

        assertThat(story.events()).isNotEqualTo(RoundTranscript.of(UNDISTURBED).events());
    }

    @Test
    void aNumberThatIsMissingOrThereTwiceIsAFault() {
        assertThat(RoundTranscript.of(List.of(FIRST.started(0), FIRST.ended(2, 4, 0.5)))
                        .faults())
                .singleElement()
                .asString()
                .contains("after event 0 comes 2");
        assertThat(RoundTranscript.of(List.of(FIRST.started(0), FIRST.reached(1, 2), FIRST.reached(1, 3)))
                        .faults())
                .singleElement()
                .asString()
                .contains("after event 1 comes 1");
    }

    @Test
    void aQuestionThatIsAskedAgainInTheSameWordsIsAskedOnce() {
        TrainingEvent started = FIRST.started(0);
        RoundTranscript story = RoundTranscript.of(List.of(started, started, FIRST.ended(1, 4, 0.5), started));

        assertThat(story.faults()).isEmpty();
        assertThat(story).isEqualTo(RoundTranscript.of(List.of(started, FIRST.ended(1, 4, 0.5))));
    }

    @Test
    void anEndThatIsTakenBackIsNoEnd() {
        assertThat(RoundTranscript.of(List.of(
                                FIRST.started(0), FIRST.reached(1, 2), FIRST.over(2), SECOND.resumed(0, 1, 1, 2)))
                        .ended())
                .isFalse();
    }

    @Test
    void whereHistogramsComeAmongTheEventsIsOpenAndWhetherIsNot() {
        RoundTranscript early =
                RoundTranscript.of(List.of(FIRST.started(0), FIRST.summarized(1), FIRST.ended(2, 4, 0.5)));
        RoundTranscript late =
                RoundTranscript.of(List.of(FIRST.started(0), FIRST.ended(1, 4, 0.5), FIRST.summarized(2)));
        RoundTranscript never = RoundTranscript.of(List.of(FIRST.started(0), FIRST.ended(1, 4, 0.5)));

        assertThat(early.events()).isEqualTo(late.events());
        assertThat(early.weights()).isEqualTo(late.weights()).isNotEqualTo(never.weights());
    }

    @Test
    void aRequestThatIsObeyedAgainAfterAResumeIsObeyedOnce() {
        RoundTranscript story = RoundTranscript.of(List.of(
                FIRST.started(0),
                FIRST.reached(1, 2),
                FIRST.obeyed(2),
                SECOND.resumed(0, 1, 1, 2),
                SECOND.reached(1, 2),
                SECOND.obeyed(2)));

        assertThat(story.requests()).isEqualTo(Map.of("pause applied", 1));
    }

    @Test
    void aSaveThatWasSaidByAnyAttemptWasSaid() {
        RoundTranscript story = RoundTranscript.of(
                List.of(FIRST.started(0), FIRST.reached(1, 2), FIRST.saved(2, 2, "best"), SECOND.resumed(0, 1, 1, 2)));

        assertThat(story.saves()).containsExactly("best at step 2");
    }
}
