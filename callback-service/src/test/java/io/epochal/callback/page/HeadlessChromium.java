package io.epochal.callback.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine's own Chromium without a window, driven by Playwright; one for a class of tests. */
final class HeadlessChromium implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;
    private static final int OLDEST_NODE = 20;

    private final Playwright playwright;
    private final Browser browser;

    private HeadlessChromium(Playwright playwright, Path program) {
        this.playwright = playwright;
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setHeadless(true));
    }

    /** Where something is missing, the test is skipped, and says what and how to get it. */
    static HeadlessChromium start() {
        Optional<Path> chromium = Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> program(name).stream())
                .findFirst();
        assumeTrue(chromium.isPresent(), "no browser looks at the page: apt-get install chromium");
        Optional<Path> node = program("node").filter(HeadlessChromium::isNewEnough);
        assumeTrue(
                node.isPresent() || hasBundle(),
                "no browser looks at the page: Playwright needs Node.js " + OLDEST_NODE
                        + " or newer; install it, or let mvn -Pbrowser load one (200 MB)");
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
        Map<String, String> environment = new HashMap<>(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
        node.ifPresent(path -> environment.put("PLAYWRIGHT_NODEJS_PATH", path.toString()));
        return new HeadlessChromium(
                Playwright.create(new Playwright.CreateOptions().setEnv(environment)), chromium.orElseThrow());
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean isNewEnough(Path node) {
        try {
            Process asked = new ProcessBuilder(node.toString(), "--version").start();
            String version = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return version.matches("(?s)v\\d+\\..*")
                    && Integer.parseInt(version.substring(1, version.indexOf('.'))) >= OLDEST_NODE;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the profile {@code browser} has brought a Node.js. */
    private static boolean hasBundle() {
        return HeadlessChromium.class.getResource("/driver/linux/node") != null;
    }

    /** A window on this service that shares nothing with other windows. */
    WatchedPage window(URI root, Browser.NewContextOptions looks) {
        return new WatchedPage(browser.newContext(looks.setBaseURL(root.toString())));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
