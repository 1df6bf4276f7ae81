package io.epochal.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that is told to end while it trains. */
@Tag("slow")
@Timeout(60)
class ShutdownNoticeTest {
    @Test
    void aProcessThatIsToldToEndCancelsItsRun() throws Exception {
        try (ScriptedService service = new ScriptedService()) {
            Process process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Endless.class.getName(),
                            service.url().toString())
                    .inheritIO()
                    .start();
            service.until(() -> !service.batches.isEmpty());
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(service.of("RunEnded"))
                    .extracting(ended -> ended.get("status").getAsString() + ": "
                            + ended.get("reason").getAsString())
                    .containsExactly("cancelled: the process was told to end");
        }
    }

    /** Trains until it is told to stop. */
    static final class Endless {
        private Endless() {}

        public static void main(String[] arguments) throws IOException {
            try (AttachedRun run = AttachedRun.attach(RunOptions.of(0.1).url(URI.create(arguments[0])))) {
                while (run.batch(0.5, Map.of())) {
                    LockSupport.parkNanos(1_000_000);
                }
                run.end();
            }
        }
    }
}
