package io.epochal.callback.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.page.view.RunList.Request;
import io.epochal.callback.summary.RunOverview;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunListTest {
    private static final Instant NOW = Overviews.NOON.plusSeconds(1000);

    private static RunList list(String filter, String order, String page) {
        return new RunList(Request.read(filter, order, page), List.of(), 4, 0, 0, "");
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
    @CsvSource({"0, 1", "-1, 1", "x, 1", "'', 1", "7, 7", "99999999999999, 1"})
    void takesAnyNumberOfAPage(String page, int shown) {
        assertThat(list("", "", page).request().page()).isEqualTo(shown);
    }

    @Test
    void showsWhatIsWrongWithTheFilter() {
        RunList list = RunList.refused(Request.read("val_loss <", "", "1"), "val_loss < needs a number\n");
        assertThat(list.problem()).startsWith("val_loss < needs a number");
        assertThat(list.rows()).isEmpty();
    }

    @Test
    void addressesHaveHostileOrdersAsText() {
        assertThat(list("", "metric.a&b=<c>", "1").request().url())
                .isEqualTo("/?q=&sort=metric.a%26b%3D%3Cc%3E&page=1");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "50, 1", "51, 2", "100000, 2000"})
    void hasFiftyRunsOnAPage(int found, int pages) {
        assertThat(new RunList(Request.read("", "", "1"), List.of(), found, found, 0, "").pages())
                .isEqualTo(pages);
    }

    @Test
    void showsHostileNamesAsText() {
        RunOverview hostile =
                Overviews.run("\u202eevil\n\"<script>", 0, null, "<img src=x>\u0000" + "m".repeat(65_536), 1.0);
        RunRow row = RunRow.of(hostile, NOW);
        assertThat(row.id()).isEqualTo("\\u202eevil\\n\"<script>");
        assertThat(row.path()).isEqualTo("%E2%80%AEevil%0A%22%3Cscript%3E");
        assertThat(row.metric()).hasSize(80).startsWith("<img src=x>\\u0000m");
    }
}
