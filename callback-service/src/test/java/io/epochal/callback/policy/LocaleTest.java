package io.epochal.callback.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.Specs;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Where the machine's own digits are others. The build refuses code that would use them ({@code DefaultLocale} in the parent pom). */
@Isolated("the default locale is the whole JVM's")
class LocaleTest {
    private final Locale before = Locale.getDefault();

    @BeforeEach
    void setTheDefault() {
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    }

    @AfterEach
    void putTheDefaultBack() {
        Locale.setDefault(before);
    }

    @Test
    @SuppressWarnings("DefaultLocale")
    void verdictsAreTheSameInEgypt() {
        assertThat("%d".formatted(7)).isEqualTo("\u0667");

        List<Map<String, Object>> callbacks = List.of(
                Map.of("type", "ModelCheckpoint", "filepath", "e{epoch:03d}-{val_loss:08.4F}-{val_loss:.2E}"),
                Map.of("type", "EarlyStopping", "patience", 3),
                Map.of("type", "ReduceLROnPlateau", "patience", 1));
        Verdict verdict = Deliberation.decide(
                KerasTraces.epoch(
                        Specs.with(List.of("accuracy"), callbacks),
                        11,
                        Metrics.NONE.with("val_loss", 1234.5),
                        0.001,
                        false,
                        callbacks),
                CallbackProviders.NONE,
                Instant.EPOCH);

        assertThat(verdict.reasons())
                .extracting(Verdict.Reason::text)
                .contains("saving e012-1234.5000-1.23E+03", "val_loss is 1234.5000");
        assertThat(new String(Wire.encode(verdict, "/test").value(), StandardCharsets.UTF_8))
                .matches("\\p{ASCII}*");
    }
}
