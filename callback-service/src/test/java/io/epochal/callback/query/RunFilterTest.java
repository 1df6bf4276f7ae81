package io.epochal.callback.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFilterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "val_loss < low     | val_loss < needs a number behind it, such as 0.05; found low",
                "val_loss <         | val_loss < needs a number behind it, such as 0.05; found nothing",
                "val_loss = low     | val_loss = needs a number behind it, such as 0.05; found low",
                "spec.epochs < many | spec.epochs < needs a number behind it, such as 0.05; found many",
                "spec.epochs !=     | spec.epochs != needs a value behind it, such as 0.05; found nothing",
                "status:fialed      | a status is one of queued, running, paused, suspended, lost, completed, stopped_early, failed, cancelled; found fialed (did you mean failed?)",
            })
    void saysWhatWouldBeRight(String filter, String problem) {
        assertThatThrownBy(() -> RunFilter.read(filter))
                .isInstanceOf(SpecException.class)
                .hasMessage(problem);
    }

    @Test
    void readsFieldsOfTheSpec() {
        assertThat(RunFilter.read("spec.model.layers[0].units>=64 spec.name=\"a b\" spec.model.type != sequential")
                        .terms())
                .containsExactly(
                        new RunTerm.Field("model.layers[0].units", RunTerm.Operator.AT_LEAST, "64"),
                        new RunTerm.Field("name", RunTerm.Operator.EQUAL, "a b"),
                        new RunTerm.Field("model.type", RunTerm.Operator.OTHER, "sequential"));
    }

    @Test
    void readsOrders() {
        assertThat(RunOrder.read("-metric.val_loss")).isEqualTo(new RunOrder(RunOrder.Column.METRIC, "val_loss", true));
        assertThat(RunOrder.read("-metric.val_loss").text()).isEqualTo("-metric.val_loss");
        assertThat(RunOrder.read("took")).isEqualTo(new RunOrder(RunOrder.Column.TOOK, false));
        for (String none : List.of("", "-", "metric", "metric.", "-started; drop table epochal_run")) {
            assertThat(RunOrder.read(none)).isEqualTo(RunOrder.NEWEST);
        }
    }

    @Test
    void takesAnyTextOrSaysWhatIsWrong() {
        String letters = "abz_ \t\"'<>=!:,.0159-\u202e\ud83d\ude00{}()[]*+?\\";
        Random random = new Random(19);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                assertThat(RunFilter.read(text.toString()).terms()).hasSizeLessThanOrEqualTo(20);
            } catch (SpecException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void isOfBoundedLength() {
        assertThatThrownBy(() -> RunFilter.read("a".repeat(501)))
                .hasMessage("the filter has at most 500 characters; found 501");
        assertThatThrownBy(() -> RunFilter.read("a ".repeat(21)))
                .hasMessage("the filter has at most 20 terms; found 21");
    }
}
