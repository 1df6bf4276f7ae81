package io.epochal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it changes the locale of all")
class CheckpointIdTest {
    @Test
    void aFoldersNameIsTheSameWhereTheMachinesDigitsAreOthers() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

            assertThat(new CheckpointId(14, 1, 5625, true).folder()).matches("[\\p{ASCII}]+");
        } finally {
            Locale.setDefault(before);
        }
    }
}
