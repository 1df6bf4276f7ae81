package io.epochal.trainer.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectivesTest {
    @ParameterizedTest
    @CsvSource({"0, 5, 5", "4, 5, 4", "5, 4, 4"})
    void theShorterRecordingIntervalHolds(int before, int asked, int after) {
        Directives directives = new Directives(Set.of(), Ask.AT_EPOCH_END, before, ModelWeights.TRAINED, null);

        assertThat(directives.recording(asked).recordEvery()).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({"0, 4, false", "4, 4, true", "4, 6, false", "4, 8, true"})
    void recordsEachStepThatIsAMultiple(int every, long step, boolean records) {
        Directives directives = new Directives(Set.of(), Ask.AT_EPOCH_END, every, ModelWeights.TRAINED, null);

        assertThat(directives.records(step)).isEqualTo(records);
    }

    @Test
    void eachWordChangesItsOwnPartOnly() {
        Command.SaveEvery every = new Command.SaveEvery(60, "backup");

        assertThat(Directives.NONE
                        .saving(every)
                        .evaluatingOn(ModelWeights.AVERAGED)
                        .recording(2)
                        .with(Set.of(3), new Ask(7L, false)))
                .isEqualTo(new Directives(Set.of(3), new Ask(7L, false), 2, ModelWeights.AVERAGED, every));
    }
}
