package io.epochal.callback.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Position;
import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody does with the page in a real browser. Skipped, with the reason, on a machine that lacks what it takes. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(120)
class PageBrowserQuarkusTest extends PageFixture {
    private static HeadlessChromium browser;

    private WatchedPage window;
    private Page shown;

    @BeforeAll
    static void start() {
        browser = HeadlessChromium.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        window = browser.window(
                root, new Browser.NewContextOptions().setPermissions(List.of("clipboard-read", "clipboard-write")));
        shown = window.page();
    }

    @AfterEach
    void close() {
        window.close();
    }

    private Locator button(String name) {
        return shown.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator link(String name) {
        return shown.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator answer() {
        return shown.locator("#requests .answer");
    }

    /** The newest request was applied in this epoch, from 0, after this batch. */
    private void applied(TestLog trainer, long sequence, int epoch, int batch) throws Exception {
        CommandRequest asked = StoredMessages.newestCommand(trainer.run());
        trainer.says(new CommandApplied(
                trainer.run(),
                1,
                sequence,
                Instant.now(),
                asked.commandId(),
                asked.command(),
                epoch,
                batch,
                CommandOutcome.APPLIED,
                asked.requestedBy()));
    }

    @Test
    void listsRunsAsTheyComeAndFiltersWithoutLoadingAnew() {
        window.open("/?q=" + run);
        shown.evaluate("window.same = true");
        begun();
        epoch(1, 0, Map.of("loss", 0.5, "val_loss", 0.6));
        assertThat(link(run)).isVisible();
        assertThat(shown.locator("#runs tbody")).containsText("0.6000");

        shown.getByLabel("Select " + run).check();
        shown.getByLabel("Filter").fill(run + " val_loss > 1");
        assertThat(shown.locator("#runs .empty")).hasText("No run is like this.");
        assertThat(shown).hasURL(Pattern.compile("val_loss"));
        assertThat(shown.evaluate("window.same"))
                .as("the page was not loaded anew")
                .isEqualTo(true);

        button("Compare 1 selected").click();
        assertThat(shown).hasURL(Pattern.compile("/compare\\?run=" + run));
        assertThat(shown.locator(".uplot").first()).isVisible();
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void drawsCurvesAndMarksOfARunAsItTrains() {
        begun();
        epoch(1, 0, Map.of("loss", 0.5, "val_loss", 0.6, HOSTILE, 1.0));
        window.open("/runs/" + run);
        assertThat(shown.locator(".uplot canvas")).hasCount(3);
        assertThat(shown.locator("#head b")).hasText("1");

        epoch(2, 1, Map.of("loss", 0.4, "val_loss", 0.7));
        slowed(3, 1, "val_loss is 0.7");
        assertThat(shown.locator("#head b")).hasText("2");
        assertThat(shown.locator("#decisions")).containsText("val_loss is 0.7");
        Locator loss = shown.locator("figure").first();
        loss.locator(".u-over").hover(new Locator.HoverOptions().setPosition(atTheRight(loss)));
        assertThat(loss.locator(".u-legend")).containsText("0.7");
        assertThat(loss.locator("figcaption")).containsText("▼");
        assertThat(shown).hasTitle(Pattern.compile("^" + run));
        assertThat(window.complaints()).isEmpty();
    }

    /** Where the newest epoch is drawn. */
    private static Position atTheRight(Locator figure) {
        var box = figure.locator(".u-over").boundingBox();
        return new Position(box.width - 2, box.height / 2);
    }

    @Test
    void drawsTheLossOfBatchesAsTheyCome() {
        begun();
        log.batch(1, 1, 0.5);
        log.batch(1, 2, 0.4);
        window.open("/runs/" + run);
        Locator batches = shown.locator("figure", new Page.LocatorOptions().setHasText("loss of batches"));
        assertThat(batches).isVisible();
        log.batch(1, 3, 0.3125);
        shown.waitForCondition(() -> {
            batches.locator(".u-over").hover(new Locator.HoverOptions().setPosition(atTheRight(batches)));
            return batches.locator(".u-legend").textContent().contains("0.3125");
        });
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void showsARunThatWaitedOnceItsTrainerBegins() {
        log.requested();
        window.open("/runs/" + run);
        assertThat(shown.locator(".phase")).hasText("queued");
        log.started(1);
        assertThat(shown.locator("#head .phase")).hasText("running");
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void asksBeforeItStopsAndShowsAnswersAsTheyCome() throws Exception {
        begun();
        window.open("/runs/" + run);
        String[] question = new String[1];
        shown.onceDialog(dialog -> {
            question[0] = dialog.message();
            dialog.dismiss();
        });
        button("Stop").click();
        assertThat(question[0]).startsWith("Stop this run?");
        assertThat(shown.locator("#requests")).containsText("Nobody has asked anything of this run.");

        shown.getByLabel("your name").fill("ann");
        button("Pause").click();
        assertThat(shown).hasURL(Pattern.compile("#requests$"));
        assertThat(answer()).hasText("no answer yet");
        applied(log, 1, 2, 7);
        assertThat(answer()).hasText("applied in epoch 3 after batch 8");
        assertThat(shown.locator("#requests")).containsText("ann");
        assertThat(shown.locator("#head .phase")).hasText("paused");
        assertThat(window.complaints()).isEmpty();
    }

    @Test
    void startsARunFromAnotherWatchesItStopsItAndComparesBoth() throws Exception {
        begun();
        epoch(1, 0, Map.of("loss", 0.5, "val_loss", 0.6));
        String next = "next-" + run;
        window.open("/runs/" + run);
        link("A new run from this one").click();
        shown.getByLabel("The new run's id").fill(next);
        submit("\"epochs\" : 1", "\"epochs\" : 0");
        assertThat(shown.locator("#problem")).containsText("epochs must be a whole number");
        assertThat(shown.locator("#spec")).isFocused();
        assertThat(shown.evaluate("getSelection().toString()").toString())
                .as("the field is marked")
                .contains("\"epochs\" : 0");

        submit("\"epochs\" : 0", "\"epochs\" : 9");
        assertThat(shown).hasURL(Pattern.compile("/runs/" + next + "$"));
        assertThat(shown.locator(".phase")).hasText("queued");
        try (TestLog other = TestLog.of(next, EmbeddedBroker.bootstrap())) {
            other.started(1);
            assertThat(shown.locator("#head .phase")).hasText("running");
            shown.onceDialog(Dialog::accept);
            button("Stop").click();
            assertThat(answer()).hasText("no answer yet");
            applied(other, 1, 0, 4);
            assertThat(answer()).hasText("applied in epoch 1 after batch 5");
            other.ended(1, 2);
            assertThat(shown.locator("#head .phase")).hasText("cancelled");
        }
        assertThat(StoredMessages.newestCommand(next).command()).isInstanceOf(Command.StopTraining.class);

        window.open("/compare?run=" + run + "&run=" + next);
        assertThat(shown.locator(".uplot").first()).isVisible();
        assertThat(shown.locator(".legend li")).hasText(new String[] {run, next});
        // The browser says of each answer that it is no success, too.
        assertThat(window.complaints()).hasSize(1).allMatch(one -> one.contains("422"));
    }

    /** Writes something else into the spec, and sends the form. */
    private void submit(String before, String after) {
        Locator spec = shown.locator("#spec");
        assertThat(spec.inputValue()).contains(before);
        spec.fill(spec.inputValue().replace(before, after));
        button("Train it").click();
    }

    @Test
    void copiesTheCommandThatExportsACheckpoint() {
        begun();
        log.says(new CheckpointSaved(run, 1, 1, Instant.now(), 0, 1, "runs/r/checkpoints/c", List.of("best"), 4096));
        window.open("/runs/" + run);
        button("Copy").click();
        assertThat(button("Copied")).isVisible();
        assertThat(shown.evaluate("navigator.clipboard.readText()"))
                .isEqualTo("./epochal runs export " + run + " --checkpoint best --to best.keras");
        assertThat(shown.locator("#checkpoints")).containsText("s3://epochal/runs/r/checkpoints/c");
        assertThat(shown.locator("#state")).containsText("on cpu, 1 thread");
        assertThat(window.complaints()).isEmpty();
    }

    /** Else the other tests could not fail by a complaint. */
    @Test
    void aScriptThatIsNoFileOfTheServiceIsComplainedOf() {
        window.open("/health");
        shown.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))");
        shown.waitForCondition(() -> !window.complaints().isEmpty());
        assertThat(window.complaints().get(0)).contains("Content Security Policy");
    }
}
