package io.epochal.callback.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingParams;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page on a phone, in the dark, by keyboard alone, for a screen reader, and with names that are markup. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(180)
class PageForEverybodyQuarkusTest extends PageFixture {
    private static final Set<String> SERIOUS = Set.of("serious", "critical");
    /** What is in the order of Tab, as the page has it. */
    private static final String REACHABLE =
            """
            [...document.querySelectorAll('a[href], button:enabled, input:enabled:not([type=hidden]), select, textarea, [tabindex="0"]')]
                .filter(one => one.checkVisibility())""";
    /** Which of them has the focus, and whether that can be seen. */
    private static final String FOCUSED = "(() => { const one = document.activeElement;"
            + " const box = one.getBoundingClientRect(); const style = getComputedStyle(one);"
            + " const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0"
            + "   && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;"
            + " return [" + REACHABLE + ".indexOf(one), seen ? '' : one.outerHTML.slice(0, 200)]; })()";

    private static HeadlessChromium browser;

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

    private WatchedPage window(int width, ColorScheme scheme) {
        return browser.window(
                root,
                new Browser.NewContextOptions().setViewportSize(width, 800).setColorScheme(scheme));
    }

    /** Every page of the service, of a run that has something in every part, and whose words are markup. */
    private List<String> pages() throws Exception {
        begun();
        epoch(1, 0, Map.of("loss", 0.5, "val_loss", 0.6, HOSTILE, 1.0, "m".repeat(900), 2.0));
        slowed(2, 0, HOSTILE + "x".repeat(500));
        log.says(new CheckpointSaved(run, 1, 3, Instant.now(), 0, 1, "runs/r/" + HOSTILE, List.of("best"), 4096));
        log.says(new CommandApplied(
                run,
                1,
                4,
                Instant.now(),
                "c-1",
                new Command.SaveCheckpoint("a"),
                0,
                0,
                new CommandOutcome.Rejected(HOSTILE),
                HOSTILE));
        log.foreign("io.epochal." + HOSTILE, "{\"a\": \"" + HOSTILE + "\"}");
        lost();
        String path = "/runs/" + run;
        assertThat(page.get(path).statusCode()).isEqualTo(200);
        return List.of(
                "/?q=" + run,
                path,
                path + "/new",
                path + "/spec",
                path + "/callbacks",
                "/compare?run=" + run + "&callbacks=%5B%7B%22type%22%3A%22TerminateOnNaN%22%7D%5D",
                "/health",
                "/audit",
                "/login");
    }

    /** Of a program that has been silent since 1970. */
    private void lost() {
        try (TestLog other = TestLog.of("lost-" + run, EmbeddedBroker.bootstrap())) {
            other.says(new AttachedRunStarted(
                    other.run(),
                    1,
                    0,
                    Instant.EPOCH,
                    new AttachedTrainer("a", HOSTILE, AttachedTrainer.Unit.EPOCH, List.of(), 60),
                    TrainingParams.of(SPEC),
                    List.of(),
                    HOSTILE));
        }
    }

    @Test
    void fitsAPhoneOfThreeHundredAndSixtyPixels() throws Exception {
        List<String> pages = pages();
        try (WatchedPage window = window(360, ColorScheme.LIGHT)) {
            for (String path : pages) {
                window.open(path);
                assertThat(window.page().evaluate("document.documentElement.scrollWidth"))
                        .as(path)
                        .isEqualTo(360);
            }
            assertThat(window.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void hasNoSeriousFaultForAScreenReaderInEitherScheme(ColorScheme scheme) throws Exception {
        List<String> pages = pages();
        List<String> faults = new ArrayList<>();
        try (WatchedPage wide = window(1280, scheme);
                WatchedPage narrow = window(360, scheme)) {
            for (String path : pages) {
                for (WatchedPage window : List.of(wide, narrow)) {
                    window.open(path);
                    faults.addAll(faults(window.page(), path));
                }
            }
            assertThat(wide.complaints()).isEmpty();
            assertThat(narrow.complaints()).isEmpty();
        }
        assertThat(faults).isEmpty();
    }

    private static List<String> faults(Page shown, String path) {
        return new AxeBuilder(shown)
                .setLegacyMode(true).analyze().getViolations().stream()
                        .filter(rule -> SERIOUS.contains(rule.getImpact()))
                        .flatMap(rule -> rule.getNodes().stream()
                                .map(node -> path + ": " + rule.getId() + ": " + rule.getHelp() + ": " + node.getHtml()
                                        + " " + node.getFailureSummary()))
                        .toList();
    }

    @Test
    void changesItsColoursWithTheScheme() {
        try (WatchedPage light = window(1280, ColorScheme.LIGHT);
                WatchedPage dark = window(1280, ColorScheme.DARK)) {
            light.open("/health");
            dark.open("/health");
            assertThat(light.page().locator("body")).hasCSS("background-color", "rgb(247, 248, 250)");
            assertThat(dark.page().locator("body")).hasCSS("background-color", "rgb(18, 22, 29)");
        }
    }

    @Test
    void tabReachesEverythingInItsOrderAndTheFocusIsSeen() throws Exception {
        List<String> pages = pages();
        try (WatchedPage window = window(1280, ColorScheme.LIGHT)) {
            for (String path : pages) {
                window.open(path);
                int all = (Integer) window.page().evaluate(REACHABLE + ".length");
                window.page().evaluate("document.activeElement.blur()");
                for (int i = 0; i < all; i++) {
                    window.page().keyboard().press("Tab");
                    assertThat((List<?>) window.page().evaluate(FOCUSED))
                            .as("%s, Tab %s", path, i + 1)
                            .isEqualTo(List.of(i, ""));
                }
            }
            assertThat(window.complaints()).isEmpty();
        }
    }

    @Test
    void aRunIsFoundOpenedAndStoppedByKeyboardAlone() throws Exception {
        begun();
        page.get("/?q=" + run);
        try (WatchedPage window = window(1280, ColorScheme.LIGHT)) {
            Page shown = window.page();
            window.open("/");
            tabTo(shown, "q");
            shown.keyboard().type(run);
            assertThat(shown.locator("#runs").getByRole(AriaRole.LINK, named(run)))
                    .isVisible();
            assertThat(shown.locator("#runs tbody tr")).hasCount(1);
            tabTo(shown, run);
            shown.keyboard().press("Enter");
            assertThat(shown).hasURL(Pattern.compile("/runs/" + run + "$"));

            tabTo(shown, "Stop");
            shown.onceDialog(Dialog::accept);
            shown.keyboard().press("Enter");
            assertThat(shown.locator("#requests .answer")).hasText("no answer yet");
            assertThat(StoredMessages.newestCommand(run).command()).isInstanceOf(Command.StopTraining.class);
            assertThat(window.complaints()).isEmpty();
        }
    }

    private static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }

    /** Presses Tab until what has this id or text has the focus. */
    private static void tabTo(Page shown, String name) {
        for (int i = 0; i < 60; i++) {
            shown.keyboard().press("Tab");
            if (shown.evaluate("[document.activeElement.id, document.activeElement.textContent.trim()]")
                            instanceof List<?> at
                    && at.contains(name)) {
                return;
            }
        }
        throw new AssertionError(name + " is not reached");
    }
}
