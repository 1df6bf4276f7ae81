package io.epochal.callback.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epochal.callback.Specs;
import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingParams;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page in a real browser. Skipped on a machine that has no Chromium. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(120)
class PageBrowserQuarkusTest {
    private static final RunSpec SPEC = Specs.with(List.of(), List.of(Map.of("type", "EarlyStopping", "patience", 5)));
    private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\">";

    @TestHTTPResource
    URI root;

    private final String run = "run-" + UUID.randomUUID();
    private TestLog log;
    private HeadlessChromium browser;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(HeadlessChromium.installed().isPresent(), "there is no Chromium");
        browser = new HeadlessChromium(HeadlessChromium.installed().get());
        log = TestLog.of(run, ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    }

    @AfterEach
    void close() throws Exception {
        if (browser != null) {
            browser.close();
            log.close();
        }
    }

    private void epoch(long sequence, int epoch, Map<String, Double> metrics) {
        log.says(new EpochEnded(
                run,
                1,
                sequence,
                Instant.now(),
                TrainingParams.of(SPEC),
                epoch,
                epoch + 1,
                Metrics.of(metrics),
                0.1,
                1,
                false,
                SPEC.callbacks()));
    }

    @Test
    void showsARunAsItTrainsAndWhatIsAskedOfIt() throws Exception {
        log.requested();
        log.started(1);
        epoch(1, 0, Map.of("loss", 0.5, "val_loss", 0.6, HOSTILE, 1.0));
        browser.open(root.resolve("/runs/" + run));
        browser.until("document.querySelectorAll('.uplot canvas').length === 3");
        assertThat(browser.evaluate("document.querySelector('#head b').textContent")
                        .asText())
                .isEqualTo("1");

        epoch(2, 1, Map.of("loss", 0.4, "val_loss", 0.5));
        browser.until("document.querySelector('#head b').textContent === '2'");

        browser.evaluate("window.confirm = question => { window.asked = question; return false; }");
        browser.evaluate("document.querySelector('button[value=stop]').click()");
        assertThat(browser.evaluate("window.asked").asText()).startsWith("Stop this run?");

        browser.evaluate("document.getElementById('by').value = 'ann'");
        browser.evaluate("document.querySelector('button[value=pause]').click()");
        browser.until("location.hash === '#requests' && document.getElementById('requests') !== null");
        browser.until("document.querySelector('#requests .answer').textContent === 'no answer yet'");
        log.says(new CommandApplied(
                run,
                1,
                3,
                Instant.now(),
                commandId(),
                new Command.PauseTraining(),
                2,
                7,
                CommandOutcome.APPLIED,
                "ann"));
        browser.until("document.querySelector('#head .phase').textContent === 'paused'");
        assertThat(browser.evaluate("document.querySelector('#requests').innerText")
                        .asText())
                .contains("applied in epoch 3 after batch 8")
                .contains("ann");

        assertThat(browser.evaluate("document.title").asText()).startsWith(run);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void drawsTheLossOfBatchesAsTheyCome() throws Exception {
        log.requested();
        log.started(1);
        log.batch(1, 1, 0.5);
        log.batch(1, 2, 0.4);
        browser.open(root.resolve("/runs/" + run));
        browser.until("[...document.querySelectorAll('.u-title')].some(one => one.textContent === 'loss of batches')");
        log.batch(1, 3, 0.3);
        browser.until(
                "fetch(location.pathname + '/chart').then(one => one.json()).then(one => one.batches.steps.length === 3)");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void showsARunThatWaitedOnceItsTrainerBegins() throws Exception {
        log.requested();
        browser.open(root.resolve("/runs/" + run));
        assertThat(browser.evaluate("document.querySelector('.phase').textContent")
                        .asText())
                .isEqualTo("queued");
        log.started(1);
        browser.until("document.querySelector('#head .phase').textContent === 'running'");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void startsARunFromAnotherWatchesItStopsItAndComparesBoth() throws Exception {
        log.requested();
        log.started(1);
        epoch(1, 0, Map.of("loss", 0.5, "val_loss", 0.6));
        String next = "next-" + run;
        browser.open(root.resolve("/runs/" + run));
        browser.evaluate("[...document.links].find(link => link.textContent === 'A new run from this one').click()");
        browser.until("location.pathname.endsWith('/new') && document.readyState === 'complete'");
        browser.evaluate("document.getElementById('id').value = '" + next + "'");
        edit("\"epochs\" : 1", "\"epochs\" : 0");
        browser.until("document.getElementById('problem') !== null");
        assertThat(browser.evaluate("document.getElementById('problem').textContent")
                        .asText())
                .startsWith("epochs must be a whole number");
        // The field is marked.
        browser.until("(spec => spec.value.slice(spec.selectionStart, spec.selectionEnd).includes('\"epochs\" : 0'))"
                + "(document.getElementById('spec'))");

        edit("\"epochs\" : 0", "\"epochs\" : 9");
        browser.until("location.pathname === '/runs/" + next + "'");
        assertThat(browser.evaluate("document.querySelector('.phase').textContent")
                        .asText())
                .isEqualTo("queued");
        try (TestLog other =
                TestLog.of(next, ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class))) {
            other.started(1);
            browser.until("document.querySelector('#head .phase').textContent === 'running'");
            browser.evaluate("window.confirm = () => true");
            browser.evaluate("document.querySelector('button[value=stop]').click()");
            browser.until("location.hash === '#requests'"
                    + " && document.querySelector('#requests .answer').textContent === 'no answer yet'");
            other.ended(1, 1);
            browser.until("document.querySelector('#head .phase').textContent === 'cancelled'");
        }
        browser.open(root.resolve("/compare?run=" + run + "&run=" + next));
        browser.until("document.querySelector('.uplot') !== null");
        // The browser says of each answer that it is no success, too.
        assertThat(browser.complaints()).allMatch(one -> one.contains("422"));
    }

    /** Writes something else into the spec, and sends the form. */
    private void edit(String before, String after) throws Exception {
        assertThat(browser.evaluate("(spec => { const had = spec.value.includes('" + before + "');"
                                + " spec.value = spec.value.replace('" + before + "', '" + after + "');"
                                + " spec.form.requestSubmit(); return had; })(document.getElementById('spec'))")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void copiesTheCommandThatExportsACheckpoint() throws Exception {
        log.requested();
        log.started(1);
        log.says(new CheckpointSaved(run, 1, 1, Instant.now(), 0, 1, "runs/r/checkpoints/c", List.of("best"), 4096));
        browser.open(root.resolve("/runs/" + run));
        browser.until("document.querySelector('button.copy') !== null");
        browser.evaluate("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }");
        // Again, where the page's script was not there yet, or the part was replaced.
        browser.until("(button => { button.click(); return button.textContent === 'Copied'; })"
                + "(document.querySelector('button.copy'))");
        assertThat(browser.evaluate("window.copied").asText())
                .isEqualTo("./epochal runs export " + run + " --checkpoint best --to best.keras");
        assertThat(browser.evaluate("document.body.innerText").asText())
                .contains("s3://epochal/runs/r/checkpoints/c")
                .contains("on cpu, 1 thread");
        assertThat(browser.complaints()).isEmpty();
    }

    /** The one that the page has sent. */
    private String commandId() throws Exception {
        return SentCommands.newest(run, ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    }

    @Test
    void listsRunsAsTheyComeAndFiltersWithoutLoadingAnew() throws Exception {
        browser.open(root.resolve("/?q=" + run));
        browser.evaluate("window.same = true");
        log.requested();
        log.started(1);
        epoch(1, 0, Map.of("loss", 0.5, "val_loss", 0.6));
        browser.until("document.querySelector('#runs a[href=\"/runs/" + run + "\"]') !== null");
        browser.until("document.querySelector('#runs tbody').innerText.includes('0.6000')");

        browser.evaluate("document.getElementById('select-" + run + "').click()");
        browser.evaluate("const q = document.getElementById('q'); q.value += ' val_loss > 1'; "
                + "q.dispatchEvent(new Event('input', {bubbles: true}))");
        browser.until("document.querySelector('#runs .empty') !== null");
        assertThat(browser.evaluate("window.same").asBoolean())
                .as("the page was not loaded anew")
                .isTrue();
        assertThat(browser.evaluate("location.search").asText()).contains("val_loss");
        browser.until("document.getElementById('compare').textContent === 'Compare 1 selected'");
        browser.evaluate("document.getElementById('compare').click()");
        browser.until("location.pathname === '/compare' && document.querySelector('.uplot') !== null");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void fitsAPhoneAndAKeyboard() throws Exception {
        log.requested();
        log.started(1);
        epoch(1, 0, Map.of("loss", 0.5, "m".repeat(3000), 0.6));
        browser.screen(390, 800, true, true);
        for (String path : List.of("/", "/runs/" + run, "/compare?run=" + run, "/runs/" + run + "/new", "/health")) {
            browser.open(root.resolve(path));
            browser.until("document.readyState === 'complete'");
            assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                    .as(path)
                    .isLessThanOrEqualTo(390);
            browser.press("Tab", "");
            assertThat(browser.evaluate("document.activeElement.className").asText())
                    .isEqualTo("skip");
        }
        assertThat(browser.complaints()).isEmpty();
    }
}
