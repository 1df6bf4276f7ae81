package io.epochal.callback.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.page.view.RunList.Request;
import io.epochal.callback.summary.RunOverview;
import io.epochal.protocol.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunListTest {
    private static final Instant NOW = Overviews.NOON.plusSeconds(1000);
    private static final List<RunOverview> RUNS = List.of(
            Overviews.run("b", 100, RunStatus.FAILED, "val_loss", 0.06),
            Overviews.run("a", 0, RunStatus.COMPLETED, "val_loss", 0.04),
            Overviews.run("d", 300, RunStatus.CANCELLED, "val_loss", null),
            Overviews.run("c", 200, null, "val_accuracy", 0.9));

    private static RunList list(String filter, String order, String page) {
        return RunList.of(RUNS, Request.read(filter, order, page), NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "-started, d c b a",
        "started, a b c d",
        "'', d c b a",
        "nonsense, d c b a",
        "run, a b c d",
        "-run, d c b a",
        "best, a b c d",
        "-best, c b a d",
        "last, a b c d",
        "status, c a b d",
        "-took, c d b a",
        "epochs, d c b a",
    })
    void sortsAndPutsRunsWithoutAValueLast(String order, String expected) {
        assertThat(list("", order, "1").rows().stream().map(RunRow::id)).containsExactly(expected.split(" "));
    }

    @Test
    void turnsTheOrderAroundAtTheSecondClick() {
        RunList list = list("val_loss < 1", "best", "1");
        assertThat(list.headings())
                .contains(
                        new RunList.Heading("best", "/?q=val_loss%20%3C%201&sort=-best&page=1", "ascending"),
                        new RunList.Heading("run", "/?q=val_loss%20%3C%201&sort=run&page=1", "none"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 1", "x, 1", "'', 1", "7, 1", "99999999999999, 1"})
    void takesAnyNumberOfAPage(String page, int shown) {
        assertThat(list("", "", page).request().page()).isEqualTo(shown);
    }

    @Test
    void showsWhatIsWrongWithTheFilter() {
        RunList list = list("val_loss <", "", "1");
        assertThat(list.problem()).startsWith("val_loss < needs a number");
        assertThat(list.all()).isEqualTo(4);
        assertThat(list.rows()).isEmpty();
    }

    /** The bound is wide: it fails for an algorithm that is not linear, whatever the machine does beside. */
    @Test
    void pagesThroughAHundredThousandRunsInLittleTime() {
        List<RunOverview> many = IntStream.range(0, 100_000)
                .mapToObj(i -> Overviews.run(
                        "run-" + i, i, i % 3 == 0 ? null : RunStatus.COMPLETED, "val_loss", (i * 7919 % 100_000) / 1e5))
                .toList();
        List<Duration> took = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int page : List.of(1, 2, 1000, 2000)) {
            long began = System.nanoTime();
            RunList list = RunList.of(many, Request.read("", "-best", Integer.toString(page)), NOW);
            took.add(Duration.ofNanos(System.nanoTime() - began));
            assertThat(list.rows()).hasSize(50);
            list.rows().forEach(row -> assertThat(seen.add(row.id())).isTrue());
        }
        assertThat(RunList.of(many, Request.read("val_loss < 0.0001", "", "1"), NOW)
                        .found())
                .isEqualTo(10);
        assertThat(took).allSatisfy(one -> assertThat(one).isLessThan(Duration.ofSeconds(2)));
    }

    @Test
    void showsHostileNamesAsText() {
        RunOverview hostile =
                Overviews.run("\u202eevil\n\"<script>", 0, null, "<img src=x>\u0000" + "m".repeat(65_536), 1.0);
        RunRow row = RunList.of(List.of(hostile), Request.read("", "", "1"), NOW)
                .rows()
                .get(0);
        assertThat(row.id()).isEqualTo("\\u202eevil\\n\"<script>");
        assertThat(row.path()).isEqualTo("%E2%80%AEevil%0A%22%3Cscript%3E");
        assertThat(row.metric()).hasSize(80).startsWith("<img src=x>\\u0000m");
    }
}
