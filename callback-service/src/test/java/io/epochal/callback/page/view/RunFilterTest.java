package io.epochal.callback.page.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.summary.RunOverview;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFilterTest {
    private static final List<RunOverview> RUNS = List.of(
            Overviews.run("mnist-1", 0, RunStatus.COMPLETED, "val_loss", 0.04),
            Overviews.run("mnist-2", 100, RunStatus.FAILED, "val_loss", 0.06),
            Overviews.run("wine-3", 200, null, "val_accuracy", 0.9),
            Overviews.run("wine-4", 300, RunStatus.CANCELLED, "val_loss", null),
            Overviews.run("odd-5", 400, RunStatus.FAILED, "val_loss", Double.NaN));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                            | mnist-1 mnist-2 wine-3 wine-4 odd-5",
                "`   `                         | mnist-1 mnist-2 wine-3 wine-4 odd-5",
                "mnist                         | mnist-1 mnist-2",
                "MNIST                         | mnist-1 mnist-2",
                "\"wine-3\"                    | wine-3",
                "nist 2                        | mnist-2",
                "val_loss < 0.05               | mnist-1",
                "val_loss<0.05                 | mnist-1",
                "val_loss <= 0.06              | mnist-1 mnist-2",
                "val_loss != 0.04              | mnist-2 odd-5",
                "val_loss>5e-2                 | mnist-2",
                "val_accuracy >= 0.9           | wine-3",
                "best = 0.9                    | wine-3",
                "last > 1.5                    | wine-3",
                "epochs >= 5                   | mnist-1 mnist-2 wine-3 wine-4 odd-5",
                "epochs > 5                    | ",
                "attempt == 1 mnist            | mnist-1 mnist-2",
                "took > 60                     | wine-3",
                "status:failed                 | mnist-2 odd-5",
                "status=failed,cancelled       | mnist-2 wine-4 odd-5",
                "status: RUNNING               | wine-3",
                "mnist val_loss < 1 status:failed | mnist-2",
            })
    void selectsRuns(String filter, String expected) {
        RunFilter read = RunFilter.read(filter);
        assertThat(RUNS.stream()
                        .filter(run -> read.selects(run, Overviews.NOON.plusSeconds(1000)))
                        .map(RunOverview::id))
                .containsExactly(expected == null ? new String[0] : expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "val_loss < low     | val_loss < needs a number behind it, such as 0.05; found low",
                "val_loss <         | val_loss < needs a number behind it, such as 0.05; found nothing",
                "status:fialed      | a status is one of queued, running, paused, suspended, lost, completed, stopped_early, failed, cancelled; found fialed (did you mean failed?)",
            })
    void saysWhatWouldBeRight(String filter, String problem) {
        assertThatThrownBy(() -> RunFilter.read(filter))
                .isInstanceOf(SpecException.class)
                .hasMessage(problem);
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
            RunList list = RunList.of(RUNS, RunList.Request.read(text.toString(), "-started", "1"), Overviews.NOON);
            assertThat(list.problem().isEmpty() || list.rows().isEmpty()).isTrue();
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
