package io.epochal.callback.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.summary.ServiceState;
import io.epochal.callback.summary.ServiceState.Failure;
import io.epochal.callback.summary.ServiceState.Letter;
import io.epochal.callback.summary.ServiceState.Reader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthSheetTest {
    private static final Instant NOW = Instant.EPOCH;

    private static HealthSheet of(
            List<Reader> readers, List<Letter> letters, List<Failure> failures, List<String> problems) {
        ServiceState state = new ServiceState(
                readers, OptionalInt.of(2), OptionalLong.of(7), letters, letters.size(), failures, problems);
        return HealthSheet.of(state, List.of(), 0, NOW);
    }

    private static Reader deciders(int members, long behind) {
        return new Reader("deciders", false, "callback-deciders", members, OptionalLong.of(behind));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, running", "3, 10000, running", "1, 10001, behind", "0, 0, missing", "0, 99999, missing"})
    void aReaderIsMissingOrBehindOrRunning(int members, long behind, String state) {
        HealthSheet sheet = of(List.of(deciders(members, behind)), List.of(), List.of(), List.of());

        assertThat(sheet.readers()).singleElement().satisfies(line -> {
            assertThat(line.role()).isEqualTo("deciders");
            assertThat(line.state()).isEqualTo(state);
        });
        assertThat(sheet.isWell()).isEqualTo(state.equals("running"));
    }

    @Test
    void whatIsNotSetUpIsNotMissed() {
        Reader mlflow = new Reader("MLflow recorder", true, "mlflow-recorder", 0, OptionalLong.empty());

        assertThat(of(List.of(mlflow), List.of(), List.of(), List.of()).readers())
                .isEmpty();
    }

    @Test
    void whatWasSetAsideIsNotWell() {
        Letter letter = new Letter(NOW, "training.events-0 at 1", "run", "because\u202e", "{}");
        Failure failure = new Failure("csv", "run", "log.csv", "the disk is full");

        assertThat(of(List.of(), List.of(), List.of(), List.of()).isWell()).isTrue();
        assertThat(of(List.of(), List.of(letter), List.of(), List.of()).isWell())
                .isFalse();
        assertThat(of(List.of(), List.of(), List.of(failure), List.of()).isWell())
                .isFalse();
        assertThat(of(List.of(), List.of(), List.of(), List.of("Kafka is away")).isWell())
                .isFalse();
        assertThat(of(List.of(), List.of(letter), List.of(), List.of())
                        .letters()
                        .get(0)
                        .reason())
                .isEqualTo("because\\u202e");
    }

    @Test
    void aDeadLetterIsNewsForADay() {
        Letter old = new Letter(NOW.minus(Duration.ofDays(1)), "training.events-0 at 1", "run", "because", "{}");

        HealthSheet sheet = of(List.of(), List.of(old), List.of(), List.of());
        assertThat(sheet.isWell()).isTrue();
        assertThat(sheet.letters()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "0, 1, false", "1, 9, true"})
    void runsThatWaitNeedATrainer(int trainers, long waiting, boolean well) {
        ServiceState state = new ServiceState(
                List.of(), OptionalInt.of(trainers), OptionalLong.of(waiting), List.of(), 0, List.of(), List.of());

        assertThat(HealthSheet.of(state, List.of(), 0, NOW).isWell()).isEqualTo(well);
    }

    @Test
    void aQueueThatNoTrainerHasLookedAtIsSeenInTheList() {
        ServiceState none =
                new ServiceState(List.of(), OptionalInt.of(0), OptionalLong.of(0), List.of(), 0, List.of(), List.of());

        assertThat(HealthSheet.of(none, List.of(), 2, NOW).concerns())
                .extracting(HealthConcern::what)
                .containsExactly("No trainer service is there, and 2 runs wait for one.");
    }

    @Test
    void eachConcernSaysWhatFollowsAndWhatToDo() {
        Reader csv = new Reader("CSVLogger recorder", false, "csv-recorder", 0, OptionalLong.empty());
        Reader other = new Reader("TensorBoard recorder", false, "tensorboard-recorder", 0, OptionalLong.of(3));

        assertThat(of(List.of(deciders(0, 0), csv, other), List.of(), List.of(), List.of())
                        .concerns())
                .containsExactly(
                        new HealthConcern(
                                "Nobody decides: trainers wait at the end of an epoch.",
                                "Start a callback service with EPOCHAL_DECIDING=true; it answers what was asked.",
                                "readers"),
                        new HealthConcern(
                                "Not there: CSVLogger recorder, TensorBoard recorder. What would be written is missing.",
                                "Start a callback service with EPOCHAL_RECORDING=true; it goes on where the last one was.",
                                "readers"));
        assertThat(of(List.of(deciders(2, 10_001)), List.of(), List.of(), List.of())
                        .concerns())
                .extracting(HealthConcern::what)
                .containsExactly("deciders: 10001 records behind. Trainers wait for them.");
    }

    @Test
    void whoSeesSomeRunsOnlySeesWhatConcernsThem() {
        List<Letter> letters =
                List.of(new Letter(NOW, "", "mine", "r", "{}"), new Letter(NOW, "", "other", "r", "{secret}"));
        List<Failure> failures = List.of(new Failure("csv", "other", "log.csv", "r"));
        ServiceState left = new ServiceState(
                        List.of(deciders(1, 0)), OptionalInt.of(1), OptionalLong.of(0), letters, 9, failures, List.of())
                .of("mine"::equals);

        assertThat(left.letters()).extracting(Letter::key).containsExactly("mine");
        assertThat(left.lettersInAll()).isEqualTo(1);
        assertThat(left.failures()).isEmpty();
        assertThat(left.readers()).hasSize(1);
    }

    @Test
    void whatIsUnknownIsNotZero() {
        ServiceState unknown = new ServiceState(
                List.of(), OptionalInt.empty(), OptionalLong.empty(), List.of(), 0, List.of(), List.of("away"));

        HealthSheet sheet = HealthSheet.of(unknown, List.of(), 0, NOW);
        assertThat(sheet.trainers()).isEqualTo("?");
        assertThat(sheet.waiting()).isEqualTo("?");
    }
}
